"""Which box of one sample is which of another: the same track, else the same class nearby."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

REACH: Final = 1.5
"""How far a centre may have moved, in mean widths and heights of the two boxes."""

LARGEST_CHANGE: Final = 3.0
"""How many times longer one side of a box may be than the same side of its partner."""

_SMALLEST = 1.0  # pixels; a box without area is as good as one pixel


def pair_boxes(
    first: Sequence[Mapping[str, Any]],
    second: Sequence[Mapping[str, Any]],
    *,
    reach: float = REACH,
) -> dict[int, int]:
    """Positions in `first` and of the same object in `second`.

    Boxes with the same tracker id are the same, and with two different ones never. The others
    need the same class, centres at most `reach` mean widths and heights apart, and sides of
    similar length. Of those the best pair is taken first, by overlap (IoU) less distance, then
    the best of what is left; of equal ones the first.

    Args:
        first: Rows of detections of one sample.
        second: Those of another.
        reach: How far a centre may have moved.
    """
    found = _same_tracks(first, second)
    if len(found) == len(first) or len(found) == len(second):
        return found
    scores = _scores(first, second, reach)
    taken = set(found.values())
    lefts, rights = np.nonzero(np.isfinite(scores))
    for at in np.lexsort((rights, lefts, -scores[lefts, rights])):
        left, right = int(lefts[at]), int(rights[at])
        if left not in found and right not in taken:
            found[left] = right
            taken.add(right)
    return found


def _same_tracks(
    first: Sequence[Mapping[str, Any]], second: Sequence[Mapping[str, Any]]
) -> dict[int, int]:
    places = {row["tracker_id"]: at for at, row in reversed(list(enumerate(second)))}
    places.pop(None, None)
    return {
        at: places.pop(row["tracker_id"])
        for at, row in enumerate(first)
        if row["tracker_id"] in places
    }


def _scores(
    first: Sequence[Mapping[str, Any]], second: Sequence[Mapping[str, Any]], reach: float
) -> NDArray[np.float64]:
    """How well each pair fits, shape (first, second); minus infinity where it cannot be."""
    (centre, sides), (other_centre, other_sides) = _boxes(first), _boxes(second)
    a, b = sides[:, None], other_sides[None]
    with np.errstate(over="ignore", invalid="ignore"):  # sides near the end of the numbers
        apart = np.abs(centre[:, None] - other_centre[None])
        common = np.clip(np.minimum(np.minimum(a, b), (a + b) / 2 - apart), 0, None).prod(axis=2)
        union = a.prod(axis=2) + b.prod(axis=2) - common
        distance = np.linalg.norm(apart / ((a + b) / 2), axis=2)
        score = common / union - distance
        change = (np.maximum(a, b) / np.minimum(a, b)).max(axis=2)
    possible = (distance <= reach) & (change <= LARGEST_CHANGE) & _may_be_same(first, second)
    return np.where(possible & np.isfinite(score), score, -np.inf)


def _may_be_same(
    first: Sequence[Mapping[str, Any]], second: Sequence[Mapping[str, Any]]
) -> NDArray[np.bool_]:
    """Where class names are equal and not both are tracked, shape (first, second)."""
    names, other_names = ([row["class_name"] for row in rows] for rows in (first, second))
    tracked, other_tracked = (
        np.array([row["tracker_id"] is not None for row in rows], bool) for rows in (first, second)
    )
    same = np.array([[name == other for other in other_names] for name in names], bool)
    return np.asarray(same & ~(tracked[:, None] & other_tracked[None]), bool)


def _boxes(rows: Sequence[Mapping[str, Any]]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Centres and sides, each of shape (rows, 2)."""
    centres = np.array([(row["x_center"], row["y_center"]) for row in rows], np.float64)
    sides = np.array([(row["width"], row["height"]) for row in rows], np.float64)
    return centres.reshape(-1, 2), np.maximum(sides.reshape(-1, 2), _SMALLEST)
