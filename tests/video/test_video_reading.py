from __future__ import annotations

from fractions import Fraction

import av
import cv2
import numpy as np
import pytest

from vidresults.errors import VideoError
from vidresults.video import VideoReader, frame_times


def test_frames_come_in_display_order_with_their_own_times(kit, tmp_path):
    pts = [100, 140, 200, 210, 300, 301, 400, 500]
    path = kit.make(
        tmp_path / "a.mkv",
        pts=pts,
        time_base=Fraction(1, 1000),
        options={"bf": "3", "b_strategy": "0"},
    )
    with VideoReader(path) as reader:
        frames = list(reader)
    assert [frame.index for frame in frames] == list(range(8))
    assert [kit.number(frame.to_bgr()) for frame in frames] == list(range(8))
    assert [frame.pts for frame in frames] == pts
    assert {frame.time_base for frame in frames} == {Fraction(1, 1000)}
    assert [frame.time_seconds for frame in frames] == [p / 1000 for p in pts]
    assert (reader.missing, reader.damage) == (0, None)


def test_a_frame_knows_how_long_it_is_shown(kit, tmp_path):
    path = kit.make(tmp_path / "a.mp4", pts=[0, 1, 4, 5], options={"bf": "0"})
    with VideoReader(path) as reader:
        durations = [frame.duration * frame.time_base for frame in reader]
    assert durations[:3] == [Fraction(1, 10), Fraction(3, 10), Fraction(1, 10)]


def test_pixels_are_contiguous_and_the_callers_own(kit, tmp_path):
    path = kit.turn(kit.make(tmp_path / "a.mp4"), "90")
    with VideoReader(path) as reader:
        frame = next(iter(reader))
        first, second = frame.to_bgr(), frame.to_bgr()
    assert first.dtype == np.uint8
    assert first.shape == (64, 48, 3)
    assert first.flags.c_contiguous
    assert first.flags.writeable
    first[:] = 0
    assert second.any()


def corners():
    """Return a picture whose corners tell it from all its turned and mirrored versions."""
    picture = np.full((48, 64, 3), 128, np.uint8)
    for y, x, grey in ((0, 0, 20), (0, 32, 80), (24, 0, 170), (24, 32, 230)):
        picture[y : y + 24, x : x + 32] = grey
    return picture


SHOWN = {
    "90": cv2.rotate(corners(), cv2.ROTATE_90_CLOCKWISE),
    "180": cv2.rotate(corners(), cv2.ROTATE_180),
    "270": cv2.rotate(corners(), cv2.ROTATE_90_COUNTERCLOCKWISE),
    "mirrored": cv2.flip(corners(), 1),
}


@pytest.mark.parametrize("matrix", SHOWN)
def test_pictures_are_upright(kit, tmp_path, matrix):
    path = kit.turn(kit.make(tmp_path / "a.mp4", picture=corners()), matrix)
    with VideoReader(path) as reader:
        shown = next(iter(reader)).to_bgr()
    assert np.abs(shown.astype(int) - SHOWN[matrix]).mean() < 3
    if matrix != "mirrored":  # OpenCV turns, but does not mirror
        _, judged = cv2.VideoCapture(str(path)).read()
        assert np.abs(shown.astype(int) - judged).mean() < 3


def test_a_reader_can_be_read_twice_and_left_early(kit, tmp_path):
    with VideoReader(kit.make(tmp_path / "a.mp4")) as reader:
        assert [frame.index for frame, _ in zip(reader, range(3), strict=False)] == [0, 1, 2]
        assert reader.missing is None
        assert len(list(reader)) == 10
        assert reader.missing == 0
        next(iter(reader))


def test_what_is_no_video_is_refused_at_once(tmp_path):
    with pytest.raises(VideoError, match="does not exist"):
        VideoReader(tmp_path / "none.mp4")


def overwritten(path, data):
    """Fill the middle third of an mp4's pictures with the given bytes."""
    content = bytearray(path.read_bytes())
    begin, end = content.index(b"mdat"), content.index(b"moov")
    third = (end - begin) // 3
    content[begin + third : begin + 2 * third] = data(third)
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("codec", ["libx264", "mjpeg"])
def test_reading_goes_on_behind_damage(kit, tmp_path, codec):
    pix_fmt = "yuvj420p" if codec == "mjpeg" else "yuv420p"
    options = {"g": "5", "bf": "2", "sc_threshold": "0"} if codec == "libx264" else {}
    path = kit.make(
        tmp_path / "a.mp4",
        pts=list(range(60)),
        codec=codec,
        pix_fmt=pix_fmt,
        options=options,
        noise=True,
    )
    overwritten(path, bytes)
    with VideoReader(path) as reader:
        numbers = [kit.number(frame.to_bgr()) for frame in reader]
    assert {0, 1, 58, 59} <= set(numbers)
    assert reader.missing == 60 - len(numbers)
    assert 10 <= reader.missing <= 35
    assert "errors while decoding" in reader.damage


def whole_packets(path):
    """Count the packets that are there from their first to their last byte."""
    with av.open(str(path)) as container:
        return sum(bool(p.size) and not p.is_corrupt for p in container.demux(video=0))


@pytest.mark.parametrize("share", [0.3, 0.5, 0.7])
def test_a_truncated_file_gives_every_whole_frame(kit, tmp_path, share):
    """A decoder with many threads must not keep the last frames to itself."""
    path = kit.make(
        tmp_path / "a.mp4",
        pts=list(range(60)),
        noise=True,
        options={"bf": "3", "crf": "10"},
        container={"movflags": "+faststart"},
    )
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])
    with VideoReader(path) as reader:
        numbers = [kit.number(frame.to_bgr()) for frame in reader]
    assert numbers == sorted(set(numbers))
    assert len(numbers) == whole_packets(path) > 10
    assert reader.missing == 60 - len(numbers)
    assert "the file ends early" in reader.damage
    assert len(frame_times(path).pts) == len(numbers)


def test_an_mkv_that_ends_early_is_told_from_its_duration(kit, tmp_path):
    path = kit.make(tmp_path / "a.mkv", pts=list(range(60)), noise=True)
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    with VideoReader(path) as reader:
        count = sum(1 for _ in reader)
    assert 20 <= count <= 32
    assert reader.missing is None
    assert "before its header says" in reader.damage


def test_a_video_without_a_single_frame_is_an_error(kit, tmp_path):
    path = kit.make(tmp_path / "a.mp4", noise=True)
    content = bytearray(path.read_bytes())
    begin, end = content.index(b"mdat") + 4, content.index(b"moov") - 4
    content[begin:end] = bytes(end - begin)
    path.write_bytes(content)
    with pytest.raises(VideoError, match="no frame of the video can be decoded"):
        VideoReader(path)
