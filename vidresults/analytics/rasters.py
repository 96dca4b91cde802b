"""Outlines as the pixels that pycocotools counts for them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from pycocotools import mask as coco_mask

FEWEST_POINTS: Final = 3
"""An outline of fewer points covers no pixel."""


def near(ring: list[float], width: int, height: int) -> list[float]:
    """A flat ring with far points drawn nearer: pycocotools walks every pixel of an edge."""
    limits = (2 * width, 2 * height)
    return [min(max(v, -limits[i % 2]), 2 * limits[i % 2]) for i, v in enumerate(ring)]


def empty_rle(width: int, height: int) -> dict[str, Any]:
    """A mask without any pixel, as compressed run lengths."""
    rle = coco_mask.frPyObjects({"size": [height, width], "counts": [height * width]},
                                height, width)  # fmt: skip
    return {**rle, "counts": rle["counts"].decode()}


def rle_of_rings(rings: Sequence[list[float]], width: int, height: int) -> dict[str, Any]:
    """The mask of flat rings, the union of all of them, as compressed run lengths."""
    known = [near(ring, width, height) for ring in rings if len(ring) >= 2 * FEWEST_POINTS]
    if not known:
        return empty_rle(width, height)
    merged = coco_mask.merge(coco_mask.frPyObjects(known, height, width))
    return {**merged, "counts": merged["counts"].decode()}
