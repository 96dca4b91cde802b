"""Boxes, polygons and run-length masks as arrays; numpy only.

Run lengths follow COCO (pycocotools maskApi.c): column by column, beginning with the run of
zeros; as text every run is the difference to the run before the last one, in groups of five bits
with the lowest first, each group a character from "0" on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

_FIRST_CHARACTER = 48
_FIRST_DIFFERENCE = 3
_MORE, _SIGN, _BITS = 0x20, 0x10, 0x1F
_LONGEST = 2**32 - 1
_FARTHEST = 1e9  # pixels: the squares of what stands farther out may be no numbers


def compress_runs(runs: Iterable[int]) -> str:
    """Write run lengths as COCO's compressed text."""
    text = bytearray()
    earlier = [0, 0]
    for position, run in enumerate(runs):
        value = run - earlier[0] if position >= _FIRST_DIFFERENCE else run
        earlier = [earlier[1], run]
        more = True
        while more:
            group = value & _BITS
            value >>= 5
            more = value != -1 if group & _SIGN else value != 0
            text.append((group | _MORE if more else group) + _FIRST_CHARACTER)
    return text.decode("ascii")


def expand_runs(counts: str) -> NDArray[np.int64]:
    """Read COCO's compressed text as run lengths.

    Raises:
        ValueError: A character is not of the code, or a run does not end, is negative or is
            longer than any mask.
    """
    runs: list[int] = []
    value = shift = 0
    for character in counts.encode():
        group = character - _FIRST_CHARACTER
        if not 0 <= group <= _MORE | _BITS:
            raise ValueError("run lengths are damaged")
        value |= (group & _BITS) << shift
        shift += 5
        if group & _MORE:
            continue
        if group & _SIGN:
            value -= 1 << shift
        if len(runs) >= _FIRST_DIFFERENCE:
            value += runs[-2]
        runs.append(value)
        value = shift = 0
    if shift or any(not 0 <= run <= _LONGEST for run in runs):
        raise ValueError("run lengths are damaged")
    return np.asarray(runs, dtype=np.int64)


def mask_from_rle(counts: str, height: int, width: int) -> NDArray[np.uint8]:
    """Draw run lengths as a mask of 0 and 1, shape (height, width).

    Raises:
        ValueError: The runs do not fill the mask exactly.
    """
    runs = expand_runs(counts)
    if int(runs.sum()) != height * width:
        raise ValueError(f"runs fill {int(runs.sum())} pixels, expected {height} x {width}")
    values = np.arange(len(runs), dtype=np.uint8) & 1
    return np.repeat(values, runs).reshape((height, width), order="F")


def rle_from_mask(mask: NDArray[Any]) -> str:
    """Write a mask, shape (height, width), as COCO's compressed text; not 0 is set."""
    pixels = np.asarray(mask, dtype=bool).ravel(order="F")
    changes = np.flatnonzero(pixels[1:] != pixels[:-1]) + 1
    start = [0] if len(pixels) and pixels[0] else []
    runs = np.diff(np.concatenate([[0], changes, [len(pixels)]]))
    return compress_runs([*start, *runs.tolist()])


def enlarge(mask: NDArray[np.uint8], height: int, width: int) -> NDArray[np.uint8]:
    """The mask at another size: each pixel has the value of the cell that its middle lies in."""
    if not mask.size:
        return np.zeros((height, width), np.uint8)
    rows = ((np.arange(height) + 0.5) * mask.shape[0] / height).astype(np.int64)
    columns = ((np.arange(width) + 0.5) * mask.shape[1] / width).astype(np.int64)
    enlarged: NDArray[np.uint8] = mask[np.ix_(rows, columns)]
    return enlarged


def same_aspect(first: tuple[int, int], second: tuple[int, int]) -> bool:
    """Whether two sizes (width, height) are one picture scaled, up to rounding to whole pixels.

    1920x1080 scaled to a height of 360 or 480 is off by less than one pixel in its width.
    """
    (width, height), (other_width, other_height) = first, second
    x, y = other_width / width, other_height / height
    return abs(x * height - other_height) <= max(1, x) or abs(y * width - other_width) <= max(1, y)


def corners(
    x_center: NDArray[np.float64],
    y_center: NDArray[np.float64],
    width: NDArray[np.float64],
    height: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Corners of boxes given by centre and size, shape (n, 4): x_min, y_min, x_max, y_max."""
    return np.stack(
        [
            x_center - width / 2,
            y_center - height / 2,
            x_center + width / 2,
            y_center + height / 2,
        ],
        axis=1,
    )


def rotated_corners(box: Mapping[str, float]) -> NDArray[np.float64]:
    """Corners of a rotated box, shape (4, 2); clockwise as seen, from the upper left one.

    Args:
        box: x_center, y_center, width, height in pixels and angle_degrees, clockwise as seen from
            the x axis to the side that `width` measures.
    """
    turn = np.deg2rad(box["angle_degrees"])
    along = np.array([np.cos(turn), np.sin(turn)]) * box["width"] / 2
    across = np.array([-np.sin(turn), np.cos(turn)]) * box["height"] / 2
    centre = np.array([box["x_center"], box["y_center"]])
    signs = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]])
    found: NDArray[np.float64] = centre + signs[:, :1] * along + signs[:, 1:] * across
    return found


def inside_rings(
    rings: Iterable[NDArray[np.float64]], points: NDArray[np.float64]
) -> NDArray[np.bool_]:
    """Tell which points lie in an area, by the even-odd rule.

    As with pixels, left and upper edges belong to it, right and lower ones do not: of two areas
    that share an edge, each point on it is in exactly one.

    Args:
        rings: Its outlines and holes, not closed, each of shape (m, 2).
        points: Shape (n, 2).

    Returns:
        Shape (n,).
    """
    x, y = np.clip(points, -_FARTHEST, _FARTHEST).T
    odd = np.zeros(len(points), np.bool_)
    for ring in rings:
        for first, second in zip(ring, np.roll(ring, -1, axis=0), strict=True):
            # From top to bottom whichever way the ring runs, so that both neighbours of an edge
            # compute the same.
            (x_up, y_up), (x_low, y_low) = sorted((first, second), key=lambda p: (p[1], p[0]))
            beside = (y_up <= y) & (y < y_low)
            to_its_left = (x_low - x_up) * (y - y_up) > (x - x_up) * (y_low - y_up)
            odd ^= beside & to_its_left
    return odd
