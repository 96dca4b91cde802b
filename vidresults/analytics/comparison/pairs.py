"""What became of every box of two models: a pair, or alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from vidresults.analytics.comparison.assignment import assign

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vidresults.analytics.comparison.alignment import Alignment


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Outcomes:
    """Pairs and lone boxes on the compared frames, each in the order of the frames.

    Attributes:
        frame: Position of each row's frame in the alignment, ascending, shape (n,).
        kind: both, other_class (a pair of two classes), only_a or only_b, shape (n,).
        class_a: The class that A says, None in rows of B alone, shape (n,).
        class_b: The class that B says, None in rows of A alone, shape (n,).
        iou: Overlap of a pair, NaN for a lone box, shape (n,).
        confidence_difference: That of A less that of B, NaN where unknown, shape (n,).
    """

    frame: NDArray[np.int64]
    kind: NDArray[np.str_]
    class_a: NDArray[np.object_]
    class_b: NDArray[np.object_]
    iou: NDArray[np.float64]
    confidence_difference: NDArray[np.float64]


def outcomes(alignment: Alignment, *, iou: float, class_aware: bool) -> Outcomes:
    """Match the boxes of every frame that both models inferred."""
    first, second = alignment.first, alignment.second
    bounds = [
        np.searchsorted(anchors.sample, np.arange(len(anchors.frames) + 1))
        for anchors in (first, second)
    ]
    rows: list[tuple[int, int, int, float]] = []
    for frame in np.flatnonzero(alignment.compared).tolist():
        ours, theirs = (
            range(*side[at : at + 2].tolist())
            for side, at in zip(bounds, alignment.at[frame].tolist(), strict=True)
        )
        boxes = first.boxes[ours.start : ours.stop], second.boxes[theirs.start : theirs.stop]
        names = (
            first.class_names[ours.start : ours.stop],
            second.class_names[theirs.start : theirs.stop],
        )
        pairs = assign(*boxes, names, iou=iou, class_aware=class_aware)
        rows += ((frame, ours[a], theirs[b], overlap) for a, b, overlap in pairs)
        rows += ((frame, ours[a], -1, np.nan) for a in _rest(len(ours), [p[0] for p in pairs]))
        rows += ((frame, -1, theirs[b], np.nan) for b in _rest(len(theirs), [p[1] for p in pairs]))
    return _outcomes(alignment, rows)


def _rest(count: int, taken: Sequence[int]) -> list[int]:
    return sorted(set(range(count)) - set(taken))


def _outcomes(alignment: Alignment, rows: list[tuple[int, int, int, float]]) -> Outcomes:
    first, second = alignment.first, alignment.second
    frames, ours, theirs, overlaps = zip(*rows, strict=True) if rows else ((), (), (), ())
    a, b = np.array(ours, np.int64), np.array(theirs, np.int64)
    class_a, class_b = np.full(len(rows), None, np.object_), np.full(len(rows), None, np.object_)
    class_a[a >= 0] = np.array(first.class_names, np.object_)[a[a >= 0]]
    class_b[b >= 0] = np.array(second.class_names, np.object_)[b[b >= 0]]
    pair = (a >= 0) & (b >= 0)
    difference = np.full(len(rows), np.nan)
    difference[pair] = first.confidences[a[pair]] - second.confidences[b[pair]]
    same = np.asarray(class_a == class_b, np.bool_)
    kinds = [b < 0, a < 0, same]
    return Outcomes(
        frame=np.array(frames, np.int64),
        kind=np.select(kinds, ["only_a", "only_b", "both"], "other_class"),
        class_a=class_a,
        class_b=class_b,
        iou=np.array(overlaps, np.float64),
        confidence_difference=difference,
    )
