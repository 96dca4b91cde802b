"""`vidresults zones`, `events` and `segments`: tables, pictures, and what is said beside them."""

from __future__ import annotations

import csv
import json

import cv2
import pytest

from tests.support.documents import text_of
from tests.support.scenes import SAMPLINGS, scene_document
from vidresults.sample import sample_result, sample_video

ZONES = """
size = [640, 360]
anchor = "center"

[[zones]]
name = "stop"
points = [[280, 20], [360, 20], [360, 100], [280, 100]]

[[lines]]
name = "gate"
from = [220, 100]
to = [220, 260]
"""

LEFT_OUT = "note: street was not inferred, or failed, on 1 of 42 samples: these are left out"


@pytest.fixture
def run(vidresults, tmp_path):
    """Run a command; returns its exit code, standard output and standard error."""
    sampling = SAMPLINGS["every 6th frame"]
    (tmp_path / "job.json").write_bytes(text_of(scene_document(sampling)))
    untracked = scene_document(sampling, tracked=False, not_inferred={126})
    (tmp_path / "untracked.json").write_bytes(text_of(untracked))
    (tmp_path / "zones.toml").write_text(ZONES, encoding="utf-8")

    return vidresults


def rows_of(run, *words):
    code, out, _ = run(*words, "--json")
    assert code == 0
    return json.loads(out)


def test_zones_says_who_went_in_and_out(run):
    code, out, err = run("zones", "job.json", "--zones", "zones.toml")
    assert (code, err) == (0, "")
    header, *lines = out.splitlines()
    assert header.split()[:6] == ["source_id", "model", "kind", "name", "class_name", "went_in"]
    cells = [line.split()[2:8] for line in lines]
    assert cells[0] == ["zone", "stop", "car", "1", "1", "1"]
    assert ["line", "gate", "bus", "1", "0", "1"] in cells


def test_visits_and_crossings_have_their_moments(run):
    (visit,) = rows_of(run, "zones", "job.json", "--zones", "zones.toml", "--by", "visits")
    assert (visit["tracker_id"], visit["enter_seconds"]) == (4, pytest.approx(4.0))
    crossed = rows_of(run, "zones", "job.json", "--zones", "zones.toml", "--by", "crossings")
    assert [row["time_seconds"] for row in crossed] == [pytest.approx(3.0), pytest.approx(7.0)]
    counted = rows_of(run, "zones", "job.json", "--zones", "zones.toml", "--by", "lines")
    assert [(row["class_name"], row["went_in"], row["went_out"]) for row in counted] == [
        ("car", 0, 1),
        ("bus", 1, 0),
        ("person", 0, 0),
    ]


def test_occupancy_is_binned_and_written_as_csv(run, tmp_path):
    words = ["--by", "occupancy", "--bin", "5", "--class", "car", "--csv", "out.csv"]
    code, out, err = run("zones", "job.json", "--zones", "zones.toml", *words)
    assert (code, out, err) == (0, "", "wrote out.csv (2 rows)\n")
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    # 21 samples each; inside at 4.08, 4.32, 4.56, 4.8 and then from 5.04 to 7.68.
    assert [(row["samples"], row["boxes"]) for row in rows] == [("21", "4"), ("21", "12")]


@pytest.mark.parametrize("by", ["summary", "occupancy", "visits", "crossings", "lines"])
def test_every_table_of_zones_has_a_picture(run, tmp_path, by):
    words = ["--by", by, "--csv", "out.csv", "--plot", "out.png"]
    code, _, err = run("zones", "job.json", "--zones", "zones.toml", *words)
    assert (code, err.splitlines()[0]) == (0, "wrote out.png")
    assert cv2.imread(str(tmp_path / "out.png")).shape == (700, 1200, 3)


def test_what_a_person_should_know_is_said_beside_the_table(run, tmp_path):
    wide = ZONES.replace("[360, 20], [360, 100]", "[700, 20], [700, 100]")
    (tmp_path / "wide.toml").write_text(wide, encoding="utf-8")
    code, _, err = run("zones", "untracked.json", "--zones", "wide.toml")
    assert code == 0
    first, second, third = err.splitlines()
    assert first == "note: zone 'stop' reaches outside of the 640x360 picture"
    assert second == LEFT_OUT
    # Of 41 samples 41 with each of car and bus, 25 with the person, 36 with the other car.
    assert third.startswith("note: 143 of 143 boxes have no tracker id")
    assert "vidresults tracks" in third
    assert run("--quiet", "zones", "untracked.json", "--zones", "wide.toml")[2] == ""


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["--bin", "1"], 2, "--bin goes with --by occupancy"),
        (["--by", "crossings", "--zones", "only.toml"], 1, "only.toml has no lines"),
        (["--zones", "none.toml"], 1, "none.toml"),
        (["--plot", "out.xyz"], 1, "a picture is one of"),
    ],
)
def test_what_cannot_be_is_said_in_one_line(run, tmp_path, words, code, said):
    only = ZONES[: ZONES.index("[[lines]]")]
    (tmp_path / "only.toml").write_text(only, encoding="utf-8")
    ended, _, err = run("zones", "job.json", "--zones", "zones.toml", *words)
    assert ended == code
    assert said in err
    assert not (tmp_path / "out.xyz").exists()


def test_events_tell_what_happened_in_order(run, tmp_path):
    words = ["--zones", "zones.toml", "--dwell-over", "3.5", "--count-over", "0"]
    rows = rows_of(run, "events", "job.json", *words, "--class", "car", "--plot", "out.png")
    stop = [(row["kind"], row["place"]) for row in rows if row["tracker_id"] != 1]
    assert stop == [
        ("appear", None), ("enter", "stop"), ("dwell", "stop"), ("count", "stop"),
        ("leave", "stop"), ("disappear", None),
    ]  # fmt: skip
    assert (tmp_path / "out.png").is_file()


def test_events_without_zones_happen_in_the_picture(run):
    rows = rows_of(run, "events", "job.json", "--dwell-over", "8.5")
    assert [row["tracker_id"] for row in rows if row["kind"] == "dwell"] == [1, 2, 4]
    assert {row["place"] for row in rows} == {None}


def test_the_longest_gap_says_when_a_track_is_lost(run):
    """The person is away from 2.88 s to 7.2 s."""

    def kinds(*words):
        rows = rows_of(run, "events", "job.json", "--class", "person", *words)
        return [row["kind"] for row in rows]

    assert kinds() == ["appear", "disappear"] * 2
    assert kinds("--longest-gap", "4.4") == ["appear", "disappear"]


def test_segments_of_classes_and_tracks(run, tmp_path):
    rows = rows_of(run, "segments", "job.json", "--class", "person")
    assert [(row["start_frame"], row["end_frame"]) for row in rows] == [(0, 78), (180, 252)]
    (row,) = rows_of(run, "segments", "job.json", "--class", "person", "--gap", "4.1")
    assert row["share"] == pytest.approx(25 / 42)
    rows = rows_of(run, "segments", "job.json", "--on", "2", "--off", "1")
    assert [(row["class_name"], row["start_frame"]) for row in rows] == [("car", 18)]
    words = ["--by", "track", "--min-length", "5", "--plot", "out.png"]
    rows = rows_of(run, "segments", "job.json", *words)
    assert [row["tracker_id"] for row in rows] == [1, 2, 4]
    assert (tmp_path / "out.png").is_file()


def test_segments_say_what_was_left_out(run):
    code, _, err = run("segments", "untracked.json")
    assert (code, err) == (0, f"{LEFT_OUT}\n")
    assert "143 of 143 boxes have no tracker id" in run("segments", "untracked.json",
                                                        "--by", "track")[2]  # fmt: skip


def test_a_result_without_boxes_is_told_so(run):
    labels = str(sample_result().parent / "street_classification.json")
    for command in (["zones", labels, "--zones", "zones.toml"], ["events", labels]):
        code, out, err = run(*command)
        assert (code, len(out.splitlines())) == (0, 1)
        assert err == "note: there are no boxes, which zones, tracks and events are about\n"
    assert {row["class_name"] for row in rows_of(run, "segments", labels)} == {
        "busy", "calm", "crowded",
    }  # fmt: skip


def test_the_video_gives_its_own_times(run):
    words = [str(sample_result()), "--video", str(sample_video())]
    for command in ("segments", "events"):
        rows = rows_of(run, command, *words)
        assert {row["clock"] for row in rows} == {"video"}
