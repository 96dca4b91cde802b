"""`vidresults stats`, and the options that keep a part, which all commands have."""

from __future__ import annotations

import csv
import json

import cv2
import pytest

from tests.support.documents import detection, document, element, text_of
from vidresults import export, load

ZONES = """
size = [320, 180]
anchor = "center"
[[zones]]
name = "left"
points = [[0, 0], [100, 0], [100, 180], [0, 180]]
[[zones]]
name = "right"
points = [[220, 0], [320, 0], [320, 180], [220, 180]]
"""


@pytest.fixture
def run(vidresults, tmp_path):
    """Run `vidresults`; returns its exit code, standard output and standard error."""
    bus = {"class": "bus", "class_id": 5}
    boxes = [
        detection(confidence=0.9, tracker_id=1),
        detection(confidence=0.4, x=600.0, tracker_id=2),
        detection(confidence=0.6, width=10.0, x=300.0, **bus),
    ]
    sent = document(element(*boxes), None, element(boxes[0]), element(), step=25)
    (tmp_path / "job.json").write_bytes(text_of(sent))
    (tmp_path / "zones.toml").write_text(ZONES)

    return vidresults


def rows(run, *words):
    code, out, err = run("stats", *words, "--json")
    assert (code, err) == (0, "")
    return json.loads(out)


def counts(run, *words):
    return {row["class_name"]: row["detections"] for row in rows(run, "job.json", *words)}


TOTALS = """
with ran as (
    select source_id, model, count(*) as inferred from inferences where state = 'inferred'
    group by all
),
cells as (
    select source_id, model, class_name, sample_index, frame_index, time_seconds, count(*) as n
    from detections group by all
)
select class_name, any_value(inferred) as inferred, sum(n)::bigint as detections,
       count(*) as samples, count(*) / any_value(inferred) as share,
       sum(n) / any_value(inferred) as mean, max(n) as most,
       min(frame_index) as first_frame, max(frame_index) as last_frame,
       min(time_seconds) as first_seconds, max(time_seconds) as last_seconds,
       min(frame_index) filter (n = (select max(n) from cells o where o.class_name = c.class_name))
           as peak_frame,
       (select avg(confidence) from detections d where d.class_name = c.class_name)
           as mean_confidence
from cells c join ran using (source_id, model)
group by class_name order by class_name
"""


def test_the_totals_of_a_real_result_are_those_of_plain_sql(run, real_data):
    path = real_data / "results" / "pallet_5fps.json"
    expected = load(path).sql(TOTALS).to_pylist()
    found = rows(run, path)
    assert len(found) == len(expected) == 2
    for row, other in zip(found, expected, strict=True):
        for name, value in other.items():
            near = value if isinstance(value, str) else pytest.approx(value, rel=1e-12)
            assert row[name] == near, name
        assert row["tracks"] is None
        assert (row["not_inferred"], row["failed"], row["clock"]) == (0, 0, "sent")


def test_people_get_a_row_for_each_class(run):
    code, out, _ = run("stats", "job.json")
    head, *lines = out.splitlines()
    assert code == 0
    assert head.split()[:4] == ["source_id", "model", "class_name", "inferred"]
    assert [line.split()[2:7] for line in lines] == [
        ["car", "3", "1", "0", "3"], ["bus", "3", "1", "0", "1"],
    ]  # fmt: skip


def test_time_is_binned_as_asked(run, tmp_path):
    words = ("job.json", "--by", "time", "--bin", "2", "--moving", "2", "--csv", "out.csv")
    assert run("stats", *words)[2] == "wrote out.csv (4 rows)\n"
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as file:
        found = list(csv.DictReader(file))
    shown = [(r["class_name"], r["start_seconds"], r["mean"], r["moving_mean"]) for r in found]
    assert shown == [
        ("car", "0.0", "2.0", "2.0"), ("car", "2.0", "0.5", "1.0"),
        ("bus", "0.0", "1.0", "1.0"), ("bus", "2.0", "0.0", str(1 / 3)),
    ]  # fmt: skip


def test_samples_and_hours_are_rows_too(run):
    found = rows(run, "job.json", "--by", "sample", "--class", "car")
    assert [(r["frame_index"], r["mean"]) for r in found] == [(0, 2), (25, None), (50, 1), (75, 0)]
    words = ("--by", "hour", "--recorded-at", "2026-01-01T08:59:58+01:00", "--class", "car")
    found = rows(run, "job.json", *words)
    assert [(r["hour"], r["inferred"], r["detections"]) for r in found] == [(8, 1, 2), (9, 2, 1)]


@pytest.mark.parametrize("by", ["class", "time", "sample", "hour"])
def test_each_kind_has_a_picture(run, tmp_path, by):
    words = ["--recorded-at", "2026-01-01T08:00Z"] if by == "hour" else []
    code, out, err = run("stats", "job.json", "--by", by, *words, "--plot", "a.png")
    assert (code, err) == (0, "wrote a.png\n")
    assert out
    assert cv2.imread(str(tmp_path / "a.png")).shape == (700, 1200, 3)


def test_a_folder_of_tables_counts_the_same(run, tmp_path):
    export(load("job.json"), tmp_path / "tables", format="parquet")
    assert rows(run, "tables") == rows(run, "job.json")


@pytest.mark.parametrize(
    ("words", "left"),
    [
        (["--min-confidence", "0.5"], {"car": 2, "bus": 1}),
        (["--min-confidence", "car=0.5"], {"car": 2, "bus": 1}),
        (["--min-confidence", "car=0.95", "--min-confidence", "0.7"], {"car": 0, "bus": 0}),
        (["--min-confidence", "bus=0.7"], {"car": 3, "bus": 0}),
        (["--drop", "bus"], {"car": 3}),
        (["--map", "bus=vehicle", "--map", "car=vehicle"], {"vehicle": 4}),
        (["--map", "bus=a=b"], {"car": 3, "a=b": 1}),
        (["--min-area", "201"], {"car": 3, "bus": 0}),
        (["--max-area", "200"], {"car": 0, "bus": 1}),
        (["--tracker-id", "2"], {"car": 1, "bus": 0}),
        (["--tracker-id", "2", "--tracker-id", "1"], {"car": 3, "bus": 0}),
        (["--zones", "zones.toml", "--zone", "left"], {"car": 2, "bus": 0}),
        (["--zone", "right", "--zones", "zones.toml"], {"car": 1, "bus": 0}),
        (["--zones", "zones.toml", "--zone", "left", "--zone", "right"], {"car": 3, "bus": 0}),
        (["--start", "1", "--end", "3"], {"car": 1, "bus": 0}),
    ],
)
def test_a_part_is_counted(run, words, left):
    assert counts(run, *words) == left


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["--by", "hour"], 2, "--by hour needs --recorded-at"),
        (["--bin", "2"], 2, "--bin makes no sense --by class"),
        (["--by", "sample", "--bin", "2"], 2, "--bin makes no sense --by sample"),
        (["--by", "hour", "--moving", "2"], 2, "--moving makes no sense --by hour"),
        (["--by", "time", "--recorded-at", "8:00"], 1, "recorded_at: found '8:00', expected"),
        (["--by", "time", "--bin", "1e-9"], 1, "more than 10,000,000 rows: take longer bins"),
        (["--min-confidence", "high"], 2, "'high' is neither a number nor CLASS=NUMBER"),
        (["--min-confidence", "car=2"], 2, "2 is not in the range 0<=x<=1"),
        (["--min-confidence", "nan"], 2, "nan is not in the range 0<=x<=1"),
        (["--min-confidence", "=0.5"], 2, "'=0.5' names no class"),
        (["--min-confidence", "0.5", "--min-confidence", "0.6"], 2, "'0.6' is the second limit"),
        (["--map", "car"], 2, "'car' is not OLD=NEW"),
        (["--map", "car=a", "--map", "car=b"], 2, "'car' has two new names"),
        (["--map", "lorry=a"], 1, "no class 'lorry' in the results; there is 'car', 'bus'"),
        (["--drop", "lorry"], 1, "no class 'lorry' in the results; there is 'car', 'bus'"),
        (["--tracker-id", "9"], 1, "there is no track 9 in the results; there is 1, 2"),
        (["--zone", "left"], 2, "--zone needs --zones FILE"),
        (["--zones", "zones.toml"], 2, "--zones needs --zone NAME"),
        (["--zones", "zones.toml", "--zone", "up"], 1,
         "there is no zone 'up' in zones.toml; there is 'left', 'right'"),
        (["--zones", "none.toml", "--zone", "up"], 1, "none.toml"),
        (["--plot", "a.xyz"], 1, "a.xyz: a picture is one of"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_said_in_one_line(run, words, code, said):
    found, out, err = run("stats", "job.json", *words)
    assert (found, out) == (code, "")
    assert said in err
    assert code == 2 or err.count("\n") == 1


def test_render_takes_zones_to_draw_and_one_of_them_to_keep(run, tmp_path):
    words = ("render", "job.json", "--out", "a", "--stills", "--at", "0", "--zone", "left")
    assert run(*words)[0] == 2
    assert "--zone needs --zones FILE" in run(*words)[2]
    code, _, err = run(*words, "--zones", "zones.toml")
    assert (code, err.count("wrote")) == (0, 1)
    assert len(list((tmp_path / "a").iterdir())) == 1


def test_convert_cleans(run, tmp_path):
    near = [detection(confidence=0.5), detection(confidence=0.9, x=101.0)]
    bus = detection(confidence=0.7, **{"class": "bus", "class_id": 5})
    (tmp_path / "near.json").write_bytes(text_of(document(element(*near, bus))))

    def converted(*words):
        assert run("convert", "near.json", "--to", "parquet", "--out", "o", *words)[0] == 0
        results = load("o")
        return results.detections["confidence"].to_pylist(), results.documents["operations"][0]

    suppressed, done = converted("--suppress", "0.5")
    assert suppressed == [0.9, 0.7]
    assert done.as_py() == ["suppress(iou=0.5, class_agnostic=False)"]
    assert converted("--suppress", "0.5", "--class-agnostic")[0] == [0.9]
    merged, done = converted("--drop", "bus", "--merge-overlapping", "0.5")
    assert merged == [pytest.approx(0.7)]  # equal areas
    assert len(done.as_py()) == 2
    code, _, err = run("convert", "near.json", "--to", "csv", "--out", "o.csv", "--class-agnostic")
    assert code == 2
    assert "--class-agnostic needs --suppress or --merge-overlapping" in err
