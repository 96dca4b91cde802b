"""Interlaced sources: no combs, and the same frames at the same times."""

from __future__ import annotations

import shutil
import subprocess

import numpy as np
import pytest

from vidresults.video import VideoReader, VideoWriter, frame_times

needs_ffmpeg = pytest.mark.skipif(
    shutil.which("ffmpeg") is None, reason="ffmpeg is not installed (Debian package ffmpeg)"
)
pytestmark = needs_ffmpeg
CODECS = {
    "h264": ["-c:v", "libx264", "-flags", "+ilme+ildct", "-crf", "5", "-bf", "2"],
    "plain": ["-c:v", "libx264"],
    "mpeg2": ["-c:v", "mpeg2video", "-flags", "+ilme+ildct", "-q:v", "2"],
}
SUFFIX = {"h264": "mp4", "mpeg2": "mpg"}


def moving(path, codec, filters="tinterlace=interleave_top,setfield=tff"):
    """Write a bright block that moves 4 pixels between the two halves of each frame."""
    drawing = "color=black:s=256x128:r=50:d=1,format=yuv420p[b];color=white:s=32x64:r=50:d=1[w];"
    drawing += "[b][w]overlay=x='20+4*n':y=32,format=yuv420p"
    graph = f"{drawing},{filters}" if filters else drawing
    command = ["ffmpeg", "-v", "error", "-y", "-filter_complex", graph, *CODECS[codec], str(path)]
    done = subprocess.run(command, capture_output=True, check=False)
    if done.returncode:
        pytest.skip(f"this ffmpeg cannot make it: {done.stderr.decode()[-200:]}")
    return path


def combs(bgr):
    """Return how much rows differ from their neighbours but not from the next but one."""
    rows = bgr[36:92, :, 1].astype(int)
    return np.clip(np.abs(rows[1:-1] - rows[:-2]) - np.abs(rows[2:] - rows[:-2]), 0, None).mean()


@pytest.mark.parametrize("codec", SUFFIX)
def test_frames_are_made_whole_one_for_one(tmp_path, codec):
    source = moving(tmp_path / f"a.{SUFFIX[codec]}", codec)
    with VideoReader(source) as reader:
        frames = list(reader)
    assert (reader.missing or 0, reader.damage) == (0, None)
    assert len(frames) == 25
    assert [frame.index for frame in frames] == list(range(25))
    assert [frame.pts for frame in frames] == frame_times(source).pts.tolist()
    assert all(frame.was_interlaced for frame in frames)
    assert max(combs(frame.to_bgr()) for frame in frames) < 1
    # The block has moved on by 8 pixels in every frame: none is shown twice, none is late.
    columns = np.arange(256)
    places = [
        (frame.to_bgr()[64, :, 1] / 255 * columns).sum() / (frame.to_bgr()[64, :, 1] / 255).sum()
        for frame in frames[1:-2]
    ]
    assert np.abs(np.diff(places) - 8).max() < 1.5
    assert abs(places[0] - (20 + 8 + 15.5)) < 6


@pytest.mark.parametrize("codec", SUFFIX)
def test_the_copy_says_what_was_done_and_keeps_the_times(tmp_path, codec):
    source = moving(tmp_path / f"a.{SUFFIX[codec]}", codec)
    with (
        VideoReader(source) as reader,
        VideoWriter(tmp_path / "b.mp4", like=reader.info, source=None) as writer,
    ):
        for frame in reader:
            writer.write(frame, frame.to_bgr())
    assert writer.notes == ["the source is interlaced: its frames are made whole, one for one"]
    assert frame_times(tmp_path / "b.mp4").seconds.tolist() == frame_times(source).seconds.tolist()


def test_a_progressive_video_is_left_alone(tmp_path):
    source = moving(tmp_path / "a.mp4", "plain", filters="setfield=prog")
    with VideoReader(source) as reader:
        assert not any(frame.was_interlaced for frame in reader)
