"""The commands quality, heatmap, co-occurrence and compare, from the terminal."""

import csv
import json

import cv2
import pytest

from tests.support.documents import detection, document, element, text_of
from vidresults.sample import sample_result, sample_video


@pytest.fixture
def run(vidresults, tmp_path):
    """Run `vidresults`; returns its exit code, standard output and standard error."""
    bus = detection(**{"class": "bus", "x": 300.0})
    one = document(element(detection(), bus), element(detection()), element(bus))
    two = document(element(detection()), element(detection()), None)
    (tmp_path / "one.json").write_bytes(text_of(one))
    (tmp_path / "two.json").write_bytes(text_of(two))

    return vidresults


def test_two_results_are_compared_and_what_is_not_is_said(run):
    code, out, err = run("compare", "one.json", "two.json")
    assert code == 0
    lines = [line.split() for line in out.splitlines()]
    assert lines[0][:5] == ["model_a", "model_b", "class_name", "boxes_a", "boxes_b"]
    assert "source_id" not in lines[0]  # one video: it tells nothing
    assert lines[1][:5] == ["street", "street", "3", "2", "2"]  # the row of all classes
    assert "2 frames were inferred by both; not compared: 1 of A alone, 0 of B alone" in err


def test_json_and_csv_have_every_column(run, tmp_path):
    _, out, _ = run("compare", "one.json", "two.json", "--by", "frames", "--json")
    rows = json.loads(out)
    assert [row["only_a"] for row in rows] == [1, 0, None]
    assert {"source_id", "other_source_id"} <= rows[0].keys()
    code, out, err = run("compare", "one.json", "two.json", "--by", "moments", "--csv", "m.csv")
    assert (code, out, err) == (0, "", "wrote m.csv (1 rows)\n")
    with (tmp_path / "m.csv").open(encoding="utf-8", newline="") as file:
        row = next(csv.DictReader(file))
    assert (row["kind"], row["start_frame"], row["classes"]) == ("only_a", "0", '["bus"]')


def test_two_models_of_one_result_are_named(run):
    run("merge", "one.json", "two.json", "--out", "merged")
    code, _, err = run("compare", "one.json")
    assert code == 1
    assert err == "error: say which two models to compare (models): there is 'street'\n"
    code, out, _ = run("compare", "one.json", "two.json", "--models", "street", "street", "--json")
    assert code == 0
    assert json.loads(out)[0]["both"] == 2
    code, _, err = run("compare", "one.json", "two.json", "--models", "street", "house")
    assert (code, err) == (1, "error: there is no model 'house'; there is 'street'\n")


def test_a_part_is_compared_by_the_time_of_the_video(run):
    result = str(sample_result())
    _, out, _ = run(
        "compare", result, result, "--video", str(sample_video()), "--start", "2", "--end", "3",
        "--min-confidence", "0.8", "--by", "frames", "--json",
    )  # fmt: skip
    rows = json.loads(out)
    assert [row["frame_index"] for row in rows] == [50, 55, 60, 65, 70]
    assert {row["clock"] for row in rows} == {"video"}
    _, out, _ = run("sql", result, "select count(*) as n from boxes where confidence >= 0.8 "
                    "and time_seconds >= 2 and time_seconds < 3", "--json")  # fmt: skip
    assert sum(row["both"] for row in rows) == json.loads(out)[0]["n"]


def test_the_heat_map_shows_the_fullest_cells_and_says_what_is_left(run):
    code, out, err = run("heatmap", "one.json", "--columns", "8", "--by-class")
    assert code == 0
    lines = [line.split() for line in out.splitlines()]
    assert lines[0][:4] == ["model", "class_name", "row", "column"]
    # Boxes of 40x20 around (100, 50) and (300, 50): their lower edges at 60 in cells of 80x90
    assert {(*line[:4], line[8]) for line in lines[1:]} == {
        ("street", "car", "0", "1", "2"), ("street", "bus", "0", "3", "2"),
    }  # fmt: skip
    assert "62 more cells; --json and --csv have them all" in err  # 2 grids of 8 x 4
    _, out, _ = run("heatmap", "one.json", "--columns", "8", "--json")
    assert len(json.loads(out)) == 32


def test_the_size_of_the_picture_can_be_said(run, tmp_path):
    unknown = {key: value for key, value in element(detection()).items() if key != "image"}
    (tmp_path / "unknown.json").write_bytes(text_of(document(unknown)))
    code, _, err = run("heatmap", "unknown.json")
    assert (code, err.endswith("give it (size)\n")) == (1, True)
    _, out, _ = run("heatmap", "unknown.json", "--size", "640", "360", "--columns", "8", "--json")
    rows = [(row["row"], row["column"]) for row in json.loads(out) if row["count"]]
    assert rows == [(0, 1)]  # (100, 60) in cells of 80x90


def test_classes_that_are_seen_together_are_listed(run):
    _, out, _ = run("co-occurrence", "one.json", "--json")
    rows = {(r["class_name"], r["other_class_name"]): r["with_both"] for r in json.loads(out)}
    assert rows == {("bus", "bus"): 0, ("bus", "car"): 1, ("car", "car"): 0}
    _, out, _ = run("co-occurrence", "one.json", "--class", "bus", "--measure", "iou", "--json")
    assert len(json.loads(out)) == 1


def test_quality_names_moments_in_words(run):
    code, out, err = run("quality", "two.json")
    assert code == 0
    line = next(line for line in out.splitlines() if " not_inferred " in line)
    assert line.split("  ")[-2:] == ["10 (0.4 s): 1", "sent"] or "10 (0.4 s): 1" in line
    assert "with --video" in err


def test_with_the_video_times_are_checked(run):
    _, out, err = run("quality", str(sample_result()), "--video", str(sample_video()), "--json")
    rows = {row["measure"]: row for row in json.loads(out)}
    assert rows["time_difference"]["samples"] == 100
    assert rows["time_difference"]["value"] == pytest.approx(0, abs=1e-4)
    assert rows["flicker"]["clock"] == "video"
    assert "--video" not in err


def test_every_command_draws_its_picture(run, tmp_path):
    result, video = str(sample_result()), str(sample_video())
    calls = {
        "quality": [],
        "heatmap": ["--frame", video],
        "co-occurrence": [],
        "compare": [result, "--by", "moments"],
    }
    for name, more in calls.items():
        code, _, err = run(name, result, *more, "--plot", f"{name}.png")
        assert code == 0, err
        assert f"wrote {name}.png" in err
        assert cv2.imread(str(tmp_path / f"{name}.png")).shape == (700, 1200, 3)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["heatmap", "one.json", "--frame", "v.mp4"], "--frame is the picture behind a --plot"),
        (["compare", "-", "-"], "standard input can be only one of the results"),
        (["compare", "one.json", "two.json", "--iou", "0"], "0"),
        (["quality", "one.json", "--break-samples", "0"], "break-samples"),
    ],
)
def test_wrong_usage_is_told(run, words, said):
    code, _, err = run(*words)
    assert code == 2
    assert said in err
