"""Parts of videos: the right frames with their true numbers, without decoding what is before."""

from __future__ import annotations

import sys
from fractions import Fraction

import pytest

from vidresults.errors import VideoError
from vidresults.video import VideoReader

decoding = sys.modules["vidresults.video._decoding"]
COUNT = 120
LONG = {"pts": list(range(COUNT)), "options": {"g": "10", "bf": "2", "b_strategy": "0"}}


@pytest.fixture
def decoded(monkeypatch):
    """Count the packets that go to the decoder."""
    counted = []
    whole = decoding._decode

    def counting(stream, packet, *rest, **named):
        counted.append(packet)
        return whole(stream, packet, *rest, **named)

    monkeypatch.setattr(decoding, "_decode", counting)
    return counted


def part(kit, path, start, end=None):
    with VideoReader(path) as reader:
        reader.seek(start, end)
        frames = [(frame.index, kit.number(frame.to_bgr())) for frame in reader]
    assert (reader.missing, reader.damage) == (None, None)
    return frames


@pytest.mark.parametrize("suffix", ["mp4", "mov", "mkv"])
@pytest.mark.parametrize("start", [0.1, 0.7, 5.0, 10.95, 11.9])
def test_a_part_has_the_true_numbers_and_little_is_decoded(kit, tmp_path, decoded, suffix, start):
    path = kit.make(tmp_path / f"a.{suffix}", **LONG)
    decoded.clear()
    first = round(start * 10 + 0.0001)
    found = part(kit, path, start, 11.95 if start > 11 else start + 1)
    last = min(first + 10, COUNT)
    assert found == [(number, number) for number in range(first, last)]
    assert len(decoded) < 45  # up to a group before, threads ahead, and the one frame of probe


def test_one_seek_after_another_goes_through_the_packets_once(kit, tmp_path, monkeypatch):
    path = kit.make(tmp_path / "a.mp4", **LONG)
    reading, asked = sys.modules["vidresults.video.reading"], []
    whole = reading.quick_times
    monkeypatch.setattr(reading, "quick_times", lambda *given: asked.append(given) or whole(*given))
    with VideoReader(path) as reader:
        for start in (5.0, 1.0, 8.0):
            reader.seek(start)
            assert next(iter(reader)).index == round(start * 10)
    assert len(asked) == 1


@pytest.mark.parametrize("suffix", ["avi", "ts"])
def test_where_packets_leave_doubts_the_numbers_are_true_too(kit, tmp_path, suffix):
    path = kit.make(tmp_path / f"a.{suffix}", **LONG)
    assert part(kit, path, 5.0, 5.5) == [(n, n) for n in range(50, 55)]


def test_a_part_of_a_variable_rate_that_starts_late(kit, tmp_path):
    pts = [1000, 1001, 1005, 1030, 1031, 1032, 1100]
    path = kit.make(tmp_path / "a.mp4", pts=pts, time_base=Fraction(1, 100))
    assert part(kit, path, 0.05, 1.0) == [(2, 2), (3, 3), (4, 4), (5, 5)]
    assert part(kit, path, 0.06) == [(3, 3), (4, 4), (5, 5), (6, 6)]
    assert part(kit, path, None, 0.01) == [(0, 0)]


def test_damage_before_a_part_does_not_change_numbers(kit, tmp_path):
    path = kit.make(tmp_path / "a.mp4", noise=True, **LONG)
    data = bytearray(path.read_bytes())
    middle = (data.index(b"mdat") + data.index(b"moov")) // 2
    data[middle : middle + 3000] = bytes(3000)
    path.write_bytes(data)
    with VideoReader(path) as reader:
        whole = [(frame.index, frame.pts) for frame in reader]
        assert reader.missing > 0
        reader.seek(4.0, 9.0)
        some = [(frame.index, frame.pts) for frame in reader]
    base = float(reader.info.time_base)
    assert some == [(i, pts) for i, pts in whole if 3.99 < pts * base < 8.99]


def test_a_part_without_frames_is_an_error(kit, tmp_path):
    with VideoReader(kit.make(tmp_path / "a.mp4")) as reader:
        reader.seek(5.0)
        with pytest.raises(VideoError, match="no frame lies in the part"):
            list(reader)
        with pytest.raises(VideoError, match=r"ends at 1 s, which is not after 2 s"):
            reader.seek(2.0, 1.0)
        reader.seek(None)
        assert len(list(reader)) == 10
