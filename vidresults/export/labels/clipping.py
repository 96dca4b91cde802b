"""Boxes as edges, clipped to their picture, for formats that cannot hold what lies outside."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

Edges = tuple[float, float, float, float]
"""Left, top, right and bottom in pixels."""


def edges_of(row: dict[str, Any]) -> Edges:
    """The edges of a detection's box."""
    x, y, half_width, half_height = (
        row["x_center"], row["y_center"], row["width"] / 2, row["height"] / 2,
    )  # fmt: skip
    return x - half_width, y - half_height, x + half_width, y + half_height


def clip(edges: Edges, size: tuple[int, int]) -> Edges:
    """The edges, none of them outside a picture of (width, height) pixels."""
    (left, top, right, bottom), (width, height) = edges, size
    return (
        min(max(left, 0), width),
        min(max(top, 0), height),
        min(max(right, 0), width),
        min(max(bottom, 0), height),
    )


def pixel_span(low: float, high: float) -> tuple[int, int]:
    """The pixels between two edges, from the first one to before the second number.

    Edges are rounded to the nearest border between pixels; it is one pixel at least.
    """
    begin, end = math.floor(low + 0.5), math.floor(high + 0.5)
    if end <= begin:  # narrower than a pixel: the one that its beginning lies in
        begin = math.floor(low)
        end = begin + 1
    return begin, end


@dataclass(slots=True)
class Clipped:
    """Clips boxes to their pictures and counts what had to be changed."""

    clipped: int = field(default=0, init=False)
    dropped: int = field(default=0, init=False)

    def inside(self, row: dict[str, Any], image: dict[str, Any]) -> Edges | None:
        """The edges of a detection's box on its picture; None where it has no area there."""
        edges = edges_of(row)
        left, top, right, bottom = inside = clip(edges, (image["width"], image["height"]))
        if left >= right or top >= bottom:
            self.dropped += 1
            return None
        self.clipped += inside != edges
        return inside

    def notes(self) -> list[str]:
        """What was changed, with numbers."""
        counts = {
            f"{self.clipped} boxes were clipped to their pictures": self.clipped,
            f"{self.dropped} boxes without area on their pictures are left out": self.dropped,
        }
        return [text for text, count in counts.items() if count]
