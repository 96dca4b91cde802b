"""Renderings of parts, of folders of images, of nothing, and with every codec."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from tests.support.sources import box, document
from vidresults.cli import main
from vidresults.errors import MatchError, VideoError
from vidresults.load import load
from vidresults.render import Style, render
from vidresults.sample import sample_result, sample_video
from vidresults.video import VideoReader, frame_times, probe

SIZE = {"width": 64, "height": 48}
STYLE = Style(labels=False, thickness=6, palette=("#FF0000",))
BIG = {"image": SIZE, "predictions": [box(x=32.0, y=24.0, width=40.0, height=30.0)]}


def lit(path):
    """Frames that show the left side of the box."""
    with VideoReader(path) as reader:
        return [f.index for f in reader if np.ptp(f.to_bgr()[24, 12].astype(int)) > 60]


@pytest.fixture
def images(tmp_path):
    folder = tmp_path / "images"
    folder.mkdir()
    for index in range(20):
        cv2.imwrite(str(folder / f"{index}.png"), np.full((48, 64, 3), 60, np.uint8))
    return folder


def test_a_folder_of_images_is_a_video_at_the_rate_asked_for(images, tmp_path):
    result = load(document(m=[BIG, {"image": SIZE, "predictions": []}]))
    report = render(result, images, tmp_path / "out.mp4", style=STYLE, rate=10)
    assert report.frames == 20
    assert frame_times(tmp_path / "out.mp4").seconds.tolist() == [i / 10 for i in range(20)]
    assert lit(tmp_path / "out.mp4") == [0, 1, 2, 3, 4]


def test_the_rate_of_images_is_said_where_it_is_not_given(images, tmp_path):
    report = render(load(document(m=[BIG])), images, tmp_path / "out.mp4")
    assert "images tell no rate: they are taken for 25 frames per second" in report.notes
    assert probe(tmp_path / "out.mp4").average_rate == 25


def test_without_a_video_boxes_stand_on_black(tmp_path):
    result = load(document(m=[BIG, {"image": SIZE, "predictions": []}]))
    render(result, None, tmp_path / "out.mp4", style=STYLE, rate=10)
    info = probe(tmp_path / "out.mp4")
    assert (info.width, info.height, info.average_rate) == (64, 48, 10)
    assert lit(tmp_path / "out.mp4") == [0, 1, 2, 3, 4]
    with pytest.raises(MatchError, match="do not tell the size"):
        render(load({"frame_offset": [0], "time_offset": [0.0], "m": [{"predictions": []}]}),
               None, tmp_path / "out.mp4")  # fmt: skip


def test_a_rate_is_not_for_videos(tmp_path):
    with pytest.raises(VideoError, match="is a video with its own rate"):
        render(load(sample_result()), sample_video(), tmp_path / "out.mp4", rate=10)


def test_a_part_shows_what_the_whole_shows_there(tmp_path):
    whole, part = tmp_path / "whole.mp4", tmp_path / "part.mp4"
    result, video = load(sample_result()), sample_video()
    render(result, video, whole, crf=1)
    report = render(result, video, part, crf=1, start_seconds=0.5, end_seconds=1.5)
    assert not any("not in the video" in note for note in report.notes)
    seconds = frame_times(whole).seconds
    wanted = np.flatnonzero((seconds >= 0.5 - 1e-6) & (seconds < 1.5 - 1e-6))
    assert report.frames == len(wanted)
    times = frame_times(part).seconds
    assert times[0] == 0
    assert np.allclose(times, seconds[wanted] - seconds[wanted[0]], atol=1e-4)
    with VideoReader(whole) as reader:
        expected = [f.to_bgr() for f in reader if f.index in set(wanted.tolist())]
    with VideoReader(part) as reader:
        for frame, picture in zip(reader, expected, strict=True):
            assert np.abs(frame.to_bgr().astype(int) - picture).mean() < 2


@pytest.fixture
def command(monkeypatch):
    def run(*words):
        monkeypatch.setattr("sys.argv", ["vidresults", "render", *map(str, words)])
        main()

    return run


@pytest.mark.parametrize(
    ("codec", "name"), [("h265", "hevc"), ("av1", "av1"), ("vp9", "vp9"), ("mpeg4", "mpeg4")]
)
def test_the_command_writes_other_codecs_smaller_and_in_part(codec, name, tmp_path, command):
    out = tmp_path / "out.mp4"
    part = ("--max-height", 100, "--start", 0.5, "--end", 1)
    command(sample_result(), sample_video(), "--out", out, "--codec", codec, *part)
    info = probe(out)
    assert (info.codec, info.height, info.start_pts) == (name, 100, 0)
    assert info.duration_seconds == pytest.approx(0.5, abs=0.1)


def test_the_command_takes_no_video_at_all(tmp_path, command):
    command(sample_result(), "--out", tmp_path / "out.mp4")
    assert probe(tmp_path / "out.mp4").width == probe(sample_video()).width
