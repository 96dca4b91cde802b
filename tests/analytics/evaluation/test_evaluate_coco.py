"""The same figures as pycocotools, run here on JSON that is written here, to 1e-9."""

import contextlib
import io
import json
import sys

import numpy as np
import pytest
from pycocotools import mask as coco_mask
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

from tests.support.truth import SIZE, coco_truth, result
from vidresults import evaluate, import_dataset
from vidresults.analytics.evaluation import average_precision
from vidresults.analytics.evaluation.sigmas import COCO_SIGMAS

NAMES = ("car", "bus", "tree")


@pytest.fixture(autouse=True, params=["hotcoco", "pycocotools"])
def evaluator(request, monkeypatch):
    """With the quick evaluator, and as if it were not installed."""
    if request.param == "pycocotools":
        monkeypatch.setitem(sys.modules, "hotcoco", None)
    assert (average_precision.evaluators()[1] is COCOeval) == (request.param == "pycocotools")


FRAMES = tuple(range(0, 120, 6))
STATS = ("AP", "AP50", "AP75", "AP_small", "AP_medium", "AP_large", "AR1", "AR10", "AR100",
         "AR_small", "AR_medium", "AR_large")  # fmt: skip
KEYPOINT_STATS = ("AP", "AP50", "AP75", "AP_medium", "AP_large", "AR", None, None, "AR_medium",
                  "AR_large")  # fmt: skip


def scenes(seed=7):
    """Truth and findings of all frames: boxes of all sizes, moved, missed, invented, mistaken."""
    random = np.random.default_rng(seed)
    truth, found = {}, {}
    for frame in FRAMES:
        truth[frame], found[frame] = [], []
        for _ in range(random.integers(0, 7)):
            side = random.choice([12.0, 30.0, 60.0, 140.0]) * random.uniform(0.8, 1.2, 2)
            box = [float(v) for v in (*random.uniform([0, 0], [480, 200]), *side)]
            name = str(random.choice(NAMES[:2]))
            crowd = int(random.random() < 0.1)
            truth[frame].append({"box": box, "name": name, "iscrowd": crowd})
            if random.random() < 0.8:
                moved = [float(v) for v in np.array(box) + random.normal(0, 0.05, 4) * box[2]]
                wrong = "car" if random.random() < 0.15 else name
                found[frame].append(
                    {"box": moved[:2] + [abs(v) for v in moved[2:]], "name": wrong,
                     "confidence": float(random.uniform(0.3, 1))}
                )  # fmt: skip
        for _ in range(random.integers(0, 3)):
            box = [float(v) for v in random.uniform([0, 0, 5, 5], [400, 200, 90, 90])]
            found[frame].append({"box": box, "confidence": float(random.uniform(0.2, 0.9))})
    return truth, found


def official(truth_file, predictions, kind, folder):
    """pycocotools' own statistics of a truth file and a list of results."""
    path = folder / "predictions.json"
    path.write_text(json.dumps(predictions), encoding="utf-8")
    with contextlib.redirect_stdout(io.StringIO()):
        truth = COCO(str(truth_file))
        evaluator = COCOeval(truth, truth.loadRes(str(path)), kind)
        evaluator.evaluate()
        evaluator.accumulate()
        evaluator.summarize()
    return evaluator


def predictions_of(found, extra=lambda box: {"bbox": list(box["box"])}):
    return [
        {
            "image_id": FRAMES.index(frame) + 1,
            "category_id": NAMES.index(box.get("name", "car")) + 1,
            "score": box["confidence"],
            **extra(box),
        }
        for frame, boxes in found.items()
        for box in boxes
    ]


def check(evaluation, official_run, names):
    rows = {(r["class_name"], r["measure"]): r["value"] for r in evaluation.evaluation.to_pylist()}
    for name, wanted in zip(names, official_run.stats, strict=True):
        if name is not None:
            value = rows[None, name]
            assert (-1 if value is None else value) == pytest.approx(wanted, abs=1e-9), name
    precision = official_run.eval["precision"]
    for number, name in enumerate(NAMES):
        if ((name, "AP")) not in rows:
            continue
        own = precision[:, :, number, 0, -1]
        wanted = own[own > -1].mean() if (own > -1).any() else None
        assert rows[name, "AP"] == pytest.approx(wanted, abs=1e-9)
    curves = [r for r in evaluation.precision_recall.to_pylist() if r["threshold"] == 0.75]
    for number, name in enumerate(NAMES):
        own = [r["precision"] for r in curves if r["class_name"] == name]
        wanted = precision[5, :, number, 0, -1]
        assert own == pytest.approx([] if wanted[0] < 0 else wanted.tolist(), abs=1e-9)


@pytest.mark.parametrize("seed", [7, 8, 9])
def test_boxes(tmp_path, seed):
    truth, found = scenes(seed)
    path = coco_truth(tmp_path, truth, names=NAMES)
    run = official(path, predictions_of(found), "bbox", tmp_path)
    assert 0.1 < run.stats[0] < 0.9, "the scene is no test otherwise"
    check(evaluate(result(found), import_dataset(path, format="coco")), run, STATS)


def ellipse(box):
    x, y, width, height = box
    rows, columns = np.mgrid[0 : SIZE[1], 0 : SIZE[0]] + 0.5
    inside = ((columns - x) / width - 0.5) ** 2 + ((rows - y) / height - 0.5) ** 2 <= 0.25
    rle = coco_mask.encode(np.asfortranarray(inside.astype(np.uint8)))
    return {"size": list(rle["size"]), "counts": rle["counts"].decode()}


def test_masks(tmp_path):
    truth, found = scenes()
    for boxes in truth.values():
        for box in boxes:
            box["segmentation"] = ellipse(box["box"])
            box["area"] = int(coco_mask.area(box["segmentation"]))
    for boxes in found.values():
        for box in boxes:
            box["rle"] = ellipse(box["box"])
    path = coco_truth(tmp_path, truth, names=NAMES)
    sent = predictions_of(found, lambda box: {"segmentation": box["rle"]})
    run = official(path, sent, "segm", tmp_path)
    assert 0.1 < run.stats[0] < 0.9
    check(evaluate(result(found), import_dataset(path, format="coco"), iou="mask"), run, STATS)


def test_outlines(tmp_path):
    truth, found = scenes()

    def corners(box):
        x, y, width, height = box
        return [x, y, x + width, y, x + width, y + height / 2, x, y + height]

    def pixels(box):
        rle = coco_mask.frPyObjects([corners(box)], SIZE[1], SIZE[0])[0]
        return {**rle, "counts": rle["counts"].decode()}

    for boxes in truth.values():
        for box in boxes:
            box["segmentation"] = [corners(box["box"])]
            box["iscrowd"] = 0
    for boxes in found.values():
        for box in boxes:
            flat = corners(box["box"])
            box["points"] = [{"x": x, "y": y} for x, y in zip(flat[::2], flat[1::2], strict=True)]
    path = coco_truth(tmp_path, truth, names=NAMES)
    sent = predictions_of(found, lambda box: {"segmentation": pixels(box["box"])})
    run = official(path, sent, "segm", tmp_path)
    assert 0.1 < run.stats[0] < 0.9
    check(evaluate(result(found), import_dataset(path, format="coco"), iou="mask"), run, STATS)


def test_keypoints(tmp_path):
    random = np.random.default_rng(3)
    names = list(COCO_SIGMAS)
    truth, found = scenes()
    for frame in FRAMES:
        for box in truth[frame]:
            x, y, width, height = box["box"]
            points = random.uniform([x, y], [x + width, y + height], (17, 2))
            seen = random.integers(0, 3, 17)
            points[seen == 0] = 0
            flat = np.column_stack([points, seen])
            box |= {"keypoints": flat.ravel().tolist(), "num_keypoints": int((seen > 0).sum())}
            box["points"] = points
        for box in found[frame]:
            near = [t for t in truth[frame] if abs(t["box"][0] - box["box"][0]) < 20]
            start = near[0]["points"] if near else random.uniform(0, 300, (17, 2))
            box["points"] = start + random.normal(0, 0.03 * box["box"][2], (17, 2))
    for boxes in truth.values():
        for box in boxes:
            del box["points"]
    path = coco_truth(tmp_path, truth, names=NAMES, keypoints=names)
    sent = predictions_of(
        found,
        lambda box: {"keypoints": np.column_stack([box["points"], np.ones(17)]).ravel().tolist()},
    )
    for boxes in found.values():
        for box in boxes:
            order = random.permutation(17).tolist()
            box["keypoints"] = [
                {"x": float(box["points"][i, 0]), "y": float(box["points"][i, 1]),
                 "confidence": 0.9, "class": names[i], "class_id": i}
                for i in order
            ]  # fmt: skip
            del box["points"]
    run = official(path, sent, "keypoints", tmp_path)
    assert 0.05 < run.stats[0] < 0.95
    found_table = evaluate(result(found), import_dataset(path, format="coco"), iou="keypoints")
    check(found_table, run, KEYPOINT_STATS)


def test_other_keypoints_need_their_sigmas(tmp_path):
    from vidresults.errors import MatchError

    flat = {"box": (100, 100, 40, 40), "keypoints": [110, 110, 2, 120, 120, 2], "num_keypoints": 2}
    path = coco_truth(tmp_path, {0: [flat]}, names=NAMES, keypoints=["head", "tail"])
    points = [
        {"x": 110.0, "y": 110.0, "class": "head", "class_id": 0, "confidence": 0.9},
        {"x": 120.0, "y": 120.0, "class": "tail", "class_id": 1, "confidence": 0.9},
    ]
    results = result({0: [{"box": flat["box"], "keypoints": points}]})
    truth = import_dataset(path, format="coco")
    with pytest.raises(MatchError, match=r"head, tail are not COCO's: .*--sigma NAME=0.05"):
        evaluate(results, truth, iou="keypoints")
    got = evaluate(results, truth, iou="keypoints", sigmas={"head": 0.05, "tail": 0.1})
    rows = {(r["class_name"], r["measure"]): r["value"] for r in got.evaluation.to_pylist()}
    assert rows["car", "AP"] == pytest.approx(1)
    assert rows["car", "recall"] == 1


def test_an_object_whose_keypoints_nobody_labelled_is_not_missed(tmp_path):
    names = list(COCO_SIGMAS)
    bare = {"box": (100, 100, 40, 40), "keypoints": [0] * 51, "num_keypoints": 0}
    path = coco_truth(tmp_path, {0: [bare]}, names=NAMES, keypoints=names)
    found = evaluate(result({0: []}), import_dataset(path, format="coco"), iou="keypoints")
    assert found.confusion.num_rows == 0
