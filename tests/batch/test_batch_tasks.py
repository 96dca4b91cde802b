"""What is made of one input and its video, by every task; proved by readers of others."""

import json
import shutil
import subprocess
from collections import Counter

import cv2
import duckdb
import numpy as np
import pytest

from vidresults.batch import Input, run
from vidresults.errors import SelectionError
from vidresults.load import load
from vidresults.sample import sample_result, sample_video


@pytest.fixture
def street(tmp_path):
    """Two cameras with the sample result and its video beside it."""
    folder = tmp_path / "street"
    folder.mkdir()
    for name in ("east", "west"):
        shutil.copy(sample_result(), folder / f"{name}.json")
        shutil.copy(sample_video(), folder / f"{name}.mp4")
    return folder


def frames_in(video):
    words = ["-select_streams", "v", "-count_frames", "-show_entries", "stream=nb_read_frames"]
    told = subprocess.run(
        ["ffprobe", "-v", "error", *words, "-of", "json", str(video)],
        capture_output=True, check=True,
    )  # fmt: skip
    return int(json.loads(told.stdout)["streams"][0]["nb_read_frames"])


def work(command, street, tmp_path, **settings):
    report = run(command, f"{street}/*.json", str(tmp_path / "out"), workers=0, **settings)
    assert report.failed == ()
    assert report.done == 2
    return sorted(path for path in (tmp_path / "out").iterdir() if not path.name.startswith("_"))


def test_render_draws_each_result_onto_the_video_beside_it(street, tmp_path):
    made = work("render", street, tmp_path, drawing={"crf": 40, "threads": 1})
    assert [path.name.split("-")[0] for path in made] == ["east", "west"]
    for path in made:
        assert path.suffix == ".mp4"
        assert frames_in(path) == frames_in(sample_video())


def test_report_makes_a_page_for_each(street, tmp_path):
    made = work("report", street, tmp_path)
    assert [path.suffix for path in made] == [".html", ".html"]
    assert "<title>east.mp4" in made[0].read_text(encoding="utf-8")


def test_a_large_video_lies_as_a_copy_beside_its_page(street, tmp_path):
    made = work("report", street, tmp_path, page={"embed_megabytes": 0})
    assert [path.name.partition(".")[2] for path in made] == ["html", "video.mp4"] * 2
    assert made[1].name in made[0].read_text(encoding="utf-8")
    assert frames_in(made[1]) == frames_in(sample_video())


def test_frames_are_the_sampled_ones_of_the_video(street, tmp_path):
    made = work("frames", street, tmp_path, image_format="png")
    sampled = load(sample_result()).frames["frame_index"].to_pylist()
    names = sorted(path.name for path in made[0].iterdir())
    assert names == [f"frame_{index:06}.png" for index in sampled]
    capture = cv2.VideoCapture(str(sample_video()))
    pictures = []
    while (read := capture.read())[0]:
        pictures.append(read[1])
    for index in sampled[:3]:
        # Conversions from YUV round in their own ways: the frame itself is the nearest one.
        mine = cv2.imread(str(made[0] / f"frame_{index:06}.png")).astype(int)
        assert np.argmin([np.abs(mine - other).mean() for other in pictures]) == index


def test_frames_with_what_was_found_drawn_on(street, tmp_path):
    made = work("frames", street, tmp_path, only_found=True, drawn=True, select={"classes": "car"})
    cars = load(sample_result()).select(classes="car").detections["frame_index"].unique()
    assert len(list(made[0].glob("frame_*.jpg"))) == len(cars)


def test_stats_are_one_table_of_all_inputs(street, tmp_path):
    work("stats", street, tmp_path)
    rows = duckdb.read_parquet(f"{tmp_path}/out/stats/*/*.parquet")
    counted = rows.query("rows", "select source_id, class_name, detections from rows").fetchall()
    known = Counter(load(sample_result()).detections["class_name"].to_pylist())
    assert len({source_id for source_id, *_ in counted}) == 2
    assert Counter({name: 2 * count for name, count in known.items()}) == sum(
        (Counter({name: count}) for _, name, count in counted), Counter()
    )


@pytest.mark.parametrize("command", ["render", "report", "frames"])
def test_without_a_video_it_is_said_where_to_name_one(street, tmp_path, command):
    (street / "east.mp4").unlink()
    report = run(command, f"{street}/*.json", str(tmp_path / "out"), workers=0)
    (row,) = report.failed
    assert row.reason.startswith(f"{street / 'east.json'} has no video of its name beside it: name")
    assert report.done == 1


def test_the_video_that_was_named_is_taken(street, tmp_path):
    other = tmp_path / "elsewhere.mp4"
    shutil.move(street / "east.mp4", other)
    given = [Input(str(street / "east.json"), video=str(other))]
    report = run("frames", given, str(tmp_path / "out"), workers=0)
    assert (report.done, report.failed) == (1, ())
    # A video that is another one is another work.
    with other.open("ab") as file:
        file.write(b"\x00\x00\x00\x08free")
    report = run("frames", given, str(tmp_path / "out"), workers=0)
    assert report.done == 1


@pytest.mark.parametrize(
    ("command", "settings", "problem"),
    [
        ("convert", {"format": "cocoa"}, "there is no format 'cocoa'"),
        ("render", {"kind": ".avi"}, "there is no kind '.avi'; there are .mp4"),
        ("frames", {"image_format": "bmp"}, "there is no image format 'bmp'"),
        ("stats", {"by": "day"}, "there is no by 'day'; there are class"),
        ("stats", {"by": "hour"}, "by hour needs recorded_at"),
    ],
)
def test_what_would_fail_for_every_input_is_refused_at_once(
    street, tmp_path, command, settings, problem
):
    with pytest.raises(SelectionError, match=problem):
        run(command, f"{street}/*.json", str(tmp_path / "out"), **settings)
    assert not (tmp_path / "out").exists()
