"""Chapters: the file by hand, and as ffprobe reads them of a video that ffmpeg gave them."""

from __future__ import annotations

import json
import shutil
import subprocess

import pytest

from tests.support.sources import ODD_NAMES, box, document, element
from vidresults.errors import SelectionError
from vidresults.export import export
from vidresults.load import load
from vidresults.results import concat

needs_ffmpeg = pytest.mark.skipif(shutil.which("ffprobe") is None, reason="no ffmpeg is installed")


def named(name, number=0):
    return box(class_id=number, detection_id=None, **{"class": name})


def car():
    return named("car", 2)


def bus():
    return named("bus", 5)


def written(results, folder, **options):
    report = export(results, folder / "out.txt", format="chapters", **options)
    return (folder / "out.txt").read_text(encoding="utf-8"), report


def read(folder):
    """Start and end in seconds and title of each chapter of a video that has them."""
    clip = ["-f", "lavfi", "-i", "color=s=64x48:r=25:d=2"]
    told = ["-i", folder / "out.txt", "-map_metadata", "1", "-pix_fmt", "yuv420p"]
    subprocess.run(["ffmpeg", "-v", "error", *clip, *told, folder / "v.mp4"], check=True)
    command = ["ffprobe", "-v", "error", "-show_chapters", "-of", "json", folder / "v.mp4"]
    found = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    return [
        (float(c["start_time"]), float(c["end_time"]), c["tags"]["title"])
        for c in found["chapters"]
    ]


def frames():
    """Samples at 0, 0.2, ... 1.0 s."""
    return [
        element(), element(car(), car()), element(car(), bus()), element(bus()), None,
        element(car()), element(),
    ]  # fmt: skip


WANTED = [
    (0.0, 0.2, "-"),
    (0.2, 0.4, "car"),
    (0.4, 0.6, "bus, car"),
    (0.6, 0.8, "bus"),
    (0.8, 1.0, "-"),
    (1.0, 1.2, "car"),
]


def test_a_chapter_lasts_as_long_as_the_same_classes_are_there(tmp_path):
    text, _ = written(load(document(boxes=frames())), tmp_path)
    head, *parts = text.split("\n\n")
    assert head == ";FFMETADATA1"
    assert parts[0] == "[CHAPTER]\nTIMEBASE=1/1000000\nSTART=0\nEND=200000\ntitle=-"
    found = []
    for part in parts:
        words = dict(line.split("=", 1) for line in part.splitlines()[1:])
        found.append((int(words["START"]) / 1e6, int(words["END"]) / 1e6, words["title"]))
    assert found == WANTED


def test_two_models_that_both_see_a_class_make_no_chapter_twice(tmp_path):
    text, _ = written(load(document(a=[element(car())] * 2, b=[element(bus())] * 2)), tmp_path)
    assert text.count("[CHAPTER]") == 1
    assert "START=0\nEND=400000\ntitle=bus, car\n" in text


def test_gaps_are_bridged_and_short_segments_left_out(tmp_path):
    text, _ = written(load(document(boxes=frames())), tmp_path, gap_seconds=0.5, min_seconds=0.5)
    assert [line for line in text.splitlines() if line[0:1] in "SEt"] == [
        "", "START=0", "END=200000", "title=-", "", "START=200000", "END=1200000", "title=car",
    ]  # fmt: skip


def test_several_videos_are_refused(tmp_path):
    one, two = (load(document(boxes=frames()), source_id=name) for name in ("one", "two"))
    with pytest.raises(SelectionError, match="chapters is of one video, the results hold 2: one"):
        written(concat([one, two]), tmp_path)
    assert list(tmp_path.iterdir()) == []


@needs_ffmpeg
def test_ffmpeg_puts_them_into_a_video(tmp_path):
    written(load(document(boxes=frames())), tmp_path)
    assert read(tmp_path) == WANTED


@needs_ffmpeg
def test_odd_names_come_through_ffmpeg(tmp_path):
    odd = [*ODD_NAMES, "a=b;c#d\\e", "bell\x07"]
    boxes = [element(named(name, number)) for number, name in enumerate(odd)]
    sent = document(boxes=boxes)
    sent["time_offset"] = [0.125 * place for place in range(len(odd))]
    written(load(sent), tmp_path)
    titles = [" ".join(name.split()) or '""' for name in odd]
    titles[-1] = "bell\ufffd"
    assert [title for _, _, title in read(tmp_path)] == titles


@needs_ffmpeg
def test_a_video_that_begins_later_keeps_its_times_with_the_chapters(tmp_path):
    clip = ["-f", "lavfi", "-i", "color=s=64x48:r=25:d=2", "-output_ts_offset", "10"]
    late = tmp_path / "late.mkv"
    subprocess.run(["ffmpeg", "-v", "error", *clip, "-c:v", "ffv1", late], check=True)
    sent = {"frame_offset": [0, 10, 20], "time_offset": [0.0, 0.4, 0.8]}
    results = load(sent | {"m": [element(), element(car()), element()]}, video=late)
    written(results, tmp_path)
    told = ["-i", late, "-i", tmp_path / "out.txt", "-map_metadata", "1", "-codec", "copy"]
    out = tmp_path / "v.mkv"
    subprocess.run(["ffmpeg", "-v", "error", *told, "-copyts", out], check=True)
    command = ["ffprobe", "-v", "error", "-show_chapters", "-show_format", "-of", "json", out]
    found = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    assert float(found["format"]["start_time"]) == 10
    (shown,) = (c for c in found["chapters"] if c["tags"]["title"] == "car")
    assert (float(shown["start_time"]), float(shown["end_time"])) == (10.4, 10.8)
