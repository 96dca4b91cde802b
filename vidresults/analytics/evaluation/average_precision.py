"""Average precision and recall as COCO defines them, computed by pycocotools or hotcoco."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vidresults.analytics.evaluation.objects import Scene
    from vidresults.analytics.evaluation.shapes import Iou

KINDS: Final[Mapping[Iou, str]] = {"box": "bbox", "mask": "segm", "keypoints": "keypoints"}

# Name, whether precision or recall, threshold, area, detections a frame (from the last).
_MEASURES = (
    ("AP", True, None, "all", -1),
    ("AP50", True, 0.5, "all", -1),
    ("AP75", True, 0.75, "all", -1),
    ("AP_small", True, None, "small", -1),
    ("AP_medium", True, None, "medium", -1),
    ("AP_large", True, None, "large", -1),
    ("AR", False, None, "all", -1),
    ("AR_small", False, None, "small", -1),
    ("AR_medium", False, None, "medium", -1),
    ("AR_large", False, None, "large", -1),
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Curves:
    """What the evaluator accumulated.

    Attributes:
        classes: Names, in the order of the arrays.
        thresholds: Overlaps, shape (t,).
        recalls: Shape (r,).
        areas: Names of the areas.
        most: Detections a frame that count, ascending.
        precision: -1 where there is no truth, shape (t, r, classes, areas, most).
        recall: The same, shape (t, classes, areas, most).
        confidence: Confidence at each precision, shape as it.
    """

    classes: Sequence[str]
    thresholds: NDArray[np.float64]
    recalls: NDArray[np.float64]
    areas: Sequence[str]
    most: Sequence[int]
    precision: NDArray[np.float64]
    recall: NDArray[np.float64]
    confidence: NDArray[np.float64]


def curves_of(
    scenes: Sequence[Scene],
    iou: Iou,
    categories: Mapping[str, int],
    keypoints: Sequence[str],
    sigmas: NDArray[np.float64] | None,
) -> Curves:
    """Evaluate some scenes with COCO's own settings.

    Args:
        scenes: What is compared.
        iou: By what.
        categories: Id of each class.
        keypoints: Names of all keypoints.
        sigmas: Their spread.
    """
    sides = [[scene.truth for scene in scenes], [scene.found for scene in scenes]]
    images = [image for scene in scenes for image in scene.images]
    entries = [{"id": number, "name": name, **({"keypoints": list(keypoints)} if keypoints else {})}
               for name, number in categories.items()]  # fmt: skip
    make, evaluator_of = evaluators()
    with contextlib.redirect_stdout(io.StringIO()):
        truth, found = (
            make({"images": images, "annotations": _numbered(items), "categories": entries})
            for items in sides
        )
        evaluator = evaluator_of(truth, found, KINDS[iou])
        if sigmas is not None:
            evaluator.params.kpt_oks_sigmas = sigmas
        evaluator.evaluate()
        evaluator.accumulate()
    params = evaluator.params
    names = {number: name for name, number in categories.items()}
    return Curves(
        classes=[names[int(number)] for number in params.catIds],
        thresholds=np.asarray(params.iouThrs, np.float64),
        recalls=np.asarray(params.recThrs, np.float64),
        areas=list(params.areaRngLbl),
        most=list(params.maxDets),
        precision=evaluator.eval["precision"],
        recall=evaluator.eval["recall"],
        confidence=evaluator.eval["scores"],
    )


def evaluators() -> tuple[Callable[[dict[str, Any]], Any], Callable[..., Any]]:
    """What holds a dataset, and what evaluates two: hotcoco's where it is installed.

    It gives pycocotools' figures and takes a thirtieth of its time.
    """
    try:
        import hotcoco
    except ImportError:
        return _indexed, COCOeval
    return hotcoco.COCO, hotcoco.COCOeval


def _indexed(dataset: dict[str, Any]) -> COCO:
    coco = COCO()
    coco.dataset = dataset
    coco.createIndex()
    return coco


def _numbered(parts: Sequence[Sequence[dict[str, Any]]]) -> list[dict[str, Any]]:
    """Annotations with ids from 1: 0 means that nothing was matched."""
    items = (item for part in parts for item in part)
    return [
        {"id": number, **{key: value for key, value in item.items() if key != "track"}}
        for number, item in enumerate(items, start=1)
    ]


def measures_of(curves: Curves) -> Iterator[tuple[str | None, str, float | None]]:
    """Class (None for all), name and value of each measure; None where there is no truth.

    Of boxes and masks AR1, AR10 and AR100 say how much is found with so many detections a frame.
    """
    wanted = list(_MEASURES)
    if len(curves.most) > 1:
        at = [name for name, *_ in wanted].index("AR")
        wanted[at : at + 1] = [(f"AR{most}", False, None, "all", i)
                               for i, most in enumerate(curves.most)]  # fmt: skip
    for name, precision, threshold, area, most in wanted:
        if area not in curves.areas:
            continue  # keypoints have no small ones
        values = curves.precision if precision else curves.recall
        if threshold is not None:
            values = values[np.isclose(curves.thresholds, threshold)]
        values = values[..., curves.areas.index(area), most]
        yield None, name, _mean(values)
        for number, class_name in enumerate(curves.classes):
            yield class_name, name, _mean(values[..., number])


def _mean(values: NDArray[np.float64]) -> float | None:
    known = values[values > -1]
    return float(np.mean(known)) if known.size else None


def curve_rows(curves: Curves) -> Iterator[dict[str, Any]]:
    """The points of the curves of all sizes, of each class that has truth."""
    area = curves.areas.index("all")
    for number, name in enumerate(curves.classes):
        for at, threshold in enumerate(curves.thresholds.tolist()):
            precision = curves.precision[at, :, number, area, -1]
            confidence = curves.confidence[at, :, number, area, -1]
            if (precision < 0).any():
                continue
            for point, recall in enumerate(curves.recalls.tolist()):
                reached = precision[point] > 0
                yield {
                    "class_name": name,
                    "threshold": round(threshold, 10),
                    "recall": round(recall, 10),
                    "precision": float(precision[point]),
                    "confidence": float(confidence[point]) if reached else None,
                }
