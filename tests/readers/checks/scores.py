"""Average precision of perfect results, by a reader with the classes of pycocotools."""

import json

import facts
import numpy as np


def check(coco, evaluation, masks, results, people, people_results):
    """Refuse what is not 1.000.

    Args:
        coco: The reader's class COCO.
        evaluation: Its class COCOeval.
        masks: Exports of the same masks in several forms.
        results: Their results.
        people: An export of keypoints.
        people_results: Their results.
    """
    for truth in masks:
        for kind in ("bbox", "segm"):
            found = _precision(coco, evaluation, truth, results, kind)
            facts.same(found, [1.0, 1.0], f"AP of {kind} in {truth.folder.name}", within=1e-9)
    found = _precision(coco, evaluation, people, people_results, "keypoints")
    facts.same(found, [1.0, 1.0], "AP of poses", within=1e-9)


def _precision(coco, evaluation, truth, found, kind):
    """AP, and AP at an overlap of one half."""
    dataset = coco(str(truth.path / "annotations.json"))
    run = evaluation(dataset, dataset.loadRes(str(found.path)), kind)
    facts.same(len(dataset.anns), len(json.loads(found.path.read_text())), "annotations")
    if kind == "keypoints":
        run.params.kpt_oks_sigmas = np.full(len(truth.keypoints), 0.05)
    run.evaluate()
    run.accumulate()
    run.summarize()
    return [float(value) for value in run.stats[:2]]
