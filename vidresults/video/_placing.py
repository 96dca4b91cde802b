"""Where each frame of a source comes to lie in the written video, and for how long."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from vidresults.errors import VideoError

if TYPE_CHECKING:
    from pathlib import Path

    from vidresults.video.frame import Frame
    from vidresults.video.timeline import Timeline


class Placing:
    """Places the frames of one video, in order.

    Attributes:
        shift: Seconds by which times in the output are later than in the source.
        end: Where the last frame ends, in seconds of the source.
    """

    def __init__(
        self, path: Path, rate: Fraction, *, cut: bool, joined: Timeline | None = None
    ) -> None:
        """Prepare.

        Args:
            path: The output, for messages.
            rate: Frames per second, where nothing tells how long a frame is shown.
            cut: The first frame is at 0.
            joined: Where the stretches that the frames are from lie, if these are several.
        """
        self._path = path
        self._joined = joined
        self._rate = rate
        self._cut = cut
        self._last: Fraction | None = None
        self._gap: Fraction | None = None
        self.shift = Fraction(0)
        self.end = Fraction(0)

    def begin(self, frame: Frame) -> str | None:
        """Settle the shift by the first frame, and return what a person should know about it."""
        time = frame.pts * frame.time_base
        if self._cut:
            self.shift = -time
        elif time < 0:
            self.shift = -time
            return (
                f"all times are {float(-time):.6f} s later than in the source, which starts "
                "before 0: mp4 cannot hold that"
            )
        return None

    def check(self, frame: Frame) -> None:
        """Refuse a frame that cannot come next.

        Raises:
            VideoError: It is not later than the one before.
        """
        time = frame.pts * frame.time_base
        if self._last is not None and time <= self._last:
            raise VideoError(
                f"{self._path}: frame {frame.index} is at {float(time):.6f} s, which is not "
                f"later than the frame before it at {float(self._last):.6f} s: mp4 cannot hold it"
            )

    def place(self, frame: Frame) -> tuple[Fraction, Fraction]:
        """Return the time of the next frame in the source and its length, both in seconds.

        Without a word of the file, the length is that of the frame before, or the usual one.
        """
        time = frame.pts * frame.time_base
        if self._last is not None:
            self._gap = time - self._last
        self._last = time
        if self._joined is not None:
            self.shift = self._joined.shift_at(time)
        length = frame.duration * frame.time_base if frame.duration else self._gap
        length = length or 1 / self._rate
        self.end = time + length
        return time, length
