"""Which points lie in a zone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vidresults.geometry import inside_rings

if TYPE_CHECKING:
    import numpy as np
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
    return inside_rings(zone.rings, points)
