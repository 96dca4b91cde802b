"""Timecode of SMPTE ST 12: frames as hours, minutes, seconds and frames."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from vidresults.errors import OutputError

_NTSC: Final = Fraction(1000, 1001)
_DROPPED_AT: Final = 30  # 29.97 and its multiples have timecode that drops numbers
_NEAR: Final = 2e-4  # rates of files are rounded; 30 and 29.97 are 1e-3 apart
_HIGHEST: Final = 100  # frames have two digits


@dataclass(frozen=True, slots=True)
class Timecode:
    """How frames of one rate are counted.

    Attributes:
        base: Numbers in a second.
        drops: Whether every minute but each tenth begins without its first numbers, two of 30, so
            that timecode keeps up with the clock.
    """

    base: int
    drops: bool

    @classmethod
    def at(cls, rate: Fraction) -> Timecode:
        """The timecode of a rate in frames per second.

        Raises:
            OutputError: It is neither whole nor NTSC's 1000/1001 of a whole number, or above 100.
        """
        for base, exact in (
            (round(rate), Fraction(round(rate))),
            (round(rate / _NTSC), round(rate / _NTSC) * _NTSC),
        ):
            if 1 <= base <= _HIGHEST and abs(exact / rate - 1) < _NEAR:
                return cls(base, drops=exact.denominator != 1 and base % _DROPPED_AT == 0)
        raise OutputError(
            f"timecodes count whole frames, or NTSC's (23.976, 29.97), up to {_HIGHEST} a second, "
            f"and the video has {rate} ({float(rate):.6g}): take otio, which has any rate"
        )

    def of(self, frame: int) -> str:
        """The timecode of a 0-based frame.

        Raises:
            OutputError: The frame is not in the first 24 hours.
        """
        mark, number = ":", frame
        if self.drops:
            mark = ";"
            number += self._dropped_before(frame)
        seconds, frames = divmod(number, self.base)
        minutes, seconds = divmod(seconds, 60)
        hours, minutes = divmod(minutes, 60)
        if not 0 <= hours < 24:  # noqa: PLR2004 - of a day
            raise OutputError(f"timecodes end after 24 hours, and frame {frame} is later")
        return f"{hours:02}:{minutes:02}:{seconds:02}{mark}{frames:02}"

    def _dropped_before(self, frame: int) -> int:
        """How many numbers are left out before a frame."""
        drop = 2 * self.base // _DROPPED_AT
        minute = 60 * self.base - drop
        tens, rest = divmod(frame, 10 * minute + drop)
        # The first minute of ten is the longer one.
        return drop * (9 * tens + max(rest - drop, 0) // minute)
