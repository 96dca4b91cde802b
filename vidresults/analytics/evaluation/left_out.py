"""What an evaluation leaves out, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from vidresults.analytics.evaluation.alignment import Alignment, Side
    from vidresults.analytics.evaluation.shapes import Shapes


def nothing_common(model: str, pairs: Iterable[tuple[Side, Side, Alignment]]) -> str:
    """Why no frame of a model has truth."""
    for own, side, found in pairs:
        if found.by == "frame":
            spans = [_span(s.frames) for s in (own, side)]
            return (
                f"{model}: frames {spans[0]} of the results and {spans[1]} of the truth have none "
                "in common"
            )
        spans = [_span(s.seconds[found.by]) for s in (own, side)]
        return (
            f"{model}: times {spans[0]} s of the results and {spans[1]} s of the truth lie more "
            "than half an interval apart (align='frame' compares frame numbers)"
        )
    return f"{model}: no frame of it has truth"


def _span(values: NDArray[np.generic]) -> str:
    return f"{values.min():g} to {values.max():g}" if len(values) else "(none)"


def left_out(
    model: str, counts: Sequence[Mapping[str, int]], shapes: Shapes, alone: Sequence[str]
) -> list[str]:
    """What was left out, one line each.

    Args:
        model: The model.
        counts: How many frames were left out of each source, by name.
        shapes: What became of the rows.
        alone: Sources without truth.
    """
    notes = []
    words = {
        "samples_without_truth": "samples have no truth: left out",
        "samples_not_inferred": "frames were not inferred or failed: left out",
        "truth_frames_without_sample": "frames of the truth have no sample: left out",
    }
    for name, text in words.items():
        count = sum(found[name] for found in counts)
        if count:
            notes.append(f"{model}: {count} {text}")
    if alone:
        notes.append(f"{model}: sources without truth: {', '.join(alone)}")
    if shapes.other:
        known = ", ".join(f"{name} ({count})" for name, count in sorted(shapes.other.items()))
        notes.append(f"{model}: detections of classes that the truth does not know: {known}")
    for side, count in shapes.shapeless.items():
        if count:
            what = "keypoints" if shapes.iou == "keypoints" else "mask"
            notes.append(f"{model}: {count} boxes of the {side} have no {what}: left out")
    return notes
