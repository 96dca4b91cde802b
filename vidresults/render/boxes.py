"""Boxes: plain, rounded or as corners, upright or rotated, also half seen through."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import cv2
import numpy as np

from vidresults import geometry
from vidresults.render.colours import opacity_of, row_colour

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vidresults.render.layout import Rectangle
    from vidresults.render.scene import Row, Sight
    from vidresults.render.style import Colour, Style

_FARTHEST = 32_000  # pixels; OpenCV's drawing takes 16 bits
_ROUND = 0.2  # radius and length of corners, as a share of the shorter side


def draw_box(picture: NDArray[np.uint8], row: Row, sight: Sight, style: Style) -> None:
    """Draw the box of one detection."""
    height, width = picture.shape[:2]
    thickness = style.line_width(width, height)
    colour = row_colour(row, sight, style)
    corners = box_edges(row, sight.scale)

    def stroke(canvas: NDArray[np.uint8]) -> None:
        if row.get("rotated_box"):
            ring = np.round(rotated_corners(row, sight.scale)).astype(np.int32)
            cv2.polylines(canvas, [ring], isClosed=True, color=colour, thickness=thickness,
                          lineType=cv2.LINE_AA)  # fmt: skip
        else:
            _KINDS[style.box_kind](canvas, corners, colour, thickness)

    opacity = opacity_of(row)
    if opacity >= 1:
        stroke(picture)
    elif opacity > 0:
        _stroke_half_seen(picture, stroke, corners, thickness, opacity)


def box_edges(row: Row, scale: tuple[float, float]) -> Rectangle:
    """Left, top, right and bottom edge in pixels of the video."""
    x, y = row["x_center"], row["y_center"]
    half_width, half_height = row["width"] / 2, row["height"] / 2
    return (
        pixel((x - half_width) * scale[0]),
        pixel((y - half_height) * scale[1]),
        pixel((x + half_width) * scale[0]),
        pixel((y + half_height) * scale[1]),
    )


def rotated_corners(row: Row, scale: tuple[float, float]) -> NDArray[np.float64]:
    """The four corners of a rotated box in pixels of the video, shape (4, 2)."""
    ring = geometry.rotated_corners(row["rotated_box"])
    return np.asarray(np.clip(ring * scale, -_FARTHEST, _FARTHEST), np.float64)


def pixel(value: float) -> int:
    """Nearest pixel edge, within what OpenCV's drawing takes."""
    return round(min(max(value, -_FARTHEST), _FARTHEST))


def _stroke_half_seen(
    picture: NDArray[np.uint8],
    stroke: Callable[[NDArray[np.uint8]], None],
    corners: Rectangle,
    thickness: int,
    opacity: float,
) -> None:
    """Draw on the picture and blend what was there back in, around the box only."""
    height, width = picture.shape[:2]
    left, top = (max(0, edge - thickness) for edge in corners[:2])
    right, bottom = min(width, corners[2] + thickness), min(height, corners[3] + thickness)
    if left >= right or top >= bottom:
        return
    part = picture[top:bottom, left:right]
    before = part.copy()
    stroke(picture)
    part[...] = cv2.addWeighted(part, opacity, before, 1 - opacity, 0)


def _plain(picture: NDArray[np.uint8], edges: Rectangle, colour: Colour, thickness: int) -> None:
    # The box ends at the edge of its last pixel; OpenCV names the pixel itself.
    left, top, right, bottom = edges
    cv2.rectangle(picture, (left, top), (right - 1, bottom - 1), colour, thickness)


def _rounded(picture: NDArray[np.uint8], edges: Rectangle, colour: Colour, thickness: int) -> None:
    left, top, right, bottom = edges[0], edges[1], edges[2] - 1, edges[3] - 1
    r = round(min(right - left, bottom - top) * _ROUND)
    if r < 1:
        _plain(picture, edges, colour, thickness)
        return
    for start, end in (
        ((left + r, top), (right - r, top)), ((left + r, bottom), (right - r, bottom)),
        ((left, top + r), (left, bottom - r)), ((right, top + r), (right, bottom - r)),
    ):  # fmt: skip
        cv2.line(picture, start, end, colour, thickness)
    for centre, angle in (
        ((left + r, top + r), 180), ((right - r, top + r), 270),
        ((right - r, bottom - r), 0), ((left + r, bottom - r), 90),
    ):  # fmt: skip
        cv2.ellipse(picture, centre, (r, r), angle, 0, 90, colour, thickness, cv2.LINE_AA)


def _corners(picture: NDArray[np.uint8], edges: Rectangle, colour: Colour, thickness: int) -> None:
    left, top, right, bottom = edges[0], edges[1], edges[2] - 1, edges[3] - 1
    arm = max(thickness, round(min(right - left, bottom - top) * _ROUND))
    for x, inwards in ((left, arm), (right, -arm)):
        for y, down in ((top, arm), (bottom, -arm)):
            cv2.line(picture, (x, y), (x + inwards, y), colour, thickness)
            cv2.line(picture, (x, y), (x, y + down), colour, thickness)


_KINDS = {"plain": _plain, "rounded": _rounded, "corner": _corners}
