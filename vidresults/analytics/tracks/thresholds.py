"""What a tracker is told."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from typing import Any, Final

from vidresults.errors import SelectionError

METHODS: Final = ("bytetrack", "ocsort", "sort", "botsort", "cbiou")
"""The trackers by the names that the package `trackers` gives them."""

# How much larger boxes are made for each second between samples, and at least and at most. With
# these, what moves a box width in 0.2 seconds is followed at 5 samples a second, what is apart
# stays apart at 25, and what is slow is not mixed up at 1.
_BUFFER_A_SECOND, _SMALLEST_BUFFER, _LARGEST_BUFFER = 7.5, 0.5, 2.0
_BUFFER_WITHOUT_TIME = 1.5
_LOST_SECONDS = 1.0
_LOST_INTERVALS = 3.5  # two samples may be missed; the half is for times that are not even


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """When boxes of different samples are one object.

    Attributes:
        method: Which tracker; one of METHODS.
        class_aware: Whether boxes of different classes are never one track.
        high_confidence: Boxes from here on begin tracks. Those under it only go on with one that
            no other box fits (bytetrack, botsort, cbiou), or stay without (ocsort, sort). A
            confidence that is not known counts as high.
        buffer_ratio: By how many of its widths and heights a box is made larger on every side
            before overlaps are taken, because what moves fast does not overlap with itself; None:
            7.5 times the seconds between samples, from 0.5 to 2.
        min_iou: The least overlap of these larger boxes, as intersection over union.
        lost_seconds: How long a track that is not seen is waited for; None: 1 second, or over two
            missed samples where that is longer.
        min_samples: Tracks that are seen on fewer samples get no id.
    """

    method: str = "bytetrack"
    class_aware: bool = True
    high_confidence: float = 0.4
    buffer_ratio: float | None = None
    min_iou: float = 0.1
    lost_seconds: float | None = None
    min_samples: int = 1

    def __post_init__(self) -> None:
        """Raise SelectionError where a value is not what its field takes."""
        if self.method not in METHODS:
            known = ", ".join(METHODS)
            raise SelectionError(f"there is no tracker {self.method!r}; there is {known}")
        for name, (low, high) in _RANGES.items():
            value = getattr(self, name)
            if not (_within(value, low, high) or (value is None and name in _BY_INTERVAL)):
                upper = f" to {high:g}" if math.isfinite(high) else " or more"
                raise SelectionError(f"{name}: found {value!r}, expected {low:g}{upper}")

    def __str__(self) -> str:
        given = ((f.name, getattr(self, f.name)) for f in fields(self))
        return ", ".join(f"{name}={value!r}" for name, value in given)

    def buffer_at(self, interval: float, *, timed: bool) -> float:
        """How much larger boxes are made, where samples are so far apart, in seconds if timed."""
        if self.buffer_ratio is not None:
            return self.buffer_ratio
        wanted = _BUFFER_A_SECOND * interval if timed else _BUFFER_WITHOUT_TIME
        return min(max(wanted, _SMALLEST_BUFFER), _LARGEST_BUFFER)

    def longest_unseen(self, interval: float, *, timed: bool) -> float:
        """How long a track is waited for, in the unit of the interval.

        Raises:
            SelectionError: It is said in seconds, and no time is known.
        """
        if self.lost_seconds is None:
            return max(_LOST_SECONDS if timed else 0.0, _LOST_INTERVALS * interval)
        if not timed:
            raise SelectionError(
                "lost_seconds: the times of the samples are not known, or do not ascend"
            )
        return self.lost_seconds


_BY_INTERVAL = ("buffer_ratio", "lost_seconds")
_RANGES: Final[dict[str, tuple[float, float]]] = {
    "high_confidence": (0, 1),
    "buffer_ratio": (0, math.inf),
    "min_iou": (0, 1),
    "lost_seconds": (0, math.inf),
    "min_samples": (1, math.inf),
}


def _within(value: Any, low: float, high: float) -> bool:
    """Whether it is a finite number in a range."""
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return number and math.isfinite(value) and low <= value <= high
