"""Which sightings are of one object, also past one sample on which the model missed it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, Any, Final, TypeVar

import numpy as np

from vidresults.matching import pair_boxes

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vidresults.render.sample_rows import SampleRows
    from vidresults.render.samples import Samples

LONGEST_LINK: Final = 3
"""How many intervals two sightings of one object may be apart."""

# Widths and heights that a centre may move in an interval. More than is drawn as motion: a wrong
# partner covers too much, a missing one may cover too little.
_REACH = 3.0
_DIRECT, _BRIDGE = 1, 2
T = TypeVar("T")

Sighting = tuple[int, int]
"""Position of the sample, and place of the box among its boxes."""


class Links:
    """The boxes of one model and some classes, linked from sample to sample."""

    def __init__(self, samples: Samples, rows: SampleRows, classes: Collection[str]) -> None:
        self.samples = samples
        self._rows = rows
        self._classes = frozenset(classes)
        self._known: dict[tuple[int, str], Any] = {}

    def at(self, position: int) -> list[Sighting]:
        """What was seen on a sample."""
        return [(position, place) for place in range(len(self._boxes(position)))]

    def corners(self, sighting: Sighting) -> NDArray[np.float64]:
        """x_min, y_min, x_max, y_max in pixels of the video."""
        box = self._boxes(sighting[0])[sighting[1]]
        half = np.array([box["width"], box["height"]]) / 2
        centre = np.array([box["x_center"], box["y_center"]])
        return np.concatenate([centre - half, centre + half])

    def motion(self, one: Sighting, other: Sighting) -> NDArray[np.float64]:
        """How far the centre moves in one interval, in x and y."""
        way = self.corners(other) - self.corners(one)
        frames = self.samples.frames
        intervals = abs(int(frames[other[0]] - frames[one[0]])) / self.samples.interval
        return np.asarray(np.abs(way[:2] + way[2:]) / 2 / max(intervals, 1.0), np.float64)

    def after(self, sighting: Sighting) -> Sighting | None:
        """The same object on the next sample, else on the one after that."""
        position, place = sighting
        for step in (_DIRECT, _BRIDGE):
            partner = self._partners(position, step).get(place)
            if partner is not None:
                return position + step, partner
        return None

    def before(self, sighting: Sighting) -> Sighting | None:
        """The same object on the sample before, else on the one before that."""
        position = sighting[0]
        for step in (_DIRECT, _BRIDGE):
            for earlier in self.at(position - step):
                if self.after(earlier) == sighting:
                    return earlier
        return None

    def forget(self, position: int) -> None:
        """Let go of all samples before a position."""
        self._rows.forget(position)
        for key in [key for key in self._known if key[0] < position]:
            del self._known[key]

    def once(self, position: int, kind: str, make: Callable[[], T]) -> T:
        """What was made for a sample, kept as long as its boxes."""
        if (position, kind) not in self._known:
            self._known[position, kind] = make()
        found: T = self._known[position, kind]
        return found

    def _partners(self, position: int, step: int) -> dict[int, int]:
        """Places of boxes and of their partners that many samples on."""

        def pair() -> dict[int, int]:
            if step == _DIRECT:
                return self._pairs(position, position + 1, set(), set())
            seen = set(self._partners(position, _DIRECT))
            known = set(self._partners(position + 1, _DIRECT).values())
            return self._pairs(position, position + 2, seen, known)

        return self.once(position, f"partners {step}", pair)

    def _pairs(self, first: int, second: int, seen: set[int], known: set[int]) -> dict[int, int]:
        """Pair the boxes of two samples, but for those that have partners between them."""
        frames, interval = self.samples.frames, self.samples.interval
        if second >= len(frames):
            return {}
        intervals = float(frames[second] - frames[first]) / interval
        if not 0 < intervals <= LONGEST_LINK:
            return {}
        boxes, others = self._boxes(first), self._boxes(second)
        left = [at for at in range(len(boxes)) if at not in seen]
        right = [at for at in range(len(others)) if at not in known]
        reach = _REACH * max(1.0, intervals)
        pairs = pair_boxes([boxes[at] for at in left], [others[at] for at in right], reach=reach)
        return {left[a]: right[b] for a, b in pairs.items()}

    def _boxes(self, position: int) -> list[dict[str, Any]]:
        return self.once(position, "boxes", lambda: self._read(position))

    def _read(self, position: int) -> list[dict[str, Any]]:
        """The boxes of a sample in pixels of the video."""
        if not 0 <= position < len(self.samples.frames):
            return []
        x, y = self.samples.scale(position)
        return [
            {
                "class_name": row["class_name"],
                "tracker_id": row["tracker_id"],
                "x_center": row["x_center"] * x,
                "y_center": row["y_center"] * y,
                "width": row["width"] * x,
                "height": row["height"] * y,
            }
            for row in self._rows.at(position)
            if row["class_name"] in self._classes
        ]
