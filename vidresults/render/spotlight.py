"""Darkens a picture outside of the boxes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import cv2
import numpy as np

from vidresults.render.boxes import box_edges, rotated_corners

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vidresults.render.scene import Sight


def darken_outside(picture: NDArray[np.uint8], sights: Iterable[Sight], strength: float) -> None:
    """Darken what is in no box; a picture without boxes stays as it is.

    Args:
        picture: BGR, shape (height, width, 3).
        sights: Whose boxes to leave light.
        strength: 0 leaves all as it is, 1 makes it black.
    """
    lit = np.zeros(picture.shape[:2], np.uint8)
    found = False
    for sight in sights:
        for row in sight.rows.get("detections", []):
            found = True
            if row.get("rotated_box"):
                ring = np.round(rotated_corners(row, sight.scale)).astype(np.int32)
                cv2.fillPoly(lit, [ring], 255)
            else:
                left, top, right, bottom = (max(0, edge) for edge in box_edges(row, sight.scale))
                lit[top:bottom, left:right] = 255
    if found:
        dark = np.asarray(cv2.convertScaleAbs(picture, alpha=1 - strength), np.uint8)
        cv2.copyTo(picture, lit, dark)
        picture[...] = dark
