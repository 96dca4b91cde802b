"""Choosing one of several videos in a file."""

from __future__ import annotations

import pytest

from tests.support.documents import document, element, text_of
from tests.support.foreign import ffmpeg, needs_ffmpeg, seen
from vidresults import load
from vidresults.cli import main
from vidresults.errors import VideoError
from vidresults.render import render

pytestmark = needs_ffmpeg


@pytest.fixture(scope="module")
def two(tmp_path_factory):
    """A file with sound between a video of 64 by 48 and one of 160 by 120 pixels."""
    path = tmp_path_factory.mktemp("videos") / "two.mkv"
    ffmpeg("-f", "lavfi", "-i", "testsrc=s=64x48:r=10:d=1", "-f", "lavfi", "-i", "sine=d=1",
           "-f", "lavfi", "-i", "testsrc=s=160x120:r=25:d=1", "-map", "0", "-map", "1",
           "-map", "2", "-c:v", "libx264", "-c:a", "aac", path)  # fmt: skip
    return path


def size(path):
    stream = seen(path).stream
    return stream["width"], stream["height"]


@pytest.mark.parametrize(
    ("stream", "expected", "frames"), [(0, (64, 48), 10), (2, (160, 120), 25), (None, (64, 48), 10)]
)
def test_the_stream_that_was_asked_for_is_drawn_on(two, tmp_path, stream, expected, frames):
    report = render(load(document(element(image=None))), two, tmp_path / "out.mp4", stream=stream)
    assert (report.frames, size(tmp_path / "out.mp4")) == (frames, expected)
    assert report.notes == (f"video stream {0 if stream == 2 else 2} (h264) is left out",)
    assert seen(tmp_path / "out.mp4").sounds == seen(two).sounds


@pytest.mark.parametrize("stream", [1, 3])
def test_a_stream_that_is_no_video_is_refused_with_those_that_are(two, tmp_path, stream):
    with pytest.raises(VideoError) as caught:
        render(load(document(element(image=None))), two, tmp_path / "out.mp4", stream=stream)
    assert str(caught.value) == (
        f"{two} has no video stream {stream}: its video streams are 0 (h264, 64x48), "
        "2 (h264, 160x120)"
    )


def test_only_a_video_file_has_streams(tmp_path):
    for video in (None, tmp_path):
        with pytest.raises(VideoError, match="has no stream 1: a stream is one of a video file"):
            render(load(document(element())), video, tmp_path / "out.mp4", stream=1)


def run(monkeypatch, *words):
    monkeypatch.setattr("sys.argv", ["vidresults", *map(str, words)])
    main()


def test_the_commands_take_a_stream_and_an_encoder(two, tmp_path, monkeypatch, capsys):
    result, out = tmp_path / "r.json", tmp_path / "out.mp4"
    large = {"image": {"width": 160, "height": 120}, "predictions": []}
    result.write_bytes(text_of(document(large, large)))
    run(monkeypatch, "render", result, two, "--out", out, "--stream", "2", "--codec", "mpeg4")
    assert size(out) == (160, 120)
    assert seen(out).stream["codec_name"] == "mpeg4"
    run(monkeypatch, "validate", result, "--video", two, "--stream", "2")
    assert "0 errors" in capsys.readouterr().out
    with pytest.raises(SystemExit, match="1"):  # of another shape, at another rate
        run(monkeypatch, "validate", result, "--video", two, "--stream", "1")
    assert "its video streams are 0 (h264, 64x48)" in capsys.readouterr().err
    with pytest.raises(SystemExit, match="2"):
        run(monkeypatch, "validate", result, "--stream", "2")
    with pytest.raises(SystemExit, match="1"):
        run(monkeypatch, "render", result, two, "--out", tmp_path / "b.mp4", "--codec", "h264_x")
    assert "'h264_x': it is not known; there is h264" in capsys.readouterr().err
