"""How well a code in a picture agrees with what it must look like."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import cv2
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_CELL_SIDE = 8  # pixels of a cell after straightening


def agreement(
    gray: NDArray[np.uint8], corners: NDArray[Any], cells: NDArray[np.uint8]
) -> tuple[float, tuple[float, float, float, float]]:
    """Return the share of a code's pixels that have the right colour.

    Args:
        gray: The frame in grey.
        corners: Its corners in that frame, clockwise from its top left, shape (4, 2).
        cells: Its cells as they must be, 0 black and 255 white, shape (n, n).

    Returns:
        The share in the whole code, and in its four quarters in the order of the corners.
    """
    side = _CELL_SIDE * cells.shape[0]
    flat = np.array([(0, 0), (side, 0), (side, side), (0, side)], np.float32) - np.float32(0.5)
    bend = cv2.getPerspectiveTransform(corners.astype(np.float32), flat)
    straight = cv2.warpPerspective(gray, bend, (side, side), borderMode=cv2.BORDER_REPLICATE)
    _, black_or_white = cv2.threshold(straight, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    right = (black_or_white > 0) == np.kron(cells > 0, np.ones((_CELL_SIDE, _CELL_SIDE), bool))
    half = side // 2
    low, high = slice(0, half), slice(half, side)
    return float(right.mean()), (
        float(right[low, low].mean()),
        float(right[low, high].mean()),
        float(right[high, high].mean()),
        float(right[high, low].mean()),
    )
