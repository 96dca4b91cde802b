"""evaluate(results, truth): how well models find what is there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa

from vidresults.analytics.evaluation.comparison import Compared, Comparison, Rules, compare
from vidresults.analytics.evaluation.judging import Judge, Rows
from vidresults.analytics.evaluation.shapes import IOUS, Iou
from vidresults.analytics.evaluation.tables import CONFUSION, EVALUATION, PRECISION_RECALL
from vidresults.errors import SelectionError

if TYPE_CHECKING:
    from vidresults.analytics.evaluation.alignment import Align
    from vidresults.results import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """How results compare with the truth.

    Attributes:
        evaluation: A row for each source, model, class and measure.
        precision_recall: A row for each point of each class's curves.
        confusion: A row for each pair of classes that was counted.
        notes: What was left out, one line each.
    """

    evaluation: pa.Table
    precision_recall: pa.Table
    confusion: pa.Table
    notes: tuple[str, ...]


def evaluate(
    results: Source,
    truth: Source,
    *,
    iou: Iou = "box",
    models: str | Sequence[str] | None = None,
    truth_model: str | None = None,
    classes: Sequence[str] | None = None,
    class_map: Mapping[str, str] | None = None,
    align: Align = "auto",
    threshold: float = 0.5,
    min_confidence: float = 0.25,
    sigmas: Mapping[str, float] | None = None,
) -> Evaluation:
    """Hold results against ground truth.

    Samples belong to the nearest frame of the truth in time, at most half an interval away, else
    to the frame of the same number. Samples without truth and frames that were not inferred are
    left out and counted: they are no misses. Classes are the same where their names are.

    Args:
        results: What models found.
        truth: What is there: an imported dataset, or any other result.
        iou: What is compared: "box", "mask", or "keypoints" (OKS).
        models: The models to evaluate; None for all.
        truth_model: The model that is the truth, where `truth` holds several.
        classes: The classes of the truth to evaluate; None for all.
        class_map: Names of the results' classes that mean one of the truth's.
        align: "time", "frame", or "auto" for time where it is known.
        threshold: From which overlap on a detection and a truth are one in the confusion matrix.
        min_confidence: Detections under it are left out of the confusion matrix, and of precision,
            recall and F1.
        sigmas: How far each keypoint may lie off, by name; COCO's where they are not given.

    Raises:
        MatchError: Results and truth have nothing in common, or cannot be compared.
        SelectionError: A model, class or choice is not known, or the truth holds several models.
    """
    if iou not in IOUS:
        raise SelectionError(f"iou={iou!r} is not known; there is {', '.join(IOUS)}")
    if not (0 < threshold <= 1 and 0 <= min_confidence <= 1):
        raise SelectionError(
            f"threshold is {threshold} and min_confidence {min_confidence}, expected shares from 0 "
            "to 1, and a threshold above 0"
        )
    rules = Rules(
        iou=iou,
        align=align,
        class_map=class_map or {},
        classes=classes,
        truth_model=truth_model,
        sigmas=sigmas,
    )
    mot = "mot" in truth.facts.documents["kind"].to_pylist()
    rows = Rows()
    for comparison in compare(results, truth, _models(results, models), rules):
        judge = Judge(
            comparison, iou=iou, threshold=threshold, min_confidence=min_confidence, mot=mot
        )
        rows.notes += [*comparison.notes, *judge.notes]
        for source_id, parts in _groups(comparison):
            judge.add(rows, source_id, parts)
    return Evaluation(
        evaluation=pa.Table.from_pylist(rows.measures, schema=EVALUATION),
        precision_recall=pa.Table.from_pylist(rows.curves, schema=PRECISION_RECALL),
        confusion=pa.Table.from_pylist(rows.confusion, schema=CONFUSION),
        notes=tuple(rows.notes),
    )


def _models(results: Source, wanted: str | Sequence[str] | None) -> list[str]:
    known = results.facts.models
    models = known if wanted is None else [wanted] if isinstance(wanted, str) else list(wanted)
    for model in models:
        if model not in known:
            raise SelectionError(f"there is no model {model!r}; there is {', '.join(known)}")
    return models


def _groups(comparison: Comparison) -> Iterator[tuple[str | None, list[Compared]]]:
    """Each source by itself, and where there are several all of them together."""
    parts = [part for part in comparison.parts if part.scene.images]
    for part in parts:
        yield part.source_id, [part]
    if len(parts) > 1:
        yield None, parts
