"""What every model is, and the predictions they are made of."""

from __future__ import annotations

import uuid
from abc import ABC, abstractmethod
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
"""A frame, shape (height, width, 3): blue, green, red."""


class Model(ABC):
    """Looks at the frames of one video, in their order.

    Attributes:
        every_frame: Whether it must see the frames between the samples, too.
    """

    every_frame = False

    def watch(self, picture: Picture) -> None:  # noqa: B027 - most models have nothing to watch
        """See a frame; sampled frames are shown here before `infer`."""

    @abstractmethod
    def infer(self, picture: Picture) -> dict[str, Any]:
        """The element's own fields for a sampled frame, `predictions` among them."""


class Box(NamedTuple):
    """A box on whole pixels: left and top inside, right and bottom one past."""

    left: int
    top: int
    right: int
    bottom: int


def box_around(points: NDArray[Any], picture: Picture) -> Box | None:
    """The smallest box on whole pixel corners, cut to the picture; None where nothing is left.

    Args:
        points: x and y, shape (n, 2); a pixel reaches from its number to the next.
        picture: The frame.
    """
    height, width = picture.shape[:2]
    low = np.floor(points.min(axis=0))
    high = np.ceil(points.max(axis=0))
    left, top = (int(v) for v in np.clip(low, 0, (width, height)))
    right, bottom = (int(v) for v in np.clip(high, 0, (width, height)))
    return Box(left, top, right, bottom) if right > left and bottom > top else None


def prediction(box: Box, confidence: float, name: str, class_id: int) -> dict[str, Any]:
    """One detected object, with the keys in the service's order."""
    return {
        "x": (box.left + box.right) / 2,
        "y": (box.top + box.bottom) / 2,
        "width": float(box.right - box.left),
        "height": float(box.bottom - box.top),
        "confidence": float(confidence),
        "class": name,
        "class_id": class_id,
        "detection_id": str(uuid.uuid4()),
    }


def by_confidence(predictions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The predictions, surest first."""
    return sorted(predictions, key=lambda p: -float(p["confidence"]))
