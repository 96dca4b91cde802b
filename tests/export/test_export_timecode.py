"""Timecodes: by hand, and as OpenTimelineIO counts them."""

from __future__ import annotations

from fractions import Fraction

import pytest

from vidresults.errors import OutputError
from vidresults.export.times.timecode import Timecode

otio = pytest.importorskip("opentimelineio")

NTSC = Fraction(1000, 1001)


@pytest.mark.parametrize(
    ("rate", "frame", "text"),
    [
        (Fraction(25), 0, "00:00:00:00"),
        (Fraction(25), 90_024, "01:00:00:24"),
        (24 * NTSC, 24, "00:00:01:00"),
        (30 * NTSC, 1799, "00:00:59;29"),
        (30 * NTSC, 1800, "00:01:00;02"),
        (30 * NTSC, 17_982, "00:10:00;00"),
        (60 * NTSC, 3600, "00:01:00;04"),
        (Fraction(2997, 100), 1800, "00:01:00;02"),
    ],
)
def test_frames_are_counted_at_the_rate(rate, frame, text):
    assert Timecode.at(rate).of(frame) == text


@pytest.mark.parametrize("rate", [24, 25, 30, 60, 24 * NTSC, 30 * NTSC, 60 * NTSC])
def test_opentimelineio_counts_the_same(rate):
    timecode = Timecode.at(Fraction(rate))
    near = [minute * 60 * round(rate) + i for minute in range(25) for i in range(-50, 5)]
    for frame in [*(n for n in near if n >= 0), *range(0, 2_000_000, 997)]:
        told = otio.opentime.RationalTime(frame, float(rate))
        told = otio.opentime.to_timecode(told, float(rate), timecode.drops)
        assert timecode.of(frame) == told


def test_what_timecode_cannot_count_is_refused():
    for rate in (Fraction(25, 2), Fraction(1, 3), Fraction(120)):
        with pytest.raises(OutputError, match=f"the video has {rate} "):
            Timecode.at(rate)
    assert Timecode.at(Fraction(25)).of(24 * 90_000 - 1) == "23:59:59:24"
    with pytest.raises(OutputError, match="frame 2160000 is later"):
        Timecode.at(Fraction(25)).of(24 * 90_000)
