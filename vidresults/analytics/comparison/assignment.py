"""Which box of one model is which of another on one frame."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from vidresults.analytics.overlap import ious

if TYPE_CHECKING:
    from numpy.typing import NDArray


def assign(
    first: NDArray[np.float64],
    second: NDArray[np.float64],
    names: tuple[Sequence[str], Sequence[str]],
    *,
    iou: float,
    class_aware: bool,
) -> list[tuple[int, int, float]]:
    """Match boxes one to one, so that the sum of their overlaps is the largest there can be.

    First boxes of the same class are matched, then, unless `class_aware`, what is left whatever
    its class.

    Args:
        first: Centre and size of the boxes of one model, shape (n, 4).
        second: Those of the other, shape (m, 4).
        names: The classes of both.
        iou: The least overlap of a pair.
        class_aware: Whether boxes of different classes are never the same object.

    Returns:
        Position in `first`, position in `second` and overlap of each pair, by the first.
    """
    if not len(first) or not len(second):
        return []
    overlap = ious(first, second)
    gains = np.where(overlap >= iou, overlap, 0.0)
    same = np.array([[name == other for other in names[1]] for name in names[0]], np.bool_)
    found = _best(np.where(same, gains, 0.0))
    if not class_aware:
        left, right = ([pair[side] for pair in found] for side in (0, 1))
        gains[left, :] = 0.0
        gains[:, right] = 0.0
        found += _best(gains)
    return sorted((a, b, float(overlap[a, b])) for a, b in found)


def _best(gains: NDArray[np.float64]) -> list[tuple[int, int]]:
    """The pairs that gain most together; none that gains nothing."""
    if not gains.any():
        return []
    from scipy.optimize import linear_sum_assignment

    rows, columns = linear_sum_assignment(gains, maximize=True)
    pairs = zip(rows.tolist(), columns.tolist(), strict=True)
    return [(a, b) for a, b in pairs if gains[a, b] > 0]
