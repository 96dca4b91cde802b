"""Which frames a preview shows, and from when to when."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vidresults.video import Frame, Timeline

_USUAL_RATE = 25

Timed = tuple["Frame", Fraction, Fraction]


class Sampled:
    """The frames of a preview, and from when to when each is shown; times begin at 0.

    At every moment of a steady rate the frame is shown that the video shows then. One that the
    video shows for longer lasts longer.

    Attributes:
        read: How many frames were taken.
        was_cut: After the iteration, whether there would have been more.
    """

    def __init__(
        self,
        frames: Iterable[Frame],
        rate: float,
        *,
        timeline: Timeline | None = None,
        usual: Fraction | None = None,
        longest: Fraction | None = None,
    ) -> None:
        """Prepare the sampling.

        Args:
            frames: Frames in their order.
            rate: Moments a second.
            timeline: Where they are, if they are of several stretches.
            usual: Frames per second, for the length of a lone frame that does not tell it.
            longest: Seconds after which it ends; None for no end.
        """
        self._frames = frames
        self._rate = Fraction(rate).limit_denominator(1000)
        self._timeline = timeline
        self._usual = usual or Fraction(_USUAL_RATE)
        self._longest = longest
        self.read = 0
        self.was_cut = False

    def __iter__(self) -> Iterator[Timed]:
        rate = self._rate
        held: tuple[Frame, Fraction] | None = None
        total = Fraction(0)
        for frame, start, end in self._placed():
            if self._longest is not None and start >= self._longest:
                self.was_cut = True
                break
            total = end if self._longest is None else min(end, self._longest)
            moment = math.ceil(start * rate) / rate
            if moment < end:
                if held is not None:
                    yield *held, moment
                held = frame, moment
        if held is not None:
            yield *held, max(total, held[1])

    def _placed(self) -> Iterator[Timed]:
        """Each frame with its start and end in the output."""
        before: Frame | None = None
        place = gap = Fraction(0)
        for frame in self._frames:
            self.read += 1
            if before is not None:
                following = self._place(frame, place, before)
                gap = following - place
                yield before, place, following
                place = following
            before = frame
        if before is not None:
            length = (before.duration or 0) * before.time_base or gap or 1 / self._usual
            yield before, place, place + length

    def _place(self, frame: Frame, place: Fraction, before: Frame) -> Fraction:
        time = frame.pts * frame.time_base
        if self._timeline is not None:
            return time + self._timeline.shift_at(time)
        return place + time - before.pts * before.time_base
