"""Which points lie in a zone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from vidresults.analytics.anchors import FARTHEST

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vidresults.analytics.zones.zone import Zone


def inside(zone: Zone, points: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Tell which points lie in a zone, by the even-odd rule.

    As with pixels, left and upper edges belong to the zone, right and lower ones do not: of two
    zones that share an edge, each point on it is in exactly one.

    Args:
        zone: The zone.
        points: In its pixels, shape (n, 2).

    Returns:
        Shape (n,).
    """
    x, y = np.clip(points, -FARTHEST, FARTHEST).T
    odd = np.zeros(len(points), np.bool_)
    for ring in zone.rings:
        for first, second in zip(ring, np.roll(ring, -1, axis=0), strict=True):
            # From top to bottom whichever way the ring runs, so that both neighbours of an edge
            # compute the same.
            (x_up, y_up), (x_low, y_low) = sorted((first, second), key=lambda p: (p[1], p[0]))
            beside = (y_up <= y) & (y < y_low)
            to_its_left = (x_low - x_up) * (y - y_up) > (x - x_up) * (y_low - y_up)
            odd ^= beside & to_its_left
    return odd
