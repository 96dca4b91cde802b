"""Model A against model B on the same video, without ground truth."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pyarrow as pa

from vidresults.analytics.comparison.alignment import alignments
from vidresults.analytics.comparison.moments import moment_rows
from vidresults.analytics.comparison.pairs import Outcomes, outcomes
from vidresults.analytics.comparison.schemas import BY
from vidresults.errors import SelectionError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vidresults.analytics.comparison.alignment import Alignment
    from vidresults.results import Source

IOU = 0.5
"""The least overlap of two boxes of one object, unless it is said."""


def compare(
    first: Source,
    second: Source | None = None,
    *,
    models: tuple[str, str] | None = None,
    iou: float = IOU,
    class_aware: bool = False,
    by: Literal["class", "frames", "moments"] = "class",
) -> pa.Table:
    """Hold two models of one video against each other.

    On every frame that both inferred, boxes are matched one to one so that the sum of their
    overlaps (IoU) is the largest there can be: first those of the same class, then the rest
    whatever their class. Frames that one alone inferred are counted and not compared: nothing is
    held against a model that did not look. Neither model is taken to be right.

    Args:
        first: The results that model A is in.
        second: Those that model B is in; None: `first`. Frames are the same where their numbers
            are, and their times must fit. Two results may both call their model the same.
        models: A and B; None where `first` has just two models, or each result just one.
        iou: The least overlap of a pair, above 0 and at most 1.
        class_aware: Whether boxes of different classes are never a pair.
        by: "class" gives a row for all classes together and one for each (`BY_CLASS`); "frames" one
            for each frame that either inferred (`BY_FRAME`); "moments" one for each stretch of
            neighbouring frames on which A or B saw what the other did not, or both saw different
            classes, the worst first (`MOMENTS`).

    Raises:
        SelectionError: A model is not there, or it is not clear which ones are meant.
        MatchError: The results are not of the same video.
    """
    if by not in BY:
        raise SelectionError(f"by={by!r} is not known; there is {', '.join(BY)}")
    if not 0 < iou <= 1:
        raise SelectionError(f"iou: found {iou!r}, expected a number above 0 and at most 1")
    rows: list[dict[str, Any]] = []
    for alignment in alignments(first, second, models):
        found = outcomes(alignment, iou=iou, class_aware=class_aware)
        make = {"class": _class_rows, "frames": _frame_rows, "moments": moment_rows}[by]
        who = {
            "source_id": alignment.first.source_id,
            "model_a": alignment.first.model,
            "other_source_id": alignment.second.source_id,
            "model_b": alignment.second.model,
        }
        rows += (who | row for row in make(alignment, found))
    return pa.Table.from_pylist(rows, schema=BY[by])


def _class_rows(alignment: Alignment, found: Outcomes) -> list[dict[str, Any]]:
    alone = {
        "frames": int(alignment.compared.sum()),
        "frames_a_alone": int((alignment.at[:, 1] < 0).sum()),
        "frames_b_alone": int((alignment.at[:, 0] < 0).sum()),
    }
    names = sorted({*found.class_a.tolist(), *found.class_b.tolist()} - {None})
    return [_class_row(found, name) | alone for name in (None, *names)]


def _class_row(found: Outcomes, name: str | None) -> dict[str, Any]:
    every = np.ones(len(found.kind), np.bool_)
    says_a, says_b = (
        every if name is None else np.asarray(classes == name, np.bool_)
        for classes in (found.class_a, found.class_b)
    )
    both, other = (found.kind == "both") & says_a, found.kind == "other_class"
    a_other, b_other = int((other & says_a).sum()), int((other & says_b).sum())
    numbers = {
        "both": int(both.sum()),
        "only_a": int(((found.kind == "only_a") & says_a).sum()),
        "only_b": int(((found.kind == "only_b") & says_b).sum()),
    }
    objects = sum(numbers.values()) + int((other & (says_a | says_b)).sum())
    return {
        "class_name": name,
        "boxes_a": numbers["both"] + numbers["only_a"] + a_other,
        "boxes_b": numbers["both"] + numbers["only_b"] + b_other,
        **numbers,
        "a_other_class": a_other,
        "b_other_class": b_other,
        "agreement": numbers["both"] / objects if objects else None,
        "mean_iou": _mean(found.iou[both]),
        "mean_confidence_difference": _mean(found.confidence_difference[both]),
    }


def _frame_rows(alignment: Alignment, found: Outcomes) -> list[dict[str, Any]]:
    size = len(alignment.frames)
    counts = {
        kind: np.bincount(found.frame[found.kind == kind], minlength=size).tolist()
        for kind in ("both", "only_a", "only_b", "other_class")
    }
    both = found.kind == "both"
    totals = np.bincount(found.frame[both], weights=found.iou[both], minlength=size)
    boxes = [
        np.bincount(anchors.sample, minlength=len(anchors.frames))
        for anchors in (alignment.first, alignment.second)
    ]
    rows = []
    for number, (a, b) in enumerate(alignment.at.tolist()):
        compared, seconds = a >= 0 and b >= 0, float(alignment.seconds[number])
        pairs = counts["both"][number]
        rows.append(
            {
                "frame_index": int(alignment.frames[number]),
                "time_seconds": None if np.isnan(seconds) else seconds,
                "clock": alignment.clocks[number],
                "boxes_a": int(boxes[0][a]) if a >= 0 else None,
                "boxes_b": int(boxes[1][b]) if b >= 0 else None,
                **{kind: many[number] if compared else None for kind, many in counts.items()},
                "mean_iou": float(totals[number]) / pairs if pairs else None,
            }
        )
    return rows


def _mean(values: NDArray[np.float64]) -> float | None:
    """The mean of those that are known."""
    known = values[~np.isnan(values)]
    return float(known.mean()) if len(known) else None
