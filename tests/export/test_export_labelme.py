"""LabelMe: shapes by hand from the form of its files, read by the standard library."""

from __future__ import annotations

import json

import numpy as np
import pytest
from pycocotools import mask as coco_mask

from tests.support.sources import box, document, element
from vidresults.errors import OutputError
from vidresults.export import export
from vidresults.load import load
from vidresults.results import concat


def results_of(*elements, source_id="street"):
    return load(document(boxes=list(elements)), source_id=source_id)


def shapes_of(tmp_path, *boxes):
    report = export(results_of(element(*boxes)), tmp_path / "o", format="labelme")
    text = (tmp_path / "o" / "street_000000.json").read_text(encoding="utf-8")
    return json.loads(text)["shapes"], report.notes


def rle_of(mask):
    rle = coco_mask.encode(np.asfortranarray(mask))
    return {"size": rle["size"], "counts": rle["counts"].decode()}


def test_a_file_beside_each_picture(tmp_path):
    report = export(results_of(element(box()), None, element()), tmp_path / "o", format="labelme")
    assert sorted(path.name for path in (tmp_path / "o").iterdir()) == [
        "labels.txt", "street_000000.json", "street_000010.json",
    ]  # fmt: skip
    assert json.loads((tmp_path / "o" / "street_000010.json").read_text()) == {
        "version": "5.5.0",
        "flags": {},
        "imagePath": "street_000010.jpg",
        "imageData": None,
        "imageHeight": 48,
        "imageWidth": 64,
        "shapes": [],
    }
    assert "1 frames that were not inferred are no images" in report.notes
    assert any("put the pictures beside them, named as" in note for note in report.notes)


def test_a_box_is_a_rectangle_of_two_corners(tmp_path):
    known = box(x=15.0, y=20.0, width=20.5, height=10.0, tracker_id=7)
    beyond = box(x=62.0, y=20.0, width=10.0, height=10.0)
    del beyond["confidence"]
    shapes, notes = shapes_of(tmp_path, known, beyond)
    form = {"label": "car", "group_id": None, "description": "", "shape_type": "rectangle",
            "flags": {}}  # fmt: skip
    assert shapes == [
        form | {"points": [[4.75, 15.0], [25.25, 25.0]], "score": 0.8125, "track_id": 7},
        form | {"points": [[57.0, 15.0], [67.0, 25.0]]},
    ]
    assert not any("drawn as their masks" in note for note in notes)


def test_outlines_stay_what_was_sent(tmp_path):
    ring = [{"x": 5.5, "y": 15.25}, {"x": 25.0, "y": 15.0}, {"x": 25.0, "y": 25.0}]
    shapes, notes = shapes_of(tmp_path, box(points=ring), box(points=ring[:2]))
    assert [(s["shape_type"], s["group_id"]) for s in shapes] == [
        ("polygon", None), ("rectangle", None),
    ]  # fmt: skip
    assert shapes[0]["points"] == [[5.5, 15.25], [25.0, 15.0], [25.0, 25.0]]
    assert "1 objects are drawn as their masks, without their boxes" in notes


def test_parts_of_a_mask_share_a_group(tmp_path):
    parts, solid, nothing = np.zeros((3, 48, 64), np.uint8)
    parts[2:4, 10:13], parts[6:7, 20:21] = 1, 1
    solid[30:40, 10:30] = 1
    masks = [box(rle=rle_of(mask)) for mask in (parts, solid, nothing, parts)]
    shapes, _ = shapes_of(tmp_path, *masks)
    assert [(s["shape_type"], s["group_id"]) for s in shapes] == [
        ("polygon", 1), ("polygon", 1), ("polygon", None), ("rectangle", None),
        ("polygon", 2), ("polygon", 2),
    ]  # fmt: skip
    corners = [sorted(map(tuple, s["points"])) for s in shapes[:3]]
    assert corners == [
        [(10, 2), (10, 4), (13, 2), (13, 4)],
        [(20, 6), (20, 7), (21, 6), (21, 7)],
        [(10, 30), (10, 40), (30, 30), (30, 40)],
    ]


def test_a_mask_of_another_size_is_refused(tmp_path):
    small = rle_of(np.ones((4, 4), np.uint8))
    with pytest.raises(OutputError, match="frame 0: a mask is of 4x4 pixels and its picture of 64"):
        shapes_of(tmp_path, box(rle=small))
    assert list(tmp_path.iterdir()) == []


def test_keypoints_are_points_in_the_group_of_their_box(tmp_path):
    nose = {"x": 31.0, "y": 16.5, "confidence": 0.75, "class_id": 4, "class": "nose"}
    shapes, _ = shapes_of(tmp_path, box(keypoints=[nose, {"x": 1.0, "y": 2.0}]))
    assert [(s["shape_type"], s["label"], s["points"], s.get("score")) for s in shapes] == [
        ("rectangle", "car", [[20.0, 15.0], [41.0, 25.0]], 0.8125),
        ("point", "nose", [[31.0, 16.5]], 0.75),
        ("point", "keypoint_1", [[1.0, 2.0]], None),
    ]
    assert {s["group_id"] for s in shapes} == {1}
    assert (tmp_path / "o" / "labels.txt").read_text() == "car\nnose\nkeypoint_1\n"


def test_models_share_the_file_of_a_frame(tmp_path):
    first, second = box(), box(class_id=0, **{"class": 'say "hi"\n🦊'})
    frames = document(cars=[element(first), element()], people=[element(second), None])
    videos = [load(frames, source_id=name) for name in ("a", "b")]
    report = export(concat(videos), tmp_path / "o", format="labelme")
    files = sorted((tmp_path / "o").glob("*.json"))
    assert [path.name for path in files] == ["a_000000.json", "b_000000.json"]
    labels = [s["label"] for s in json.loads(files[1].read_text(encoding="utf-8"))["shapes"]]
    assert labels == ["car", 'say "hi"\n🦊']
    listed = (tmp_path / "o" / "labels.txt").read_text(encoding="utf-8")
    assert listed == 'car\nsay "hi" 🦊\n'
    assert "labels.txt: 1 class names do not fit one line as they are: changed" in report.notes
    assert any(note.startswith("2 frames without a box have no labels") for note in report.notes)
