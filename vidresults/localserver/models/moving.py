"""Moving objects by background subtraction, for the models that report them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np

from vidresults.localserver.models.model import Box

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vidresults.localserver.models.model import Picture

_MEMORY_FRAMES = 500  # what stands still for about as long becomes background
_SQUARED_DEVIATIONS = 25.0  # a pixel this far from every known background colour moves
_FOREGROUND = 255  # the background model's mark; 127 is shadow
_SMALLEST_SHARE = 0.0003  # of the picture's area


@dataclass(frozen=True, slots=True, eq=False)
class Blob:
    """A moving region.

    Attributes:
        box: Around the region's pixels.
        outline: Centres of the pixels on its edge, shape (n, 2).
        confidence: Share of the outline's pixels that the background model itself marked as
            moving, before gaps were closed.
    """

    box: Box
    outline: NDArray[np.float64]
    confidence: float


class MovingObjects:
    """Keeps a model of the background, and finds what differs from it."""

    def __init__(self) -> None:
        self._background = cv2.createBackgroundSubtractorMOG2(
            history=_MEMORY_FRAMES, varThreshold=_SQUARED_DEVIATIONS, detectShadows=True
        )
        self._mask: NDArray[np.uint8] | None = None

    def watch(self, picture: Picture) -> None:
        """Learn from a frame, and note what moves in it."""
        mask = self._background.apply(picture)
        self._mask = np.where(mask == _FOREGROUND, np.uint8(255), np.uint8(0))

    def blobs(self) -> list[Blob]:
        """What moves in the frame that was watched last."""
        assert self._mask is not None
        height, width = self._mask.shape
        side = max(3, round(min(height, width) / 100) | 1)
        small = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (3, 3))
        large = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, 2 * side))
        closed = cv2.morphologyEx(self._mask, cv2.MORPH_OPEN, small)
        closed = cv2.morphologyEx(closed, cv2.MORPH_CLOSE, large)
        contours, _ = cv2.findContours(closed, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
        smallest = _SMALLEST_SHARE * height * width
        return [
            self._blob(np.asarray(c, np.int32)) for c in contours if cv2.contourArea(c) >= smallest
        ]

    def _blob(self, contour: NDArray[np.int32]) -> Blob:
        assert self._mask is not None
        x, y, w, h = cv2.boundingRect(contour)
        filled = np.zeros((h, w), np.uint8)
        cv2.drawContours(filled, [contour - (x, y)], -1, 1, cv2.FILLED)
        inside = self._mask[y : y + h, x : x + w][filled > 0]
        return Blob(
            box=Box(x, y, x + w, y + h),
            outline=contour[:, 0].astype(np.float64) + 0.5,
            confidence=float(np.count_nonzero(inside) / inside.size),
        )
