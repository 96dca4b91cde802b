"""What is where on each frame, coarsely, and how far two frames are from each other by it."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow.compute as pc

if TYPE_CHECKING:
    from numpy.typing import NDArray

CELLS: Final = 4
"""Rows, and columns, of the grid in which boxes have their place."""
SAME_SCENE: Final = 0.05
"""Scenes nearer than this are the same picture: boxes moved by a twentieth of a cell."""

_NOWHERE: Final = CELLS * CELLS  # of labels, and of boxes on pictures of unknown size
_PLACES: Final = _NOWHERE + 1
_ITEM_BITS: Final = 24
_LEAST_CONFIDENCE: Final = 0.01  # of a label: thousands of classes have less, and tell nothing
_NOTHING: Final = 1e-9


class Scenes:
    """How many of which class of which model stand in which cell, of one video.

    A box or face is 1, shared out to the cells around its centre; a label is its confidence.
    """

    def __init__(self, count: int) -> None:
        """Take the number of samples."""
        self._count = count
        self._classes: dict[tuple[str, str], int] = {}
        self._parts: list[tuple[NDArray[np.int64], NDArray[np.float64]]] = []

    def add(
        self,
        table: str,
        model: str,
        rows: Any,
        places: NDArray[np.int64],
        sizes: NDArray[np.float64],
    ) -> None:
        """Take boxes, faces or labels, and the position of each row's sample.

        Args:
            table: Of which table the rows are.
            model: Whose they are.
            rows: Boxes, faces or labels.
            places: Position of each row's sample, shape (rows,).
            sizes: Width and height of each sample's picture, NaN where not known, shape (n, 2).
        """
        numbers = self._numbers(model, rows if table != "gazes" else None, len(places))
        if table == "classifications":
            answers = pc.cast(rows["predicted"], "double")  # where no confidence is known
            weights = pc.coalesce(rows["confidence"], answers).to_numpy(zero_copy_only=False)
            which = np.flatnonzero(weights >= _LEAST_CONFIDENCE)
            weights, cells = weights[which], np.full(len(which), _NOWHERE, np.int64)
        else:
            which, cells, weights = _shares(rows, sizes[places])
        keys = places[which] << _ITEM_BITS | (numbers[which] * _PLACES + cells)
        self._parts.append(_summed(keys, weights))

    def _numbers(self, model: str, rows: Any, count: int) -> NDArray[np.int64]:
        """A number for the class of each row; faces have one class."""
        if rows is None:
            return np.full(count, self._number(model, ""), np.int64)
        names = pc.dictionary_encode(rows["class_name"])
        known = [self._number(model, name) for name in names.dictionary.to_pylist()]
        return np.asarray(np.array(known, np.int64)[names.indices.to_numpy()])

    def _number(self, model: str, name: str) -> int:
        return self._classes.setdefault((model, name), len(self._classes))

    def distances(self, known: NDArray[np.bool_]) -> SceneDistances:
        """Distances of the frames whose scene is known."""
        keys = np.concatenate([np.zeros(0, np.int64), *(keys for keys, _ in self._parts)])
        weights = np.concatenate([np.zeros(0), *(weights for _, weights in self._parts)])
        keys, weights = _summed(keys, weights)
        frames, items = keys >> _ITEM_BITS, keys & ((1 << _ITEM_BITS) - 1)
        return SceneDistances(frames, items, weights, known)


def _shares(
    rows: Any, sizes: NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """How each box is shared out to the cells whose centres are around its own.

    A box at the centre of a cell is all there, one in the middle of two is half in each, so that
    a small move is a small change. What is nearer to the edge of the picture than the outer
    centres, or outside of it, is in the outer cells.

    Returns:
        Position of the box, cell and share of each part that is not nothing, shape (parts,).
    """
    known = ~np.isnan(sizes).any(axis=1)
    which, cells = [np.flatnonzero(~known)], [np.full((~known).sum(), _NOWHERE, np.int64)]
    weights = [np.ones(len(which[0]))]
    centres = np.stack([rows[name].to_numpy() for name in ("x_center", "y_center")], axis=1)
    steps = np.clip(centres[known] / sizes[known] * CELLS - 0.5, 0, CELLS - 1)
    low = np.floor(steps).astype(np.int64)
    beyond = steps - low
    for x, y in itertools.product((0, 1), (0, 1)):
        shares = (beyond[:, 0] if x else 1 - beyond[:, 0]) * (
            beyond[:, 1] if y else 1 - beyond[:, 1]
        )
        there = shares > _NOTHING
        which.append(np.flatnonzero(known)[there])
        cells.append(((low[:, 1] + y) * CELLS + low[:, 0] + x)[there])
        weights.append(shares[there])
    return np.concatenate(which), np.concatenate(cells), np.concatenate(weights)


def _summed(
    keys: NDArray[np.int64], weights: NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Each key once, ascending, with the sum of its weights."""
    distinct, inverse = np.unique(keys, return_inverse=True)
    sums = np.bincount(inverse, weights, minlength=len(distinct))
    return distinct, np.asarray(sums, np.float64)


class SceneDistances:
    """The share of boxes and labels of two frames that the other has not there (Bray-Curtis)."""

    same = SAME_SCENE

    def __init__(
        self,
        frames: NDArray[np.int64],
        items: NDArray[np.int64],
        weights: NDArray[np.float64],
        known: NDArray[np.bool_],
    ) -> None:
        """Take frame, item and weight of each entry, by frame."""
        self.known = known
        self._items, self._weights = items, weights
        self._totals = np.bincount(frames, weights, minlength=len(known))
        self._starts = np.searchsorted(frames, np.arange(len(known) + 1))
        order = np.argsort(items, kind="stable")
        self._of_item = items[order], frames[order], weights[order]

    def to(self, at: int) -> NDArray[np.float64]:
        """Distance of every frame to one, 0 to 1; NaN where a scene is not known."""
        shared = np.zeros(len(self.known))
        items, frames, weights = self._of_item
        for entry in range(self._starts[at], self._starts[at + 1]):
            low, high = np.searchsorted(items, [self._items[entry], self._items[entry] + 1])
            shared[frames[low:high]] += np.minimum(weights[low:high], self._weights[entry])
        both = self._totals + self._totals[at]
        apart = np.where(both > 0, 1 - 2 * shared / np.where(both > 0, both, 1), 0.0)
        return np.where(self.known & self.known[at], apart, np.nan)
