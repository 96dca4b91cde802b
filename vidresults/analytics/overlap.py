"""How much boxes lie over each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def ious(first: NDArray[np.float64], second: NDArray[np.float64]) -> NDArray[np.float64]:
    """The intersection over the union of every box with every other.

    Args:
        first: Centre and size, shape (n, 4).
        second: The same, shape (m, 4).

    Returns:
        Shape (n, m); 0 where both boxes have no area.
    """
    sides, other_sides = first[:, None, 2:], second[None, :, 2:]
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):  # boxes of any size
        apart = np.abs(first[:, None, :2] - second[None, :, :2])
        common = np.minimum(np.minimum(sides, other_sides), (sides + other_sides) / 2 - apart)
        shared = np.clip(common, 0, None).prod(axis=2)
        share = shared / (sides.prod(axis=2) + other_sides.prod(axis=2) - shared)
    return np.asarray(np.where(np.isfinite(share), share, 0.0), np.float64)
