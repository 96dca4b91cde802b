"""Boxes as edges, clipped to their picture, for formats that cannot hold what lies outside."""

from __future__ import annotations

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
