"""Rotated boxes, as the bounding rectangle block of a Workflow makes them.

With `angle` and `rect`, the four corners, width and height are those of the rotated box, and the
upright box is lost: it becomes the one around the corners. The angle is as sent, OpenCV's:
degrees, clockwise as seen, from the x axis to the side that `width` measures. What was sent is
kept in `extra`; fields of these names that hold something else are fields nobody knows.
"""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
import numpy as np
from msgspec import Meta, Struct

from vidresults.wire.frame_space import BOX, Space, moved

_CORNER = Annotated[list[float], Meta(min_length=2, max_length=2)]


class Rotated(Struct):
    """The fields of a rotated box."""

    angle: float
    rect: Annotated[list[_CORNER], Meta(min_length=4, max_length=4)]


def rotate(
    row: dict[str, Any], extra: dict[str, Any], prediction: dict[str, Any], space: Space
) -> None:
    """Fill in the rotated box, and the upright one; `extra` gets what was sent."""
    if prediction.get("rect") is None:
        return
    try:
        rotated = msgspec.convert(
            {"angle": prediction.get("angle"), "rect": prediction["rect"]}, Rotated
        )
    except msgspec.ValidationError:
        return
    corners = np.array([moved(x, y, space) for x, y in rotated.rect])
    (x_min, y_min), (x_max, y_max) = corners.min(axis=0).tolist(), corners.max(axis=0).tolist()
    x, y = corners.mean(axis=0).tolist()
    row["rotated_box"] = {
        "x_center": x,
        "y_center": y,
        "width": row["width"],
        "height": row["height"],
        "angle_degrees": rotated.angle,
    }
    row |= {
        "x_center": (x_min + x_max) / 2,
        "y_center": (y_min + y_max) / 2,
        "width": x_max - x_min,
        "height": y_max - y_min,
    }
    extra |= {key: prediction[key] for key in BOX}
