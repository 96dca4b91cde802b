"""Draws what a model saw onto one picture with OpenCV: masks below, then boxes, points, labels."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np
from numpy.typing import NDArray

from vidresults.matching import colour_key
from vidresults.render.labels import caption, label
from vidresults.render.masks import blend_masks

if TYPE_CHECKING:
    from vidresults.render.scene import Row, Sight
    from vidresults.render.style import Colour, Style

Picture = NDArray[np.uint8]


def draw(picture: Picture, sights: Iterable[Sight], style: Style) -> None:
    """Draw onto the picture itself.

    Args:
        picture: BGR, shape (height, width, 3).
        sights: What to draw, later ones above.
        style: How.

    Raises:
        MatchError: A mask is of another size than its frame.
    """
    seen = list(sights)
    if style.masks:
        blend_masks(picture, seen, style)
    lines: list[tuple[str, Colour]] = []
    for sight in seen:
        boxes = sight.rows.get("detections", [])
        for row in boxes:
            _draw_detection(picture, row, sight.scale, style)
        if style.labels:
            for row in boxes:
                x, y, _, _ = _corners(row, sight.scale)
                label(picture, _words(row, style), (x, y), _colour(row, style), style)
            lines += [
                (f"{sight.model}: {_words(row, style)}", _colour(row, style))
                for row in sight.rows.get("classifications", [])
            ]
    caption(picture, lines, style)


def _draw_detection(picture: Picture, row: Row, scale: tuple[float, float], style: Style) -> None:
    height, width = picture.shape[:2]
    thickness = style.line_width(width, height)
    colour = _colour(row, style)
    if style.boxes:
        x_min, y_min, x_max, y_max = _corners(row, scale)
        # The box ends at the edge of its last pixel; OpenCV names the pixel itself.
        cv2.rectangle(picture, (x_min, y_min), (x_max - 1, y_max - 1), colour, thickness)
    if style.keypoints:
        for point in row["keypoints"] or ():
            known = point["confidence"]
            if known is None or known >= style.keypoint_min_confidence:
                at = (_pixel(point["x"] * scale[0]), _pixel(point["y"] * scale[1]))
                cv2.circle(picture, at, thickness, (255, 255, 255), -1, cv2.LINE_AA)
                cv2.circle(picture, at, thickness - 1, colour, -1, cv2.LINE_AA)


def _corners(row: Row, scale: tuple[float, float]) -> tuple[int, int, int, int]:
    x, y = row["x_center"], row["y_center"]
    half_width, half_height = row["width"] / 2, row["height"] / 2
    return (
        _pixel((x - half_width) * scale[0]),
        _pixel((y - half_height) * scale[1]),
        _pixel((x + half_width) * scale[0]),
        _pixel((y + half_height) * scale[1]),
    )


def _pixel(value: float) -> int:
    """Nearest pixel edge, within what OpenCV's drawing takes (16 bits)."""
    return round(min(max(value, -32_000), 32_000))


def _colour(row: Row, style: Style) -> Colour:
    return style.colour(colour_key(row["class_id"], row["class_name"]))


def _words(row: Any, style: Style) -> str:
    known = row["confidence"]
    if known is None or not style.confidences:
        return str(row["class_name"])
    return f"{row['class_name']} {known:.2f}"
