"""Stretches of a source, and where they are in an output that joins them."""

from __future__ import annotations

import bisect
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a video.

    Attributes:
        start: Time of its first frame in seconds, as the file has it.
        end: Time of the first frame behind it, alike.
    """

    start: Fraction
    end: Fraction

    @property
    def seconds(self) -> Fraction:
        """Its length."""
        return self.end - self.start


class Timeline:
    """The times of an output in which stretches follow each other without gaps, from 0 on."""

    def __init__(self, stretches: Sequence[Stretch]) -> None:
        """Take the stretches, in their order and apart from each other; at least one."""
        self.stretches = tuple(stretches)
        self._starts = [stretch.start for stretch in stretches]
        lengths = [stretch.seconds for stretch in stretches]
        self._begins = list(itertools.accumulate(lengths, initial=Fraction(0)))

    def shift_at(self, time: Fraction) -> Fraction:
        """Seconds by which times in the output are later than in the source.

        They are those of the last stretch that begins at or before a time, else of the first.
        """
        place = max(0, bisect.bisect_right(self._starts, time) - 1)
        return self._begins[place] - self._starts[place]

    def pieces(self, rate: int) -> Iterator[tuple[int, int, int]]:
        """Each stretch in samples: its first, the one behind it, and its first in the output.

        In the output no sample lies between two stretches, and none is in both.
        """
        spans = itertools.pairwise(self._begins)
        for stretch, (begin, end) in zip(self.stretches, spans, strict=True):
            first, count = round(begin * rate), round(end * rate) - round(begin * rate)
            source = round(stretch.start * rate)
            yield source, source + count, first

    def parts_of(self, start: Fraction, end: Fraction) -> Iterator[tuple[Fraction, Fraction]]:
        """What is left of a span of the source, as starts and ends in the output."""
        for stretch, begin in zip(self.stretches, self._begins, strict=False):
            first, last = max(start, stretch.start), min(end, stretch.end)
            if first < last:
                yield first - stretch.start + begin, last - stretch.start + begin
