"""`vidresults tracks`, and `--track` of other commands."""

from __future__ import annotations

import csv
import json

import cv2
import pytest

from tests.support.sources import box, document
from vidresults import load
from vidresults.analytics.tracks import METHODS, Thresholds
from vidresults.cli import track_options
from vidresults.cli.track_options import THRESHOLDS
from vidresults.cli.tracks import command
from vidresults.sample import sample_result, sample_video


def seen(*xs, **fields):
    boxes = [box(x=x, y=90.0, width=40.0, height=20.0, **fields) for x in xs]
    return {"image": {"width": 640, "height": 480}, "predictions": boxes}


@pytest.fixture
def run(vidresults, tmp_path):
    """Run a command in a folder with `job.json`: two cars, each 10 pixels in 0.2 seconds."""
    samples = [seen(50.0, 300.0), seen(60.0, 310.0), seen(70.0, confidence=0.75)]
    (tmp_path / "job.json").write_text(json.dumps(document(m=samples)), encoding="utf-8")

    return vidresults


def test_programs_get_a_list_of_tracks(run):
    code, out, err = run("tracks", "job.json", "--json")
    assert (code, err) == (0, "")
    first, second = json.loads(out)
    assert (first["tracker_id"], first["samples"], first["path_pixels"]) == (1, 3, 20)
    assert (second["tracker_id"], second["samples"]) == (2, 2)
    assert first["mean_speed_pixels"] == pytest.approx(50)
    assert "path" not in first


def test_places_stand_in_the_table_where_they_are_asked_for(run, tmp_path):
    assert run("tracks", "job.json", "--path", "--csv", "out.csv")[0] == 0
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert json.loads(rows[1]["path"])[0] == {"frame": 0, "seconds": 0.0, "x": 300.0, "y": 100.0}


def test_the_result_can_be_kept_with_its_ids(run, tmp_path):
    code, _, err = run("tracks", "job.json", "--out", "tracked")
    assert (code, err) == (0, "wrote tracked\n")
    kept = load(tmp_path / "tracked")
    assert kept.detections["tracker_id"].to_pylist() == [1, 2, 1, 2, 1]
    assert kept.documents["operations"].to_pylist()[0][0].startswith("track(models=['m']")
    assert run("tracks", "tracked", "--json")[1] == run("tracks", "job.json", "--json")[1]


def test_thresholds_reach_the_tracker_and_what_is_left_over_is_said(run):
    words = ("tracks", "job.json", "--json", "--min-samples", "3")
    code, out, err = run(*words)
    assert (code, len(json.loads(out))) == (0, 1)
    assert err == "note: 2 of 5 boxes are part of no track\n"
    assert json.loads(run("tracks", "job.json", "--json", "--high-confidence", "0.9")[1]) == []
    assert len(json.loads(run("tracks", "job.json", "--json", "--min-iou", "1")[1])) == 5


def test_tracks_are_assigned_before_anything_is_left_out(run):
    code, out, _ = run("tracks", "job.json", "--json", "--start", "0.4")
    assert (code, [row["tracker_id"] for row in json.loads(out)]) == (0, [1])


def test_metres_come_from_a_file_of_points(run, tmp_path):
    points = "pixels = [[0, 0], [640, 0], [640, 480], [0, 480]]\n"
    (tmp_path / "ground.toml").write_text(
        points + "metres = [[0, 0], [64, 0], [64, 48], [0, 48]]\n", encoding="utf-8"
    )
    out = run("tracks", "job.json", "--json", "--homography", "ground.toml")[1]
    assert json.loads(out)[0]["path_metres"] == pytest.approx(2)
    (tmp_path / "ground.toml").write_text(points, encoding="utf-8")
    code, out, err = run("tracks", "job.json", "--homography", "ground.toml")
    assert (code, out) == (1, "")
    assert err == "error: ground.toml: it has no 'metres', expected a list of [x, y]\n"


def test_the_videos_own_times_are_taken_where_it_is_given(run):
    words = ("tracks", str(sample_result()), "--json")
    assert json.loads(run(*words)[1])[0]["clock"] == "sent"
    assert json.loads(run(*words, "--video", str(sample_video()))[1])[0]["clock"] == "video"


def test_the_picture_is_saved(run, tmp_path):
    code, _, err = run("tracks", str(sample_result()), "--plot", "tracks.png", "--csv", "t.csv")
    assert code == 0
    assert "wrote tracks.png" in err
    assert cv2.imread(str(tmp_path / "tracks.png")).shape == (700, 1200, 3)


def test_an_input_is_not_overwritten(run):
    code, _, err = run("tracks", "job.json", "--out", "job.json")
    assert (code, err) == (1, "error: job.json is an input: give another name to --out\n")


def test_other_commands_assign_tracks_first(run, tmp_path):
    words = ("job.json", "--track", "sort", "--start", "0.4")
    assert run("convert", *words, "--to", "parquet", "--out", "tables")[0] == 0
    assert load(tmp_path / "tables").detections["tracker_id"].to_pylist() == [1]
    assert run("render", *words, "--out", "out.mp4")[0] == 0
    assert (tmp_path / "out.mp4").stat().st_size > 0


def test_the_options_are_those_of_the_library():
    assert track_options._METHODS == METHODS
    assert {"method", *THRESHOLDS} == set(Thresholds.__dataclass_fields__)
    defaults = command.make_context("tracks", ["job.json"]).params
    for name, field in Thresholds.__dataclass_fields__.items():
        assert defaults[name] == field.default, name
