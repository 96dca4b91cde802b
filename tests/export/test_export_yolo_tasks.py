"""YOLO rows by task: masks as trainers fill them, oriented boxes, confidences, one kind for all."""

from __future__ import annotations

import json

import cv2
import numpy as np
import pyarrow as pa
import pytest
import yaml
from pycocotools import mask as coco_mask
from scipy import ndimage

from tests.export.test_export_coco_masks import HEIGHT, WIDTH, masks, sent
from tests.support.sources import box, document, element
from tests.support.truth import result
from vidresults.errors import LossError, SelectionError
from vidresults.export import export
from vidresults.load import load
from vidresults.results import VideoResults
from vidresults.schema import TABLES

NOSE = {"x": 16.0, "y": 12.0, "confidence": 0.75, "class_id": 0, "class": "nose"}
TAIL = NOSE | {"x": 48.0, "class_id": 1, "class": "tail"}
SIZES = [64, 48] * 4  # of the corners of oriented boxes
SQUARE = [{"x": 16.0, "y": 12.0}, {"x": 32.0, "y": 12.0}, {"x": 32.0, "y": 24.0}]


def results_of(*boxes):
    return load(document(boxes=[element(*boxes)]), source_id="s")


def rows(folder, name="s_000000.txt", kind="labels"):
    return (folder / kind / name).read_text(encoding="utf-8").splitlines()


def filled(row, width=WIDTH, height=HEIGHT):
    """The mask that ultralytics makes of a row: floats of 32 bits, cut to whole numbers, filled."""
    shares = np.array(row.split()[1:], np.float32).reshape(-1, 2)
    points = (shares * np.array([width, height], np.float32)).astype(np.int32)
    mask = np.zeros((height, width), np.uint8)
    cv2.fillPoly(mask, [points], 1)
    return mask


def turned(results, *boxes):
    """The results with rotated boxes, None for none."""
    found = results.detections.to_pylist()
    for row, sides in zip(found, boxes, strict=True):
        names = ("x_center", "y_center", "width", "height", "angle_degrees")
        row["rotated_box"] = None if sides is None else dict(zip(names, sides, strict=True))
    tables = {name: results.table(name) for name in TABLES}
    tables["detections"] = pa.Table.from_pylist(found, schema=TABLES["detections"])
    return VideoResults(tables)


def test_masks_are_outlines_that_fill_the_same_pixels(tmp_path):
    ring, parts, solid, border, pixel = masks()
    source = results_of(*map(sent, (ring, parts, solid, border, pixel)))
    report = export(source, tmp_path / "o", format="yolo", strict=False)
    found = [filled(row) for row in rows(tmp_path / "o")]
    for mask, got in zip((ring, solid, border, pixel), np.array(found)[[0, 2, 3, 4]], strict=True):
        assert (mask == got).all()
    # Its parts are pixels (30..35, 5..9) and (34..43, 15..21): from row 9 to row 15 is a bridge of
    # one column, the five pixels of rows 10 to 14.
    more = found[1].astype(int) - parts
    assert more.min() == 0
    assert sorted(np.argwhere(more)[:, 0]) == [10, 11, 12, 13, 14]
    assert "5 masks are outlines through the middles of their pixels" in report.notes
    assert "1 objects of several outlines are one outline with bridges" in report.notes
    assert "detections.rle" not in {loss.what for loss in report.losses}


def test_a_rectangle_of_pixels_has_its_corners_in_the_middle_of_pixels(tmp_path):
    mask = np.zeros((HEIGHT, WIDTH), np.uint8)
    mask[12:24, 8:16] = 1
    export(results_of(sent(mask)), tmp_path / "o", format="yolo")
    (row,) = rows(tmp_path / "o")
    assert set(np.array(row.split()[1:], float)[::2] * 64) == {8.5, 15.5}
    assert set(np.array(row.split()[1:], float)[1::2] * 48) == {12.5, 23.5}
    assert len(row.split()) == 1 + 8


def test_one_part_with_any_holes_is_filled_exactly(tmp_path):
    random = np.random.default_rng(7)
    wanted = []
    for _ in range(60):
        noise = ndimage.gaussian_filter(random.standard_normal((HEIGHT, WIDTH)), 2)
        named, _ = ndimage.label(noise > np.quantile(noise, 0.4), np.ones((3, 3)))
        wanted.append((named == named[named > 0][0]).astype(np.uint8))
    assert sum(ndimage.label(1 - mask)[1] > 2 for mask in wanted) > 20  # holes
    export(results_of(*map(sent, wanted)), tmp_path / "o", format="yolo")
    for mask, row in zip(wanted, rows(tmp_path / "o"), strict=True):
        assert (filled(row) == mask).all()


def test_a_mask_without_pixels_has_no_row(tmp_path):
    empty = coco_mask.encode(np.zeros((HEIGHT, WIDTH), np.uint8, order="F"))
    rle = {"size": empty["size"], "counts": empty["counts"].decode()}
    report = export(results_of(box(rle=rle), box(points=SQUARE)), tmp_path / "o", format="yolo")
    assert len(rows(tmp_path / "o")) == 1
    assert "1 outlines without area on their pictures have no row" in report.notes


def test_oriented_boxes_are_four_corners(tmp_path):
    # 24 x 10 px around (32, 24): its corners at 0 degrees, and turned by a right angle.
    source = turned(results_of(box(), box()), (32, 24, 24, 10, 0), (32, 24, 24, 10, 90))
    report = export(source, tmp_path / "o", format="yolo")
    upright, turned_row = (np.array(row.split(), float) for row in rows(tmp_path / "o"))
    assert (upright[1:] * SIZES).tolist() == [20, 19, 44, 19, 44, 29, 20, 29]
    corners = turned_row[1:].reshape(4, 2) * [64, 48]
    assert corners == pytest.approx(np.array([[37, 12], [37, 36], [27, 36], [27, 12]]), abs=1e-9)
    assert "detections.rotated_box" not in {loss.what for loss in report.losses}


def test_oriented_boxes_end_at_the_picture(tmp_path):
    across, away = (64, 24, 16, 8, 0), (-30, -30, 10, 10, 45)
    # Its square of 20 px on edge reaches up to (-11.1, 3) and (3, -11.1): nothing on the picture,
    # though its upright box reaches to (10, 10).
    beside, flat = (-11.2, -11.2, 20, 20, 45), (10, 10, 0, 5, 30)
    source = turned(results_of(*[box()] * 4), across, away, beside, flat)
    report = export(source, tmp_path / "o", format="yolo")
    (row,) = rows(tmp_path / "o")
    assert (np.array(row.split()[1:], float) * SIZES).tolist() == [
        56, 20, 64, 20, 64, 28, 56, 28,
    ]  # fmt: skip
    assert "1 oriented boxes were clipped to their pictures" in report.notes
    assert "3 oriented boxes without area on their pictures have no row" in report.notes


def test_upright_boxes_among_oriented_ones_where_the_task_is_asked_for(tmp_path):
    plain = box(x=32.0, y=24.0, width=16.0, height=12.0)
    source = turned(results_of(plain, plain), (32, 24, 24, 10, 30), None)
    assert {len(row.split()) for row in _export(source, tmp_path)} == {5}
    report = export(source, tmp_path / "obb", format="yolo", task="obb")
    assert rows(tmp_path / "obb")[1] == "0 0.375 0.375 0.625 0.375 0.625 0.625 0.375 0.625"
    assert "1 oriented boxes are upright, as no rotated one is known" in report.notes


def _export(source, folder, **options):
    export(source, folder / "o", format="yolo", **options)
    return rows(folder / "o")


def test_the_task_that_is_asked_for_wins(tmp_path):
    both = box(points=SQUARE, keypoints=[NOSE, TAIL])
    source = results_of(both, both)
    columns = {"pose": 5 + 2 * 3, "segment": 1 + 6, "detect": 5}
    for task, count in columns.items():
        assert {len(row.split()) for row in _export(source, tmp_path, task=task)} == {count}
    assert {len(row.split()) for row in _export(source, tmp_path)} == {5 + 2 * 3}
    lost = {}
    for task in columns:
        report = export(source, tmp_path / "o", format="yolo", task=task)
        lost[task] = {loss.what for loss in report.losses}
    assert "detections.polygons" in lost["pose"] & lost["detect"] - lost["segment"]
    assert "detections.keypoints" in lost["segment"] & lost["detect"] - lost["pose"]


def test_a_task_that_not_every_box_serves_is_refused(tmp_path):
    source = results_of(box(points=SQUARE, keypoints=[NOSE]), box())
    with pytest.raises(SelectionError, match="'segment': 1 of 2 boxes have an outline or a mask"):
        export(source, tmp_path / "o", format="yolo", task="segment")
    with pytest.raises(SelectionError, match="'pose': 1 of 2 boxes have keypoints, and"):
        export(source, tmp_path / "o", format="yolo", task="pose")
    dog = box(keypoints=[TAIL], class_id=3, **{"class": "dog"})
    with pytest.raises(SelectionError, match="keypoints, but not the same ones in all classes"):
        export(results_of(box(keypoints=[NOSE]), dog), tmp_path / "o", format="yolo", task="pose")
    with pytest.raises(SelectionError, match="'pictures': expected one of"):
        export(source, tmp_path / "o", format="yolo", task="pictures")
    assert list(tmp_path.iterdir()) == []


def test_confidences_stand_in_a_folder_beside_the_labels(tmp_path):
    sides = {"x": 32.0, "y": 12.0, "width": 16.0, "height": 12.0}
    source = results_of(box(**sides), box(**sides, confidence=None), box(x=-90.0))
    report = export(source, tmp_path / "o", format="yolo", save_conf=True)
    assert rows(tmp_path / "o") == ["0 0.5 0.25 0.25 0.25"] * 2
    assert rows(tmp_path / "o", kind="predictions") == [
        "0 0.5 0.25 0.25 0.25 0.8125", "0 0.5 0.25 0.25 0.25",
    ]  # fmt: skip
    assert report.losses == ()
    assert "1 boxes without area on their pictures have no row" in report.notes
    with pytest.raises(LossError, match="confidence"):
        export(source, tmp_path / "p", format="yolo", strict=True)


def test_all_parts_have_the_kind_of_the_whole(tmp_path):
    """The first half alone would be outlines."""
    outlined = {"box": (10, 10, 20, 20), "points": SQUARE}
    frames = {5 * i: [outlined if i < 10 else {"box": (10, 10, 20, 20)}] for i in range(20)}
    export(result(frames), tmp_path / "o", format="yolo", split=(0.4, 0.6))
    texts = list((tmp_path / "o").rglob("labels/*.txt"))
    assert {part for path in texts for part in path.parts} >= {"train", "valid"}
    assert {len(path.read_text().split()) for path in texts} == {5}


def test_all_parts_have_the_keypoints_of_the_whole(tmp_path):
    frames = {
        5 * i: [{"box": (10, 10, 20, 20), "keypoints": [NOSE] if i < 10 else [NOSE, TAIL]}]
        for i in range(20)
    }
    export(result(frames), tmp_path / "o", format="yolo", split=(0.4, 0.6))
    assert yaml.safe_load((tmp_path / "o/data.yaml").read_text())["kpt_shape"] == [2, 3]
    texts = list((tmp_path / "o").rglob("labels/*.txt"))
    assert {len(path.read_text().split()) for path in texts} == {5 + 2 * 3}
    export(result(frames), tmp_path / "c", format="coco", split=(0.4, 0.6))
    for part in ("train", "valid"):
        found = json.loads((tmp_path / "c" / part / "annotations.json").read_text())
        assert found["categories"][0]["keypoints"] == ["nose", "tail"]
        assert {len(entry["keypoints"]) for entry in found["annotations"]} == {6}
