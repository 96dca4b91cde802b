from __future__ import annotations

import sys
from fractions import Fraction

import numpy as np
import pytest

from vidresults.video import VideoReader, count_frames, frame_times

internals = sys.modules["vidresults.video.probe"]  # the package's own `probe` is the function


def decoded(path):
    with VideoReader(path) as reader:
        return [frame.pts for frame in reader]


@pytest.fixture
def no_decoding(monkeypatch):
    def refuse(*_):
        pytest.fail("the file was decoded")

    monkeypatch.setattr(internals, "Decoding", refuse)


BASES = [
    (Fraction(1, 10), [0, 1, 2, 3, 4, 5]),
    (Fraction(1, 30000), [0, 1001, 2002, 3003, 4004, 5005]),
    (Fraction(1, 15360), [0, 512, 1536, 2048, 5120, 5632]),  # a variable rate
    (Fraction(1, 19200), [192000, 192640, 193280, 193920, 194560, 195200]),  # from 10 s on
]


@pytest.mark.parametrize(("base", "pts"), BASES)
@pytest.mark.parametrize("bframes", ["0", "3"])
def test_times_are_those_that_were_written(kit, tmp_path, base, pts, bframes):
    options = {"bf": bframes, "b_strategy": "0"}
    path = kit.make(tmp_path / "a.mp4", pts=pts, time_base=base, options=options)
    times = frame_times(path)
    assert times.pts.dtype == np.int64
    assert times.seconds.dtype == np.float64
    assert [p * times.time_base for p in times.pts.tolist()] == [p * base for p in pts]
    assert times.seconds.tolist() == [float(p * base) for p in pts]
    assert decoded(path) == times.pts.tolist()


@pytest.mark.parametrize("bframes", ["0", "3"])
@pytest.mark.usefixtures("no_decoding")
def test_an_intact_mp4_is_not_decoded(kit, tmp_path, bframes):
    path = kit.make(tmp_path / "a.mp4", options={"bf": bframes, "b_strategy": "0"})
    assert frame_times(path).seconds.tolist() == [i / 10 for i in range(10)]


@pytest.mark.parametrize("codec", ["mpeg4", "libx264"])
def test_avi_has_one_slot_per_frame_in_display_order(kit, tmp_path, codec):
    path = kit.make(tmp_path / "a.avi", codec=codec, options={"bf": "2", "b_strategy": "0"})
    with VideoReader(path) as reader:
        frames = [(kit.number(frame.to_bgr()), frame.time_seconds) for frame in reader]
    numbers, seconds = zip(*frames, strict=True)
    assert list(numbers) == list(range(10))
    # The first slots may be empty: libavformat's muxer leaves them where B-frames delay others.
    steps = np.diff(seconds)
    assert np.allclose(steps, 0.1)
    assert frame_times(path).seconds.tolist() == list(seconds)


def test_mkv_times_come_from_decoding(kit, tmp_path):
    path = kit.make(tmp_path / "a.mkv", pts=[0, 40, 120, 130], time_base=Fraction(1, 1000))
    times = frame_times(path)
    assert times.time_base == Fraction(1, 1000)
    assert times.pts.tolist() == [0, 40, 120, 130] == decoded(path)


def test_a_bare_stream_without_any_times_is_timed_by_its_rate(kit, tmp_path):
    path = kit.make(tmp_path / "a.h264", options={"bf": "2", "b_strategy": "0"})
    times = frame_times(path)
    assert len(times.pts) == 10
    assert times.seconds[0] == 0
    assert np.allclose(np.diff(times.seconds), np.diff(times.seconds)[0])
    assert np.diff(times.seconds)[0] > 0


def test_blank_packets_in_a_mp4_are_not_counted(kit, tmp_path):
    path = kit.make(tmp_path / "a.mp4", pts=list(range(40)), noise=True)
    data = bytearray(path.read_bytes())
    middle = (data.index(b"mdat") + data.index(b"moov")) // 2
    data[middle : middle + 3000] = bytes(3000)
    path.write_bytes(data)
    times = frame_times(path)
    assert times.pts.tolist() == decoded(path)
    assert 0 < len(times.pts) < 40


def test_shifted_packets_in_a_mp4_are_not_taken_for_frames(kit, tmp_path):
    path = kit.make(tmp_path / "a.mp4", pts=list(range(40)), noise=True)
    data = bytearray(path.read_bytes())
    sizes = data.index(b"stsz") + 4 + 12 + 4 * 20  # the size of the twentieth packet
    data[sizes + 3] ^= 0x15
    path.write_bytes(data)
    times = frame_times(path)
    assert times.pts.tolist() == decoded(path)
    assert 10 < len(times.pts) < 40


def test_frames_are_counted_where_the_header_lies(kit, tmp_path):
    whole = kit.make(tmp_path / "a.mp4", container={"movflags": "+faststart"}, noise=True)
    count = count_frames(whole)
    assert (count.frames, count.header, count.header_lies) == (10, 10, False)
    part = tmp_path / "b.mp4"
    part.write_bytes(whole.read_bytes()[: whole.stat().st_size * 2 // 3])
    count = count_frames(part)
    assert 3 < count.frames < 9
    assert (count.header, count.header_lies) == (10, True)
    count = count_frames(kit.make(tmp_path / "c.mkv"))
    assert (count.frames, count.header, count.header_lies) == (10, None, False)


@pytest.mark.parametrize(
    ("suffix", "part", "expected"),
    [
        ("mp4", (), 10),
        ("mkv", (), 10),  # by its packets: the header has no number
        ("mkv", (0.3, 0.7), 4),
        ("mp4", (0.35,), 6),
        ("h264", (), None),  # only decoding tells
    ],
)
def test_how_many_frames_are_to_come_is_known_without_decoding(
    kit, tmp_path, suffix, part, expected
):
    with VideoReader(kit.make(tmp_path / f"a.{suffix}")) as reader:
        if part:
            reader.seek(*part)
        assert reader.expected() == expected
        if expected:
            assert sum(1 for _ in reader) == expected
