"""`motion-outline/1`: outlines of what moves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import cv2
import numpy as np

from vidresults.localserver.models.motion import Motion

if TYPE_CHECKING:
    from vidresults.localserver.models.model import Model
    from vidresults.localserver.models.moving import Blob

_TOLERANCE = 0.75  # pixels by which a simplified outline may differ


class MotionOutline(Motion):
    """Instance segmentation: the same objects as `motion/1`, with their outlines."""

    def describe(self, blob: Blob) -> dict[str, Any] | None:
        """The box and the points of a blob."""
        found = super().describe(blob)
        if found is None:
            return None
        line = cv2.approxPolyDP(blob.outline.astype(np.float32), _TOLERANCE, closed=True)[:, 0]
        found["points"] = [{"x": float(x), "y": float(y)} for x, y in line]
        return found


def make(*, classes: tuple[str, ...], confidence: float, **_: Any) -> Model:
    """The model for one job."""
    return MotionOutline(classes, confidence)
