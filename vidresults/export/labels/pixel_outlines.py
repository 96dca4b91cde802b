"""Masks as outlines through the middles of their pixels, as YOLO's trainers fill them.

Trainers cut the corners to whole numbers and fill with cv2.fillPoly, which draws the pixels of the
outline too. So a corner is the middle of a pixel, and an outline along the edges of the pixels
(outlines.py of the analytics) would come out a pixel too large.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from vidresults.analytics.bridges import Point, joined

if TYPE_CHECKING:
    from numpy.typing import NDArray

_MIDDLE = 0.5  # of a pixel, from its edge


def outline_of_mask(mask: NDArray[Any]) -> tuple[list[Point], int]:
    """Trace the pixels that are set, as one ring, and count the parts; pixels touch at corners.

    Holes are joined to their part by bridges over its pixels, which change nothing. Bridges
    between parts are drawn by fills with cv2.fillPoly, a line of pixels where none was.

    Args:
        mask: Shape (height, width); not 0 is set.

    Returns:
        Points (x, y) in pixels, not closed; none where nothing is set.
    """
    import cv2

    pixels = np.ascontiguousarray(mask, np.uint8)
    rings, levels = cv2.findContours(pixels, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    if not rings:
        return [], 0
    parts = int((levels[0, :, 3] < 0).sum())
    ring = joined([[tuple(point) for point in found[:, 0].tolist()] for found in rings])
    return [(x + _MIDDLE, y + _MIDDLE) for x, y in _without_straight(ring)], parts


def _without_straight(ring: list[Point]) -> list[Point]:
    """The ring without points that lie between neighbours in a line of pixels."""
    points = np.asarray(ring)
    after = np.roll(points, -1, axis=0) - points
    before = np.roll(after, 1, axis=0)
    straight = (after == before).all(axis=1) & (np.abs(after).max(axis=1) == 1)
    return [(x, y) for x, y in points[~straight].tolist()] or ring
