"""Boxes and labels drawn on the planes of a 4:2:0 frame: what they do not cover stays as it was.

Turning a whole frame into BGR and back costs more than all drawing, and changes every pixel a
little. What is drawn here is what is drawn most: upright boxes with plain corners, and text.
Colours become YUV by the matrix and range that the frame names (ITU-T H.273 and H.264 Annex E).
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np
from numpy.typing import NDArray

from vidresults.render.boxes import box_edges
from vidresults.render.colours import opacity_of, row_colour
from vidresults.render.drawing import plates_on
from vidresults.video import samples_of

if TYPE_CHECKING:
    from vidresults.render.layout import Rectangle
    from vidresults.render.plates import Plate
    from vidresults.render.scene import Sight
    from vidresults.render.style import Colour, Style

Plane = NDArray[np.uint8]
# Weights of red and blue in luma, by H.273's number of the matrix; what is unknown is BT.601,
# as the decoder's own conversion takes it.
_WEIGHTS = {1: (0.2126, 0.0722), 4: (0.30, 0.11), 7: (0.212, 0.087), 9: (0.2627, 0.0593)}
_BT601 = (0.299, 0.114)
_FULL_RANGE = 2
_CACHED = 256  # a label of 4K is some 200 KB


class Painter:
    """Draws on frames of one video; text is turned into YUV once."""

    def __init__(self) -> None:
        self._plates: dict[tuple[int, int, bool], tuple[Plane, tuple[Plane, Plane, Plane]]] = {}

    def takes(self, sights: Sequence[Sight], style: Style) -> bool:
        """Whether all that is to be seen can be drawn here."""
        if style.spotlight or style.box_kind != "plain" or style.traces:
            return False
        return not any(_needs_pixels(sight, style) for sight in sights)

    def draw(
        self, native: Any, sights: Sequence[Sight], style: Style, *, seconds: float | None = None
    ) -> None:
        """Draw onto a decoded 8-bit 4:2:0 frame itself.

        Args:
            native: PyAV's frame.
            sights: What to draw; `takes` has said yes to it.
            style: How.
            seconds: Time of the frame, for the timecode; None writes none.
        """
        size = (native.width, native.height)
        plates = plates_on(sights, size, style, seconds=seconds)
        if not plates and not any(sight.rows.get("detections") for sight in sights):
            return
        native.make_writable()
        planes = [samples_of(plane) for plane in native.planes]
        matrix = int(native.colorspace)
        full = native.format.name.startswith("yuvj") or int(native.color_range) == _FULL_RANGE
        if style.boxes:
            thickness = style.line_width(*size)
            for sight in sights:
                for row in sight.rows.get("detections", []):
                    ink = _ink(row_colour(row, sight, style), matrix, full)
                    _box(planes, box_edges(row, sight.scale), ink, thickness)
        for plate in plates:
            _paste(planes, self._in_yuv(plate, matrix, full=full), plate)

    def _in_yuv(self, plate: Plate, matrix: int, *, full: bool) -> tuple[Plane, Plane, Plane]:
        """The plate's planes; plates share their grounds, so that these are keys."""
        key = (id(plate.ground), matrix, full)
        if key not in self._plates:
            if len(self._plates) >= _CACHED:
                self._plates.clear()
            height, width = plate.ground.shape[:2]
            even = np.pad(plate.ground, ((0, height % 2), (0, width % 2), (0, 0)), mode="edge")
            yuv = _to_yuv(even, matrix, full)
            half = cv2.resize(yuv[..., 1:], None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
            planes = (yuv[..., 0], half[..., 0], half[..., 1])
            # The ground is kept too: its id is its own only as long as it lives.
            self._plates[key] = (plate.ground, planes)  # type: ignore[assignment] # still bytes
        return self._plates[key][1]


def _needs_pixels(sight: Sight, style: Style) -> bool:
    rows = sight.rows.get("detections", [])
    if any(row.get("rotated_box") or opacity_of(row) < 1 for row in rows):
        return True
    if style.masks and (
        sight.rows.get("semantic_masks") or any(r["polygons"] or r["rle"] for r in rows)
    ):
        return True
    return bool(
        (style.keypoints and any(row["keypoints"] for row in rows))
        or (style.gazes and sight.rows.get("gazes"))
    )


def _box(
    planes: Sequence[Plane], edges: Rectangle, ink: tuple[int, int, int], thickness: int
) -> None:
    """Fill the four sides; a line lies half on each side of the edge, as OpenCV's."""
    out, into = thickness // 2, thickness - thickness // 2
    left, top, right, bottom = edges
    outer = left - out, top - out, right + out, bottom + out
    inner = left + into, top + into, right - into, bottom - into
    for plane, value, step in zip(planes, ink, (1, 2, 2), strict=True):
        x, y = slice(*_halved(outer[0], outer[2], step)), slice(*_halved(outer[1], outer[3], step))
        for from_edge, to_edge in ((outer[1], inner[1]), (inner[3], outer[3])):
            plane[slice(*_halved(from_edge, to_edge, step)), x] = value
        for from_edge, to_edge in ((outer[0], inner[0]), (inner[2], outer[2])):
            plane[y, slice(*_halved(from_edge, to_edge, step))] = value


def _halved(start: int, end: int, step: int) -> tuple[int, int]:
    """A span of pixels in a plane of half the size: every value that has a part in it."""
    return max(start // step, 0), max(-(-end // step), 0)


def _paste(planes: Sequence[Plane], grounds: Sequence[Plane], plate: Plate) -> None:
    """Lay a plate on the planes; its corner goes to the even pixel before it."""
    for plane, ground, step in zip(planes, grounds, (1, 2, 2), strict=True):
        x, y = plate.left // 2 * 2 // step, plate.top // 2 * 2 // step
        target = plane[max(y, 0) : y + ground.shape[0], max(x, 0) : x + ground.shape[1]]
        part = ground[max(-y, 0) :, max(-x, 0) :][: target.shape[0], : target.shape[1]]
        target[: part.shape[0], : part.shape[1]] = part


@functools.lru_cache(maxsize=4096)
def _ink(colour: Colour, matrix: int, full: bool) -> tuple[int, int, int]:
    luma, blue, red = _to_yuv(np.array([[colour]], np.uint8), matrix, full)[0, 0].tolist()
    return luma, blue, red


def _to_yuv(bgr: NDArray[np.uint8], matrix: int, full: bool) -> NDArray[np.uint8]:
    """Pixels as Y, U and V of 8 bits, shape (height, width, 3)."""
    red_weight, blue_weight = _WEIGHTS.get(matrix, _BT601)
    blue, green, red = (bgr[..., i] / 255 for i in range(3))
    luma = red_weight * red + (1 - red_weight - blue_weight) * green + blue_weight * blue
    first = (blue - luma) / (2 * (1 - blue_weight))
    second = (red - luma) / (2 * (1 - red_weight))
    scale, offset, chroma = (255, 0, 255) if full else (219, 16, 224)
    planes = [offset + scale * luma, 128 + chroma * first, 128 + chroma * second]
    return np.clip(np.round(np.stack(planes, axis=-1)), 0, 255).astype(np.uint8)
