"""Masks that other exporters damage: a ring, two parts, one on the border, a single pixel."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest
from hotcoco import COCO as HotCoco  # noqa: N811 - it has the reference's name
from pycocotools import mask as coco_mask
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

from tests.support.sources import box, document, element
from vidresults.errors import SelectionError
from vidresults.export import export
from vidresults.load import load

WIDTH, HEIGHT = 64, 48
FORMS = [None, "rle", "polygon"]


def masks():
    ring, parts, solid, border, pixel = np.zeros((5, HEIGHT, WIDTH), np.uint8)
    ring[5:25, 5:25], ring[12:18, 12:18] = 1, 0
    parts[5:10, 30:36], parts[15:22, 34:44] = 1, 1
    solid[30:40, 10:30] = 1
    border[38:48, 50:64] = 1
    pixel[2, 60] = 1
    return [ring, parts, solid, border, pixel]


def sent(mask):
    rows, columns = np.nonzero(mask)
    width, height = int(np.ptp(columns)) + 1, int(np.ptp(rows)) + 1
    rle = coco_mask.encode(np.asfortranarray(mask))
    return box(
        x=columns.min() + width / 2, y=rows.min() + height / 2, width=width, height=height,
        rle={"size": rle["size"], "counts": rle["counts"].decode()},
    )  # fmt: skip


@pytest.fixture(scope="module")
def results():
    """Two frames: the health check warns of classes of fewer than ten objects."""
    image = {"width": WIDTH, "height": HEIGHT}
    return load(document(m=[element(*map(sent, masks()), image=image)] * 2))


@pytest.fixture(params=FORMS)
def dataset(request, results, tmp_path):
    path = tmp_path / "truth.json"
    options = {} if request.param is None else {"segmentation": request.param}
    export(results, path, format="coco", **options)
    return path


def test_every_pixel_comes_back(dataset):
    truth = COCO(dataset)
    found = [truth.annToMask(a) for a in truth.dataset["annotations"]]
    assert np.array_equal(found, masks() * 2)


def test_areas_are_those_of_the_pixels(dataset):
    annotations = json.loads(dataset.read_text())["annotations"]
    assert [a["area"] for a in annotations] == [20 * 20 - 6 * 6, 30 + 70, 200, 140, 1] * 2
    assert [a["iscrowd"] for a in annotations] == [0] * 10


def test_perfect_masks_have_an_average_precision_of_one(dataset, results, tmp_path):
    export(results, tmp_path / "found.json", format="coco-results")
    truth = COCO(dataset)
    for kind in ("segm", "bbox"):
        judge = COCOeval(truth, truth.loadRes(str(tmp_path / "found.json")), kind)
        judge.evaluate()
        judge.accumulate()
        judge.summarize()
        assert math.isclose(judge.stats[0], 1, abs_tol=1e-9)


def test_a_health_check_finds_nothing(dataset):
    found = HotCoco(str(dataset)).healthcheck()
    assert found["errors"] == found["warnings"] == []


def test_each_form_is_what_was_asked_for(results, tmp_path):
    kinds = {}
    for form in ("rle", "polygon"):
        export(results, tmp_path / "a.json", format="coco", segmentation=form)
        annotations = json.loads((tmp_path / "a.json").read_text())["annotations"]
        kinds[form] = {type(a["segmentation"]) for a in annotations}
    assert kinds == {"rle": {dict}, "polygon": {list}}


def test_outlines_that_were_sent_become_their_pixels(tmp_path):
    points = [{"x": 10, "y": 10}, {"x": 30, "y": 10}, {"x": 30, "y": 20}, {"x": 10, "y": 20}]
    one = box(x=20, y=15, width=20, height=10, points=points)
    image = {"width": WIDTH, "height": HEIGHT}
    source = load(document(m=[element(one, image=image)]))
    export(source, tmp_path / "a.json", format="coco", segmentation="rle")
    truth = COCO(tmp_path / "a.json")
    expected = np.zeros((HEIGHT, WIDTH), np.uint8)
    expected[10:20, 10:30] = 1
    assert np.array_equal(truth.annToMask(truth.dataset["annotations"][0]), expected)


def test_another_form_is_refused(results, tmp_path):
    with pytest.raises(SelectionError, match="segmentation='bitmap': expected 'rle' or 'polygon'"):
        export(results, tmp_path / "a.json", format="coco", segmentation="bitmap")
    assert list(tmp_path.iterdir()) == []
