"""`motion/1`: boxes around what moves."""

from __future__ import annotations

from typing import Any

from vidresults.localserver.models.model import (
    Model,
    Picture,
    by_confidence,
    prediction,
)
from vidresults.localserver.models.moving import Blob, MovingObjects


class Motion(Model):
    """Object detection by background subtraction; it sees the frames between samples, too.

    The confidence is the share of an object's outline that the background model itself marked as
    moving, before gaps were closed. Objects that overlap are one; what stands still for some
    seconds becomes background; in the first second, places that objects left may show as objects.
    """

    every_frame = True

    def __init__(self, classes: tuple[str, ...], confidence: float) -> None:
        self._class = classes[0]
        self._confidence = confidence
        self._moving = MovingObjects()

    def watch(self, picture: Picture) -> None:
        """Learn the background."""
        self._moving.watch(picture)

    def infer(self, picture: Picture) -> dict[str, Any]:  # noqa: ARG002 - it was watched before
        """The boxes of the frame that was watched last."""
        found = [self.describe(blob) for blob in self._moving.blobs()]
        return {"predictions": by_confidence([p for p in found if p is not None])}

    def describe(self, blob: Blob) -> dict[str, Any] | None:
        """The prediction of a blob; None where it is not sure enough."""
        if blob.confidence < self._confidence:
            return None
        return prediction(blob.box, blob.confidence, self._class, 0)


def make(*, classes: tuple[str, ...], confidence: float, **_: Any) -> Model:
    """The model for one job."""
    return Motion(classes, confidence)
