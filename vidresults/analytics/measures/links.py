"""The sightings of one model, and how they are linked from sample to sample."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from vidresults.analytics.zones.steps import steps_of
from vidresults.matching import HOLD_INTERVALS, pair_boxes, sample_interval

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vidresults.analytics.anchors import Anchors


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Links:
    """The boxes of a model with what came before and after each.

    Attributes:
        anchors: The boxes.
        classes: Their classes, shape (boxes,).
        tracked: Whether each has a tracker id, shape (boxes,).
        track: Number of the track of each, shape (boxes,).
        before: Position of the box that each follows, -1 for none, shape (boxes,).
        after: Position of the box that follows each, -1 for none, shape (boxes,).
        goes_on: Whether the next sample is at most 1.5 intervals away and the model ran on both,
            shape (samples,); False for the last.
    """

    anchors: Anchors
    classes: NDArray[np.object_]
    tracked: NDArray[np.bool_]
    track: NDArray[np.int64]
    before: NDArray[np.int64]
    after: NDArray[np.int64]
    goes_on: NDArray[np.bool_]

    @classmethod
    def of(cls, anchors: Anchors) -> Self:
        """Link the boxes as `steps_of` does."""
        steps, count = steps_of(anchors), len(anchors.sample)
        before, after = np.full(count, -1, np.int64), np.full(count, -1, np.int64)
        before[steps.second], after[steps.first] = steps.first, steps.second
        goes_on = np.zeros(len(anchors.frames), np.bool_)
        reach = HOLD_INTERVALS * sample_interval(anchors.frames)
        near = np.diff(anchors.frames) <= reach
        goes_on[:-1] = near & anchors.inferred[1:] & anchors.inferred[:-1]
        classes = np.full(count, None, np.object_)
        classes[:] = anchors.class_names
        tracked = np.array([number is not None for number in anchors.tracker_ids], np.bool_)
        return cls(
            anchors=anchors,
            classes=classes,
            tracked=tracked,
            track=steps.track,
            before=before,
            after=after,
            goes_on=goes_on,
        )

    @property
    def triples(self) -> NDArray[np.int64]:
        """Sightings of one object on three neighbouring samples, shape (n, 3)."""
        sample = self.anchors.sample
        middle = np.flatnonzero((self.before >= 0) & (self.after >= 0))
        triples = np.stack([self.before[middle], middle, self.after[middle]], axis=1)
        at = sample[triples]
        next_to = (np.diff(at, axis=1) == 1).all(axis=1) & self.goes_on[at[:, :2]].all(axis=1)
        return np.asarray(triples[next_to], np.int64)

    def pairs(
        self, first: NDArray[np.int64], second: NDArray[np.int64], *, any_class: bool = False
    ) -> list[tuple[int, int]]:
        """Which boxes are the same by `pair_boxes`, tracker ids aside.

        Args:
            first: Positions of boxes of one sample.
            second: Those of another.
            any_class: Whether the classes may differ.
        """
        if not len(first) or not len(second):
            return []
        found = pair_boxes(self._rows(first, any_class), self._rows(second, any_class))
        return [(int(first[a]), int(second[b])) for a, b in sorted(found.items())]

    def by_sample(self, boxes: NDArray[np.int64]) -> dict[int, NDArray[np.int64]]:
        """Positions of boxes by the sample that they are on."""
        samples, begins = np.unique(self.anchors.sample[boxes], return_index=True)
        return dict(zip(samples.tolist(), np.split(boxes, begins[1:]), strict=False))

    def _rows(self, boxes: NDArray[np.int64], any_class: bool) -> Sequence[dict[str, Any]]:
        names = ("x_center", "y_center", "width", "height")
        return [
            {"tracker_id": None, "class_name": "" if any_class else self.classes[at]}
            | dict(zip(names, self.anchors.boxes[at], strict=True))
            for at in boxes.tolist()
        ]
