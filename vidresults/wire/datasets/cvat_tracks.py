"""A CVAT track between the shapes that it lists, filled in as CVAT does, outlines nearly so."""

from __future__ import annotations

import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from vidresults.wire.datasets.cvat_shapes import Shape

_HALF_TURN, _TURN = 180, 360
_ONE_POINT = 2  # numbers


@dataclass(slots=True)
class Tally:
    """What could not be filled in as CVAT does.

    Attributes:
        held: How many outlines between two keyframes stand as on the first of them.
        paired: How many went point by point, where CVAT pairs points along the outline.
    """

    held: int = 0
    paired: int = 0

    def remarks(self) -> list[str]:
        """As lines for a person."""
        words = {
            f"{self.held} outlines between two keyframes have other numbers of points on them: "
            "held": self.held,
            f"{self.paired} outlines between two keyframes go point by point; CVAT pairs points "
            "along the outline": self.paired,
        }
        return [text for text, count in words.items() if count]


def shapes_on(shapes: Sequence[Shape], frames: range, tally: Tally) -> Iterator[Shape]:
    """The shape of a track on each of the frames on which it is.

    Boxes, single points, skeletons and outlines with equally many points go linearly from one
    shape to the next, also to one that is outside, and turn the shorter way; masks and several
    points stay. After the last shape it stays as it was, until the end.

    Args:
        shapes: By frame.
        frames: Those of the task.
        tally: Gets what could not be filled in.
    """
    numbers = [shape.frame for shape in shapes]
    for frame in frames if shapes else ():
        at = bisect.bisect_right(numbers, frame) - 1
        if at < 0 or shapes[at].outside:
            continue
        shape = shapes[at]
        if shape.frame == frame:
            yield shape
        elif at + 1 == len(shapes):
            yield replace(shape, frame=frame, keyframe=False)
        else:
            yield _between(shape, shapes[at + 1], frame, tally)


def _between(first: Shape, second: Shape, frame: int, tally: Tally) -> Shape:
    ends = _ends(first, second)
    outline = first.kind in ("polygon", "polyline")
    if ends is None:
        tally.held += outline
        return replace(first, frame=frame, keyframe=False)
    tally.paired += outline
    share = (frame - first.frame) / (second.frame - first.frame)
    turn = (second.rotation - first.rotation + _HALF_TURN) % _TURN - _HALF_TURN
    return replace(
        first,
        frame=frame,
        keyframe=False,
        numbers=first.numbers + (ends - first.numbers) * share,
        rotation=(first.rotation + turn * share) % _TURN,
    )


def _ends(first: Shape, second: Shape) -> NDArray[np.float64] | None:
    """Where the numbers of the first shape go; None where they stay."""
    if first.kind != second.kind or first.kind == "mask":
        return None
    if first.kind == "skeleton":
        ends = first.numbers.reshape(-1, 2).copy()
        for at, name in enumerate(first.names):
            if name in second.names:
                ends[at] = second.numbers.reshape(-1, 2)[second.names.index(name)]
        return ends.ravel()
    several = first.kind == "points" and len(first.numbers) > _ONE_POINT
    same = len(first.numbers) == len(second.numbers)
    return second.numbers if same and not several else None
