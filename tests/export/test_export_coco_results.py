"""COCO's results list: pycocotools takes it, beside our own dataset and beside ground truth."""

from __future__ import annotations

import json

import numpy as np
import pytest
from pycocotools import mask as coco_mask
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

from tests.support.sources import box, document, element
from vidresults.errors import LossError, OutputError
from vidresults.export import export
from vidresults.geometry import compress_runs
from vidresults.load import load
from vidresults.results import concat


def both(results, folder, **options):
    """The dataset and the list of the same results."""
    report = export(results, folder / "results.json", format="coco-results", **options)
    export(results, folder / "coco.json", format="coco", **options)
    dataset = json.loads((folder / "coco.json").read_text(encoding="utf-8"))
    return dataset, json.loads((folder / "results.json").read_text(encoding="utf-8")), report


def evaluated(folder, kind):
    truth = COCO(str(folder / "coco.json"))
    judge = COCOeval(truth, truth.loadRes(str(folder / "results.json")), kind)
    judge.evaluate()
    judge.accumulate()
    judge.summarize()
    return judge.stats[0]


def test_a_result_has_the_datasets_ids_and_the_boxs_corner_size_and_score(tmp_path):
    sent = document(boxes=[None, element(box(x=30.5, y=20.0, width=21.0, height=10.0))])
    dataset, found, _ = both(load(sent), tmp_path)
    assert found == [
        {"image_id": 1, "category_id": 3, "bbox": [20.0, 15.0, 21.0, 10.0], "score": 0.8125}
    ]
    assert [image["frame_index"] for image in dataset["images"]] == [5]


def test_ids_follow_the_dataset_over_two_videos_and_the_users_classes(tmp_path):
    one = load(document(boxes=[element(), element(box(**{"class": "car"}))]), source_id="one")
    two = load(document(boxes=[element(box(**{"class": "bus"})), None]), source_id="two")
    dataset, found, _ = both(concat([one, two]), tmp_path, classes=["bus", "van", "car"])
    pairs = [(a["image_id"], a["category_id"]) for a in dataset["annotations"]]
    assert [(r["image_id"], r["category_id"]) for r in found] == pairs == [(2, 3), (3, 1)]


def test_a_box_without_confidence_is_left_out_counted_and_refused_by_strict(tmp_path):
    known, unknown = box(), box(confidence=None)
    results = load(document(boxes=[element(unknown, known, unknown)]))
    _, found, report = both(results, tmp_path)
    assert [r["score"] for r in found] == [0.8125]
    assert report.words() == ["coco-results keeps no detections without confidence (2)"]
    with pytest.raises(LossError, match=r"detections without confidence \(2\): unknown is no sco"):
        export(results, tmp_path / "strict.json", format="coco-results", strict=True)
    assert not (tmp_path / "strict.json").exists()
    scored = load(document(boxes=[element(known)]))
    assert not export(scored, tmp_path / "r.json", format="coco-results", strict=True).losses


def test_masks_are_run_lengths_with_text_and_outlines_are_made_run_lengths(tmp_path):
    counts = compress_runs([100, 20, 2952])
    sides = [(20, 15), (41, 15), (41, 25), (20, 25)]
    outline = box(points=[{"x": float(x), "y": float(y)} for x, y in sides])
    masked = box(rle={"size": [48, 64], "counts": counts})
    _, (first, second), _ = both(load(document(boxes=[element(masked, outline)])), tmp_path)
    assert first["segmentation"] == {"size": [48, 64], "counts": counts}
    filled = coco_mask.decode(second["segmentation"])
    expected = np.zeros((48, 64), np.uint8)
    expected[15:25, 20:41] = 1
    assert np.array_equal(filled, expected)
    assert isinstance(second["segmentation"]["counts"], str)
    assert not {"iscrowd", "area", "id"} & {*first, *second}


def test_pycocotools_finds_every_prediction_in_the_dataset_of_the_same_results(tmp_path):
    sides = [(20, 15), (41, 15), (41, 25), (20, 25)]
    outline = box(points=[{"x": float(x), "y": float(y)} for x, y in sides])
    masked = box(class_id=4, rle={"size": [48, 64], "counts": compress_runs([100, 20, 2952])})
    both(load(document(boxes=[element(outline), element(masked | {"class": "bus"})])), tmp_path)
    assert evaluated(tmp_path, "bbox") == pytest.approx(1)
    assert evaluated(tmp_path, "segm") == pytest.approx(1)


def test_pycocotools_finds_every_keypoint(tmp_path):
    nose = {"x": 31.0, "y": 16.0, "confidence": 0.75, "class_id": 0, "class": "nose"}
    tail = {"x": 35.0, "y": 18.0, "confidence": 0.25, "class_id": 1, "class": "tail"}
    points = [box(keypoints=[tail, nose]), box(x=10.0, keypoints=[nose | {"x": 11.0}])]
    _, (first, second), _ = both(load(document(boxes=[element(*points)])), tmp_path)
    assert first["keypoints"] == [31.0, 16.0, 2, 35.0, 18.0, 1]
    assert first["keypoint_scores"] == [0.75, 0.25]
    assert second["keypoints"] == [11.0, 16.0, 2, 0, 0, 0]
    truth = COCO(str(tmp_path / "coco.json"))
    judge = COCOeval(truth, truth.loadRes(str(tmp_path / "results.json")), "keypoints")
    judge.params.kpt_oks_sigmas = np.array([0.1, 0.1])
    judge.evaluate()
    judge.accumulate()
    judge.summarize()
    assert judge.stats[0] == pytest.approx(1)


def test_a_frame_of_unknown_size_asks_for_the_video(tmp_path):
    results = load(document(boxes=[element(box(), image=None)]))
    with pytest.raises(OutputError, match="--video"):
        export(results, tmp_path / "out.json", format="coco-results")


@pytest.mark.parametrize("name", ["pallet_5fps.json", "forklift_5fps.json"])
def test_real_results_evaluate_to_one_against_themselves(name, real_data, tmp_path):
    path = real_data / "results" / name
    sent = json.loads(path.read_text(encoding="utf-8"))
    (model,) = sent.keys() - {"frame_offset", "time_offset"}
    _, found, _ = both(load(path), tmp_path)
    predictions = [p for e in sent[model] for p in e["predictions"]]
    assert [r["score"] for r in found] == [p["confidence"] for p in predictions]
    assert [r["bbox"][2:] for r in found] == [[p["width"], p["height"]] for p in predictions]
    truth = COCO(str(tmp_path / "coco.json"))
    assert len(truth.loadRes(str(tmp_path / "results.json")).anns) == len(predictions)
