"""How little sure the models were of each frame."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow.compute as pc

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vidresults.analytics.sampled import ModelSamples

THRESHOLD: Final = 0.5
"""The confidence at which a box is most in doubt, unless it is said."""
MARGIN: Final = 0.25
"""How far from the threshold a confidence is no longer in doubt, unless it is said."""

_ALMOST: Final = 1e-9  # 0.75 - 0.5 and the like are no doubt
_KINDS = {"detections": "box", "gazes": "face", "classifications": "label"}


class Doubt:
    """The doubts of one model on the samples of one video, added batch by batch."""

    def __init__(self, samples: ModelSamples, *, threshold: float, margin: float) -> None:
        """Take what became of the model, and what counts as doubt."""
        count = len(samples.states)
        self._samples = samples
        self._threshold, self._margin = threshold, margin
        self._sums = np.zeros(count)
        self._doubtful = np.zeros(count, np.int64)
        self._known = np.zeros(count, np.int64)
        self._unknown = np.zeros(count, np.int64)
        self._leading = np.full((count, 2), -np.inf)
        self._kind = "box"

    @property
    def tells(self) -> bool:
        """Whether the model told any confidence."""
        return bool(self._known.any())

    def add(self, table: str, rows: Any, places: NDArray[np.int64]) -> None:
        """Take rows of a table with confidences, and the position of each row's sample."""
        self._kind = _KINDS[table]
        missing = pc.is_null(rows["confidence"]).to_numpy(zero_copy_only=False)
        confidence = rows["confidence"].to_numpy(zero_copy_only=False)[~missing]
        count = len(self._sums)
        self._unknown += np.bincount(places[missing], minlength=count)
        places = places[~missing]
        self._known += np.bincount(places, minlength=count)
        if table == "classifications":
            single = ~self._samples.multi_label[places]
            self._lead(confidence[single], places[single])
            confidence, places = confidence[~single], places[~single]
        doubts = doubts_of(confidence, self._threshold, self._margin)
        self._sums += np.bincount(places, doubts, minlength=count)
        self._doubtful += np.bincount(places[doubts > 0], minlength=count)

    def _lead(self, confidence: NDArray[np.float64], places: NDArray[np.int64]) -> None:
        """Keep the two highest confidences of each classified frame."""
        order = np.lexsort((-confidence, places))
        confidence, places = confidence[order], places[order]
        starts = np.flatnonzero(np.diff(places, prepend=-1))
        ends = np.append(starts[1:], len(places))
        for offset in (0, 1):
            at = starts + offset
            there = at < ends
            own, given = places[starts[there]], confidence[at[there]]
            three = np.column_stack([self._leading[own], given])
            self._leading[own] = -np.sort(-three, axis=1)[:, :2]

    def uncertainty(self) -> NDArray[np.float64]:
        """The doubts of each sample, NaN where the model did not run or told no confidence."""
        first, second = self._two()
        classified = ~np.isnan(first)
        sums = self._sums + np.where(classified, 1 - np.abs(first - second), 0)
        silent = (self._known == 0) & (self._unknown > 0)
        return np.where((self._samples.states == 0) & ~silent, sums, np.nan)

    def _two(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Confidences of the first and second class; of a lone one the rest is the second's."""
        first, second = (np.where(np.isfinite(c), c, np.nan) for c in self._leading.T)
        return first, np.where(np.isnan(second), 1 - first, second)

    def reason(self, at: int, model: str) -> str | None:
        """What is in doubt on a sample, in words."""
        first, second = self._two()
        if not np.isnan(first[at]):
            return f"{model}: {first[at]:.2f} for the first class, {second[at]:.2f} for the second"
        count = int(self._doubtful[at])
        if not count:
            return None
        plural = {"box": "boxes"}.get(self._kind, f"{self._kind}s")
        return f"{model}: {count} {self._kind if count == 1 else plural} near {self._threshold:g}"


def doubts_of(
    confidence: NDArray[np.float64], threshold: float, margin: float
) -> NDArray[np.float64]:
    """1 at the threshold, falling evenly to 0 where the margin ends, on both sides."""
    doubts = 1 - np.abs(confidence - threshold) / margin
    return np.where(doubts > _ALMOST, doubts, 0.0)
