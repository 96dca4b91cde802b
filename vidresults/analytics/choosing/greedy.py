"""Chooses frame after frame, each the best of those that are left."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np

from vidresults.analytics.apart import near_in_time

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vidresults.analytics.choosing.candidates import Candidates
    from vidresults.analytics.choosing.table import By

_EQUAL_DIGITS: Final = 12  # what differs less is equal, and the earlier frame is chosen


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One chosen frame.

    Attributes:
        at: Its position among the samples.
        score: What it was chosen by, None where nothing was measured.
        distance: To the nearest frame chosen before, None where that is not known.
        nearest: Position of that frame.
    """

    at: int
    score: float | None
    distance: float | None
    nearest: int | None


@dataclass(slots=True, eq=False)
class Chooser:
    """Chooses among the frames of one video.

    Attributes:
        candidates: The frames.
        by: What is best.
        apart: Least distance in time, in seconds.
        alike: Frames nearer than this to a chosen one are the same picture.
    """

    candidates: Candidates
    by: By
    apart: float
    alike: float
    _free: NDArray[np.bool_] = field(init=False)
    _distance: NDArray[np.float64] = field(init=False)
    _nearest: NDArray[np.int64] = field(init=False)
    _chosen: list[Choice] = field(init=False, default_factory=list)

    def __post_init__(self) -> None:
        """Begin with nothing chosen."""
        seen = self.candidates.distances.known
        doubt = ~np.isnan(self.candidates.uncertainty)
        fits = {"uncertain": doubt, "diverse": seen, "both": seen}[self.by]
        self._free = self.candidates.ran & fits
        self._distance = np.full(len(seen), np.nan)
        self._nearest = np.full(len(seen), -1, np.int64)

    def choose(self, count: int, *, not_inferred: bool) -> list[Choice]:
        """At most `count` frames, the best first; those that were not inferred come last."""
        while len(self._chosen) < count:
            at = self._best()
            if at is None:
                break
            self._take(at, self._score(at))
        if not_inferred:
            self._free = ~self.candidates.ran
            for choice in self._chosen:
                self._keep_away(choice.at)
            while len(self._chosen) < count and self._free.any():
                self._take(int(np.flatnonzero(self._free)[0]), None)
        return self._chosen

    def _best(self) -> int | None:
        """The free frame with the highest value, of equal ones the farthest, then the first."""
        values = self._values()
        free = self._free & (values > 0) if self.by == "uncertain" else self._free
        for worth in (values, np.nan_to_num(self._distance)):
            rounded = np.where(free, np.round(worth, _EQUAL_DIGITS), -np.inf)
            free = free & (rounded == rounded.max(initial=-np.inf))
        found = np.flatnonzero(free)
        return int(found[0]) if len(found) else None

    def _values(self) -> NDArray[np.float64]:
        doubts = np.nan_to_num(self.candidates.uncertainty)
        if self.by == "uncertain":
            return doubts
        if self.by == "diverse":
            return np.nan_to_num(self._distance)
        return doubts * np.where(np.isnan(self._distance), 1, self._distance)

    def _score(self, at: int) -> float | None:
        if self.by == "diverse" and not self._chosen:
            return None
        return float(self._values()[at])

    def _take(self, at: int, score: float | None) -> None:
        apart = float(self._distance[at])
        nearest = int(self._nearest[at])
        self._chosen.append(
            Choice(
                at=at,
                score=score,
                distance=None if np.isnan(apart) else apart,
                nearest=None if nearest < 0 else nearest,
            )
        )
        distance = self.candidates.distances.to(at)
        nearer = ~(distance >= self._distance) & ~np.isnan(distance)
        self._distance[nearer] = distance[nearer]
        self._nearest[nearer] = at
        self._free &= ~(distance < self.alike)  # what is not known is not alike
        self._keep_away(at)

    def _keep_away(self, at: int) -> None:
        seconds = self.candidates.seconds
        self._free &= ~near_in_time(seconds, float(seconds[at]), self.apart)
        self._free[at] = False
