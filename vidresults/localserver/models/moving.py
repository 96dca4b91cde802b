"""Moving objects by background subtraction, for the models that report them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np

from vidresults.localserver.models.model import Box

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vidresults.localserver.models.model import Picture

_MEMORY_FRAMES = 500  # what stands still for about as long becomes background
_SQUARED_DEVIATIONS = 40.0  # a pixel this far from every known background colour moves
_BACKGROUND_SHARE = 0.7  # a colour is background once the others fill less of the memory than this
_LARGEST_SIDE = 960
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
    """Keeps a model of the background, and finds what differs from it.

    Pictures with a side above 960 pixels are looked at in a smaller size, so that long videos end.
    """

    def __init__(self) -> None:
        self._background = cv2.createBackgroundSubtractorMOG2(
            history=_MEMORY_FRAMES, varThreshold=_SQUARED_DEVIATIONS, detectShadows=True
        )
        self._background.setBackgroundRatio(_BACKGROUND_SHARE)
        self._mask = np.zeros((0, 0), np.uint8)
        self._scale = (1.0, 1.0)

    def watch(self, picture: Picture) -> None:
        """Learn from a frame, and note what moves in it."""
        height, width = picture.shape[:2]
        shrink = min(1.0, _LARGEST_SIDE / max(height, width))
        size = (max(1, round(width * shrink)), max(1, round(height * shrink)))
        seen = picture if shrink == 1 else cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
        known = self._mask.size > 0
        mask = self._background.apply(seen)
        if not known:  # nothing can be told from the first frame: there is no background yet
            mask = np.zeros_like(mask)
        self._mask = np.where(mask == _FOREGROUND, np.uint8(255), np.uint8(0))
        self._scale = (width / size[0], height / size[1])

    def blobs(self) -> list[Blob]:
        """What moves in the frame that was watched last."""
        height, width = self._mask.shape
        side = max(3, round(min(height, width) / 100) | 1)
        small = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (3, 3))
        large = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, 2 * side))
        closed = cv2.morphologyEx(self._mask, cv2.MORPH_OPEN, small)
        closed = cv2.morphologyEx(closed, cv2.MORPH_CLOSE, large)
        contours, _ = cv2.findContours(closed, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
        smallest = _SMALLEST_SHARE * height * width
        large_ones = [c for c in contours if cv2.contourArea(c) >= smallest]
        return [self._blob(np.asarray(contour, np.int32)) for contour in large_ones]

    def _blob(self, contour: NDArray[np.int32]) -> Blob:
        x, y, w, h = cv2.boundingRect(contour)
        filled = np.zeros((h, w), np.uint8)
        cv2.drawContours(filled, [contour - (x, y)], -1, 1, cv2.FILLED)
        inside = self._mask[y : y + h, x : x + w][filled > 0]
        right, down = self._scale
        return Blob(
            box=Box(
                math.floor(x * right), math.floor(y * down),
                round((x + w) * right), round((y + h) * down),
            ),
            outline=(contour[:, 0].astype(np.float64) + 0.5) * np.array(self._scale),
            confidence=float(np.count_nonzero(inside) / inside.size),
        )  # fmt: skip
