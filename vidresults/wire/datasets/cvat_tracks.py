"""A CVAT track between the shapes that it lists, as CVAT itself fills it in."""

from __future__ import annotations

import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vidresults.wire.datasets.cvat_shapes import Shape

_HALF_TURN, _TURN = 180, 360


@dataclass(slots=True)
class Tally:
    """What could not be filled in as CVAT does.

    Attributes:
        held: How many outlines between two keyframes stand as on the first of them.
    """

    held: int = 0

    def remarks(self) -> list[str]:
        """As lines for a person."""
        if not self.held:
            return []
        return [
            f"{self.held} outlines between two keyframes have other numbers of points on them: held"
        ]


def shapes_on(shapes: Sequence[Shape], frames: range, tally: Tally) -> Iterator[Shape]:
    """The shape of a track on each of the frames on which it is.

    Boxes, points, skeletons and outlines with equally many points go linearly from one shape to
    the next, also to one that is outside, and turn the shorter way; masks stay. After the last
    shape it stays as it was, until the end.

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
    if first.kind != second.kind or first.kind == "mask":
        return replace(first, frame=frame, keyframe=False)
    if len(first.numbers) != len(second.numbers):
        tally.held += 1
        return replace(first, frame=frame, keyframe=False)
    share = (frame - first.frame) / (second.frame - first.frame)
    turn = (second.rotation - first.rotation + _HALF_TURN) % _TURN - _HALF_TURN
    return replace(
        first,
        frame=frame,
        keyframe=False,
        numbers=first.numbers + (second.numbers - first.numbers) * share,
        rotation=(first.rotation + turn * share) % _TURN,
    )
