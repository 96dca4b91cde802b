"""Zones and lines of the page, in pixels of the video."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from vidresults.analytics.zones import Zones, read_zones

if TYPE_CHECKING:
    import os

    from numpy.typing import NDArray

    from vidresults.analytics.zones import Zone


def read_areas(zones: Zones | str | os.PathLike[str] | None) -> Zones | None:
    """Zones, or those of a file.

    Raises:
        FormatError: The file is not as it should be.
    """
    return zones if zones is None or isinstance(zones, Zones) else read_zones(zones)


def areas_of(zones: Zones | None, scale: tuple[float, float]) -> list[dict[str, Any]]:
    """What the page's script reads of them.

    Args:
        zones: Zones and lines.
        scale: Factors to pixels of the video.
    """
    if zones is None:
        return []
    areas = [("polygon", zone.name, _outline(zone)) for zone in zones.zones]
    lines = [("line", line.name, np.stack([line.start, line.end])) for line in zones.lines]
    return [
        {"name": name, "kind": kind, "points": (points * scale).tolist()}
        for kind, name, points in (*areas, *lines)
    ]


def _outline(zone: Zone) -> NDArray[np.float64]:
    """One outline: holes are cut in from its first point, and run the other way round."""
    parts = [zone.ring]
    turn = np.sign(_area(zone.ring))
    for hole in zone.holes:
        way = hole if np.sign(_area(hole)) != turn else hole[::-1]
        parts += [zone.ring[:1], way, way[:1]]
    return np.concatenate([*parts, zone.ring[:1]]) if zone.holes else zone.ring


def _area(ring: NDArray[np.float64]) -> float:
    """Twice the area, above 0 for one way round and below for the other."""
    x, y = ring.T
    return float(x @ np.roll(y, -1) - y @ np.roll(x, -1))
