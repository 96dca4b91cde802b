"""What is drawn inside of boxes: keypoints with their skeleton, and where a face looks."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import cv2

from vidresults.matching import coco_name, usual_skeleton
from vidresults.render.boxes import pixel
from vidresults.render.colours import opacity_of, row_colour

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from vidresults.matching import Skeleton
    from vidresults.render.scene import Row, Sight
    from vidresults.render.style import Style

_LIGHT: Final = (255, 255, 255)
_GAZE_LENGTH: Final = 1.5  # of a look to the side, in widths of the face
_SHORTEST_LOOK: Final = 2  # pixels; a look into the camera is a point

Point = tuple[int, int]


def draw_keypoints(picture: NDArray[np.uint8], row: Row, sight: Sight, style: Style) -> None:
    """Draw the keypoints of one detection that are certain enough, and the bones between them."""
    if not row.get("keypoints") or opacity_of(row) == 0:
        return
    height, width = picture.shape[:2]
    thickness = style.line_width(width, height)
    colour = row_colour(row, sight, style)
    named: dict[str, Point] = {}
    points: list[Point] = []
    for point in row["keypoints"]:
        known = point["confidence"]
        if known is None or known >= style.keypoint_min_confidence:
            at = (pixel(point["x"] * sight.scale[0]), pixel(point["y"] * sight.scale[1]))
            points.append(at)
            named[point["class_name"] or ""] = at
    for start, end in _bones(named, style):
        cv2.line(picture, start, end, colour, thickness, cv2.LINE_AA)
    for at in points:
        cv2.circle(picture, at, thickness, _LIGHT, -1, cv2.LINE_AA)
        cv2.circle(picture, at, thickness - 1, colour, -1, cv2.LINE_AA)


def _bones(named: dict[str, Point], style: Style) -> Iterator[tuple[Point, Point]]:
    if style.skeleton is None:
        plain = {coco_name(name): at for name, at in named.items()}
        pairs: Skeleton = usual_skeleton(plain)
        found = plain
    else:
        pairs, found = style.skeleton, named
    for start, end in pairs:
        if start in found and end in found:
            yield found[start], found[end]


def draw_gaze(picture: NDArray[np.uint8], row: Row, sight: Sight, style: Style) -> None:
    """Draw an arrow from a face to where it looks.

    Yaw above 0 is a look to the left of the picture, pitch above 0 one up; both 0 look into the
    camera.
    """
    yaw, pitch = row["yaw_radians"], row["pitch_radians"]
    if yaw is None or pitch is None:
        return
    height, width = picture.shape[:2]
    thickness = style.line_width(width, height)
    length = _GAZE_LENGTH * max(row["width"] * sight.scale[0], 8 * thickness)
    x, y = row["x_center"] * sight.scale[0], row["y_center"] * sight.scale[1]
    start = (pixel(x), pixel(y))
    across, up = length * math.sin(yaw) * math.cos(pitch), length * math.sin(pitch)
    end = (pixel(x - across), pixel(y - up))
    colour = style.colour(sight.number)
    if math.dist(start, end) < _SHORTEST_LOOK:
        cv2.circle(picture, start, 2 * thickness, colour, thickness, cv2.LINE_AA)
        return
    # A light edge around it, so that it shows on every ground.
    cv2.arrowedLine(picture, start, end, _LIGHT, thickness + 2, cv2.LINE_AA, 0, 0.3)
    cv2.arrowedLine(picture, start, end, colour, thickness, cv2.LINE_AA, 0, 0.3)
