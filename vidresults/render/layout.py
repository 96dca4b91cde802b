"""Where labels go: inside the picture, and beside each other where there is room."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

Rectangle = tuple[int, int, int, int]
"""Left, top, right and bottom edge in pixels; right and bottom are not part of it."""

_Rectangles = NDArray[np.int32]

# Where else a label may stand, in its own widths and heights from its box, nearest first.
_NEAR: Final = np.array(
    sorted(
        ((x, y) for x in range(-2, 3) for y in range(-5, 6)),
        key=lambda at: (abs(at[0]) + abs(at[1]), at),
    ),
    np.int32,
)


def place_labels(
    boxes: Sequence[Rectangle],
    sizes: Sequence[tuple[int, int]],
    picture: tuple[int, int],
    taken: Sequence[Rectangle] = (),
) -> list[tuple[int, int]]:
    """A place for each label: above its box, else below, inside, right, left, else near.

    The first place that is free wins; where the one above is not, one that leaves the labels to
    come their first places is preferred. Where no place is free, it is the one with the smallest
    overlap. The same input gives the same places.

    Args:
        boxes: The box of each label.
        sizes: Width and height of each label; not larger than the picture.
        picture: Width and height of the picture.
        taken: What labels are not to cover.

    Returns:
        Left and top edge of each label, always inside the picture.
    """
    # A sample is shown on many frames, and its labels stay where they are.
    return list(_placed(tuple(boxes), tuple(sizes), picture, tuple(taken)))


@functools.lru_cache(maxsize=8)
def _placed(
    boxes: tuple[Rectangle, ...],
    sizes: tuple[tuple[int, int], ...],
    picture: tuple[int, int],
    taken: tuple[Rectangle, ...],
) -> list[tuple[int, int]]:
    if not boxes:
        return []
    edges, extents = np.array(boxes, np.int32), np.array(sizes, np.int32)
    choices = _choices(edges, extents, picture)
    first = choices[:, 0]
    placed = np.empty((len(taken) + len(boxes), 4), np.int32)
    placed[: len(taken)] = np.array(taken, np.int32).reshape(-1, 4)
    count = len(taken)
    for number, mine in enumerate(choices):
        there = placed[:count]
        place = mine[0]
        if _is_covered(place, there):
            place = _other_place(mine[1:], there, first[number + 1 :])
            if place is None:
                near = _near(edges[number], extents[number], picture)
                place = near[np.argmin(_overlaps(near, there))]
        placed[count] = place
        count += 1
    return [(left, top) for left, top, _, _ in placed[len(taken) :].tolist()]


def _other_place(
    mine: _Rectangles, there: _Rectangles, later: _Rectangles
) -> NDArray[np.int32] | None:
    """The first place that is free, if possible one that no later label wants; else None."""
    free = _overlaps(mine, there) == 0
    if not free.any():
        return None
    polite = free & (_overlaps(mine, later) == 0)
    return np.asarray(mine[np.argmax(polite if polite.any() else free)], np.int32)


def _choices(boxes: _Rectangles, sizes: _Rectangles, picture: tuple[int, int]) -> _Rectangles:
    """The places beside every box in order of preference, shape (labels, places, 4)."""
    left, top, right, bottom = boxes.T
    width, height = sizes.T
    places = [
        (left, np.where(top >= height, top - height, top)),  # above; inside under the edge
        (left, bottom),  # below
        (left, top),  # inside
        (right, top),  # to the right
        (left - width, top),  # to the left
        (right - width, top - height),
        (right - width, bottom),
        (left, bottom - height),
        (right, bottom - height),
        (left - width, bottom - height),
    ]
    corners = np.array(places, np.int32).transpose(2, 0, 1)
    return _within(corners, sizes[:, None], picture)


def _near(box: NDArray[np.int32], size: NDArray[np.int32], picture: tuple[int, int]) -> _Rectangles:
    """Places around a box, nearest first, shape (places, 4)."""
    return _within(box[:2] + _NEAR * size, size, picture)


def _within(corners: _Rectangles, sizes: _Rectangles, picture: tuple[int, int]) -> _Rectangles:
    """Rectangles at these left and top edges, pushed into the picture."""
    room = np.maximum(np.array(picture, np.int32) - sizes, 0)
    inside = np.minimum(np.maximum(corners, 0), room)
    return np.concatenate([inside, inside + sizes], axis=-1)


def _is_covered(place: NDArray[np.int32], others: _Rectangles) -> bool:
    left, top, right, bottom = place.tolist()
    hit = (others[:, 0] < right) & (others[:, 2] > left)
    return bool((hit & (others[:, 1] < bottom) & (others[:, 3] > top)).any())


def _overlaps(mine: _Rectangles, others: _Rectangles) -> NDArray[np.int32]:
    """How many pixels each of my places shares with all the others, shape (places,)."""
    wide = np.minimum(mine[:, 2:3], others[:, 2]) - np.maximum(mine[:, 0:1], others[:, 0])
    high = np.minimum(mine[:, 3:], others[:, 3]) - np.maximum(mine[:, 1:2], others[:, 1])
    return np.asarray((np.maximum(wide, 0) * np.maximum(high, 0)).sum(axis=1), np.int32)
