"""What all readers of frames have in common: being a context, starting over, and being cut."""

from __future__ import annotations

import math
from collections.abc import Generator
from fractions import Fraction
from typing import TYPE_CHECKING, Self

from vidresults.errors import VideoError

if TYPE_CHECKING:
    from types import TracebackType

    from vidresults.video.frame import Frame
    from vidresults.video.probe import FrameTimes, VideoInfo


class Reader:
    """Yields frames in display order.

    Attributes:
        info: What is known beforehand.
        notes: What a person should know about it: what had to be assumed.
        missing: After the iteration, the number of frames that were promised and are not there, 0
            where all were; None before, after a part, and where nobody knows.
        damage: After the iteration, what was wrong, in one line; None where nothing was.
    """

    info: VideoInfo
    notes: tuple[str, ...] = ()
    missing: int | None = None
    damage: str | None = None
    _start: float | None = None
    _end: float | None = None
    _running: Generator[Frame] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def __iter__(self) -> Generator[Frame]:
        self.close()
        self._running = self._frames()
        return self._running

    def close(self) -> None:
        """Close the file; a new iteration opens it again and starts over."""
        if self._running is not None:
            self._running.close()
            self._running = None

    def seek(self, seconds: float | None, end: float | None = None) -> None:
        """Let the next iterations yield only a part; the numbers of the frames stay the same.

        Args:
            seconds: The first frame at this time or later comes first, counted from the first
                frame of the video, as players do; None begins with the first.
            end: The frame at this time, counted alike, is the first that does not come any more;
                None goes on to the last.

        Raises:
            VideoError: The end is not behind the start.
        """
        if end is not None and end <= (seconds or 0):
            raise VideoError(f"the part ends at {end:g} s, which is not after {seconds or 0:g} s")
        self.close()
        self._start, self._end = seconds or None, end

    @property
    def is_part(self) -> bool:
        """Whether `seek` asked for less than the whole."""
        return self._start is not None or self._end is not None

    def times(self) -> FrameTimes:
        """Return the times of all frames, also of those that `seek` leaves out."""
        raise NotImplementedError

    def expected(self) -> int | None:
        """Return how many frames are to come, without decoding any; None where nobody knows."""
        if not self.is_part:
            return self.info.frame_count_from_header
        return self._in_bounds(self.times().pts.tolist())

    def _in_bounds(self, ticks: list[int]) -> int:
        """Return how many of these times lie in the part that is wanted."""
        begin, end = self.bounds()
        return sum(
            (begin is None or tick >= begin) and (end is None or tick < end) for tick in ticks
        )

    def bounds(self) -> tuple[int | None, int | None]:
        """Return the first tick that is wanted and the first that is not, None for no bound."""
        first, base = self.info.start_pts or 0, self.info.time_base

        def tick(seconds: float | None) -> int | None:
            # A float is never exactly the time of a frame: half a tick is not later.
            if seconds is None:
                return None
            return first + math.ceil(Fraction(seconds) / base - Fraction(1, 2))

        return tick(self._start), tick(self._end)

    def _frames(self) -> Generator[Frame]:
        raise NotImplementedError
