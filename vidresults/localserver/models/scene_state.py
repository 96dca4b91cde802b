"""`scene-state/1`: is the picture dark or bright, does it stand still or move."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np

from vidresults.localserver.models.model import Model, Picture

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Half of the pictures a person would call dark have a mean luma below this, of 0 to 1.
_DARK_BELOW = 0.30
_DARK_WIDTH = 0.05
# A pixel has changed when its luma differs by this much from the frame before, of 255.
_CHANGED = 12
# Shares of changed pixels: noise of a still camera stays far below, a walking person is above.
_MOVING_FROM = 0.002
_MOVING_WIDTH = 0.4  # in natural logarithms of the share
_SMALLEST_SHARE = 1e-6


class SceneState(Model):
    """Classification of the whole frame by two measures.

    bright = logistic((mean luma - 0.30) / 0.05); moving = logistic(ln(share / 0.002) / 0.4), with
    the share of pixels whose luma changed by more than 12 of 255 since the frame before. The four
    confidences are the products of bright or 1 - bright with moving or 1 - moving: their sum is 1.
    """

    every_frame = True

    def __init__(self, classes: tuple[str, ...], confidence: float) -> None:
        self._classes = classes
        self._confidence = confidence
        self._luma: NDArray[np.uint8] | None = None
        self._share = 0.0

    def watch(self, picture: Picture) -> None:
        """Measure how much changed since the frame before."""
        luma = cv2.GaussianBlur(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), (5, 5), 0)
        if self._luma is not None:
            changed = cv2.absdiff(luma, self._luma) > _CHANGED
            self._share = float(np.count_nonzero(changed) / changed.size)
        self._luma = np.asarray(luma, np.uint8)

    def infer(self, picture: Picture) -> dict[str, Any]:  # noqa: ARG002 - it was watched before
        """All four classes, surest first; `top` is empty where none is sure enough."""
        assert self._luma is not None
        bright = _logistic((float(self._luma.mean()) / 255 - _DARK_BELOW) / _DARK_WIDTH)
        share = max(self._share, _SMALLEST_SHARE)
        moving = _logistic(math.log(share / _MOVING_FROM) / _MOVING_WIDTH)
        scores = [b * m for b in (1 - bright, bright) for m in (1 - moving, moving)]
        ranked = sorted(zip(scores, self._classes, range(4), strict=True), reverse=True)
        predictions = [
            {"class": name, "class_id": number, "confidence": round(score, 4)}
            for score, name, number in ranked
        ]
        best = predictions[0]
        if ranked[0][0] < self._confidence:
            return {"predictions": predictions, "top": "", "confidence": 0.0}
        return {"predictions": predictions, "top": best["class"], "confidence": best["confidence"]}


def _logistic(value: float) -> float:
    return 1 / (1 + math.exp(-value))


def make(*, classes: tuple[str, ...], confidence: float, **_: Any) -> Model:
    """The model for one job."""
    return SceneState(classes, confidence)
