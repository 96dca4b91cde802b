"""How much each detection of a frame overlaps each truth of it, whatever their classes."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from pycocotools import mask as coco_mask
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vidresults.analytics.evaluation.objects import Scene
    from vidresults.analytics.evaluation.shapes import Iou


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Overlaps:
    """One compared frame.

    Attributes:
        image_id: The frame's image.
        found: Detections, the most confident first.
        truth: The truth.
        shares: IoU or OKS of each pair; of what is ignored (a crowd) the share of the detection
            that lies in it, shape (found, truth).
    """

    image_id: int
    found: list[dict[str, Any]]
    truth: list[dict[str, Any]]
    shares: NDArray[np.float64]


def overlaps_of(
    scene: Scene, iou: Iou, sigmas: NDArray[np.float64] | None, *, crowds: bool = True
) -> Iterator[Overlaps]:
    """Every compared frame of a scene, in order.

    Args:
        scene: What is compared.
        iou: By what.
        sigmas: Spread of each keypoint.
        crowds: Whether what is ignored counts as a crowd.
    """
    found, truth = _by_image(scene.found), _by_image(scene.truth)
    for image in scene.images:
        number = image["id"]
        ours, theirs = found.get(number, []), truth.get(number, [])
        ours.sort(key=lambda item: -(item["score"] or 0.0))
        yield Overlaps(
            image_id=number,
            found=ours,
            truth=theirs,
            shares=_shares(ours, theirs, iou, sigmas, crowds=crowds),
        )


def _by_image(items: list[dict[str, Any]]) -> dict[int, list[dict[str, Any]]]:
    found: dict[int, list[dict[str, Any]]] = {}
    for item in items:
        found.setdefault(item["image_id"], []).append(item)
    return found


def _shares(
    ours: list[dict[str, Any]],
    theirs: list[dict[str, Any]],
    iou: Iou,
    sigmas: NDArray[np.float64] | None,
    *,
    crowds: bool,
) -> NDArray[np.float64]:
    if not ours or not theirs:
        return np.zeros((len(ours), len(theirs)))
    if iou == "keypoints":
        assert sigmas is not None
        return _keypoint_similarity(ours, theirs, sigmas)
    key = "bbox" if iou == "box" else "segmentation"
    crowd = [item["iscrowd"] if crowds else 0 for item in theirs]
    shares = coco_mask.iou([d[key] for d in ours], [g[key] for g in theirs], crowd)
    return np.asarray(shares, np.float64)


def _keypoint_similarity(
    ours: list[dict[str, Any]], theirs: list[dict[str, Any]], sigmas: NDArray[np.float64]
) -> NDArray[np.float64]:
    """OKS by pycocotools, of one frame, as of one class."""
    sides = []
    for items in (theirs, ours):
        coco = COCO()
        one = {"image_id": 1, "category_id": 1}
        numbered = [
            {**item, **one, "id": i, "score": -i} for i, item in enumerate(items, start=1)
        ]  # fmt: skip
        coco.dataset = {"images": [{"id": 1}], "annotations": numbered, "categories": [{"id": 1}]}
        sides.append(coco)
    with contextlib.redirect_stdout(io.StringIO()):
        for coco in sides:
            coco.createIndex()
        evaluator = COCOeval(*sides, "keypoints")
        evaluator.params.kpt_oks_sigmas = sigmas
        evaluator.params.maxDets = [len(ours)]
        evaluator.evaluate()
    return np.asarray(evaluator.ious[1, 1], np.float64)
