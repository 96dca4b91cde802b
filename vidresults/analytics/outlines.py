"""Masks as outlines along the edges of their pixels, which every rasteriser fills alike.

Outlines through the middles of pixels, as OpenCV finds them, lose half a pixel on each side.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

_Vertex = tuple[int, int]
_RIGHT, _DOWN, _LEFT, _UP = range(4)  # each is the one before it, turned to the right
_PIXEL_BESIDE = {_RIGHT: (0, 0), _DOWN: (-1, 0), _LEFT: (-1, -1), _UP: (0, -1)}


def outlines_of_mask(mask: NDArray[Any]) -> list[list[float]]:
    """Trace the edges of the pixels that are set.

    Pixels that touch at a corner alone are parts of their own. A part's holes are joined to its
    outline by bridges that run there and back, which an even-odd fill does not see.

    Args:
        mask: Shape (height, width); not 0 is set.

    Returns:
        A flat ring `[x1, y1, x2, y2, ...]` for each part, in pixels, not closed; none where
        nothing is set.
    """
    from scipy.ndimage import label

    pixels = np.asarray(mask, dtype=bool)
    parts, count = label(pixels)
    outer: list[list[_Vertex]] = [[] for _ in range(count)]
    holes: list[list[list[_Vertex]]] = [[] for _ in range(count)]
    for ring, (x, y) in _rings(pixels):
        part = int(parts[y, x]) - 1
        if _runs_to_the_right(ring):
            outer[part] = ring
        else:
            holes[part].append(ring)
    return [
        [float(value) for vertex in _joined(ring, inner) for value in vertex]
        for ring, inner in zip(outer, holes, strict=True)
    ]


def _rings(pixels: NDArray[np.bool_]) -> Iterator[tuple[list[_Vertex], _Vertex]]:
    """Rings with the set pixels on their right, each with one of these pixels (x, y)."""
    runs = _runs(pixels)
    while runs:
        (vertex, direction), end = runs.popitem()
        x, y = _PIXEL_BESIDE[direction]
        beside = (vertex[0] + x, vertex[1] + y)
        ring = [vertex]
        while end != ring[0] or (end, (direction + 1) % 4) in runs:
            ring.append(end)
            # To the right first: where two pixels touch at a corner, each keeps its own outline.
            turn = (
                (direction + 1) % 4 if (end, (direction + 1) % 4) in runs else (direction - 1) % 4
            )
            direction, end = turn, runs.pop((end, turn))
        yield ring, beside


def _runs(pixels: NDArray[np.bool_]) -> dict[tuple[_Vertex, int], _Vertex]:
    """The straight edges of the set pixels: from where and in which direction, to where."""
    padded = np.pad(pixels.astype(np.int8), 1)
    runs: dict[tuple[_Vertex, int], _Vertex] = {}
    for row, first, last, sign in _stretches(np.diff(padded, axis=0)[:, 1:-1]):
        if sign > 0:
            runs[(first, row), _RIGHT] = (last, row)
        else:
            runs[(last, row), _LEFT] = (first, row)
    for column, first, last, sign in _stretches(np.diff(padded, axis=1)[1:-1].T):
        if sign > 0:
            runs[(column, last), _UP] = (column, first)
        else:
            runs[(column, first), _DOWN] = (column, last)
    return runs


def _stretches(steps: NDArray[np.int8]) -> list[list[int]]:
    """Line, beginning, end and sign of the stretches of equal steps up or down in each line."""
    lines = np.pad(steps, ((0, 0), (1, 1)))
    change = lines[:, 1:] != lines[:, :-1]
    begin, end = change & (lines[:, 1:] != 0), change & (lines[:, :-1] != 0)
    line, first = np.nonzero(begin)
    last = np.nonzero(end)[1]
    found: list[list[int]] = np.stack([line, first, last, steps[line, first]], axis=1).tolist()
    return found


def _runs_to_the_right(ring: list[_Vertex]) -> bool:
    following = [*ring[1:], ring[0]]
    return sum(x * b - a * y for (x, y), (a, b) in zip(ring, following, strict=True)) > 0


def _joined(ring: list[_Vertex], holes: list[list[_Vertex]]) -> list[_Vertex]:
    """One ring of all: from the nearest vertex a bridge leads to each hole and back."""
    for hole in holes:
        away = np.abs(np.asarray(ring) - hole[0]).sum(axis=1)
        at = int(away.argmin())
        ring = [*ring[: at + 1], *hole, hole[0], *ring[at:]]
    return ring
