"""Masks: outlines, run lengths and labelled frames, blended over the picture in one go."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np

from vidresults import geometry
from vidresults.errors import MatchError
from vidresults.matching import colour_key, scale_to_video
from vidresults.render.colours import opacity_of, row_colour

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vidresults.render.scene import Row, Sight
    from vidresults.render.style import Colour, Style

# OpenCV takes points as whole numbers; these many bits of them are the fraction of a pixel.
_FRACTION_BITS = 4
_FARTHEST = 32_000  # pixels; what is farther out is not to be seen, and would overflow
_BACKGROUND = "background"


def blend_masks(picture: NDArray[np.uint8], sights: Iterable[Sight], style: Style) -> None:
    """Blend every mask over the picture; where several meet, the last one's colour stands.

    Raises:
        MatchError: A mask cannot be read, or has another aspect ratio than the picture.
    """
    overlay: NDArray[np.uint8] | None = None
    for sight in sights:
        for row in sight.rows.get("semantic_masks", []):
            overlay = picture.copy() if overlay is None else overlay
            _fill_labels(overlay, row, style)
        for row in sight.rows.get("detections", []):
            if (not row["polygons"] and row["rle"] is None) or opacity_of(row) == 0:
                continue
            overlay = picture.copy() if overlay is None else overlay
            colour = row_colour(row, sight, style)
            _fill_detection(overlay, row, sight.scale, colour)
    if overlay is not None:
        opacity = style.mask_opacity
        cv2.addWeighted(overlay, opacity, picture, 1 - opacity, 0, dst=picture)


def dense_mask(row: Row, scale: tuple[float, float], size: tuple[int, int]) -> NDArray[np.bool_]:
    """The mask of one detection, shape (height, width); empty where it has none.

    Raises:
        MatchError: The mask cannot be read, or has another aspect ratio than the picture.
    """
    canvas = np.zeros((size[1], size[0], 3), np.uint8)
    _fill_detection(canvas, row, scale, (255, 255, 255))
    return canvas[..., 0] > 127  # noqa: PLR2004 - the middle of a byte


def labels_of(row: Row) -> NDArray[np.uint8]:
    """The class of each pixel of a labelled frame, shape (height, width).

    Raises:
        MatchError: It cannot be read.
    """
    data = np.frombuffer(row["mask_png"], np.uint8)
    labels: Any = cv2.imdecode(data, cv2.IMREAD_GRAYSCALE)
    if labels is None:
        raise MatchError("the mask of a labelled frame is no PNG picture that can be read")
    return np.asarray(labels, np.uint8)


def _fill_detection(
    overlay: NDArray[np.uint8], row: Row, scale: tuple[float, float], colour: Colour
) -> None:
    for ring in row["polygons"] or ():
        points = np.array([(p["x"], p["y"]) for p in ring], np.float64).reshape(-1, 2)
        near = np.clip(points * scale, -_FARTHEST, _FARTHEST)
        fixed = np.round(near * (1 << _FRACTION_BITS)).astype(np.int32)
        if len(fixed):
            cv2.fillPoly(overlay, [fixed], colour, cv2.LINE_AA, _FRACTION_BITS)
    if row["rle"] is not None:
        rle = row["rle"]
        try:
            mask = geometry.mask_from_rle(rle["counts"], rle["height"], rle["width"])
        except ValueError as error:
            raise MatchError(f"a mask cannot be drawn: {error}") from None
        overlay[_fitted(mask, overlay) > 0] = colour


def _fill_labels(overlay: NDArray[np.uint8], row: Row, style: Style) -> None:
    """Colour a labelled frame by class; what is called background keeps the picture."""
    fitted = _fitted(labels_of(row), overlay)
    for item in row["class_map"]:
        if item["class_name"].casefold() != _BACKGROUND:
            colour = style.colour(colour_key(item["class_id"], item["class_name"]))
            overlay[fitted == item["class_id"]] = colour


def _fitted(mask: NDArray[np.uint8], overlay: NDArray[np.uint8]) -> NDArray[np.uint8]:
    height, width = overlay.shape[:2]
    if mask.shape == (height, width):
        return mask
    scale_to_video((mask.shape[1], mask.shape[0]), (width, height))
    resized = cv2.resize(mask, (width, height), interpolation=cv2.INTER_NEAREST)
    return np.asarray(resized, np.uint8)
