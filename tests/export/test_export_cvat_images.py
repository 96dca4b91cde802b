"""CVAT for images: shapes by hand from its description, read by the standard library."""

from __future__ import annotations

from xml.etree import ElementTree as ET

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


def written(tmp_path, source):
    """The parsed root and the notes."""
    report = export(source, tmp_path / "o", format="cvat-images")
    assert [path.name for path in (tmp_path / "o").iterdir()] == ["annotations.xml"]
    return ET.parse(tmp_path / "o" / "annotations.xml").getroot(), report.notes  # noqa: S314


def shapes_of(tmp_path, *boxes):
    root, notes = written(tmp_path, results_of(element(*boxes)))
    (image,) = root.findall("image")
    return list(image), notes


def corners(shape):
    return [shape.get(name) for name in ("xtl", "ytl", "xbr", "ybr")]


def attributes(shape):
    return {a.get("name"): a.text for a in shape.findall("attribute")}


def rle_of(mask):
    rle = coco_mask.encode(np.asfortranarray(mask))
    return {"size": rle["size"], "counts": rle["counts"].decode()}


def test_an_image_for_each_frame_that_was_inferred(tmp_path):
    videos = [results_of(element(box()), None, element(), source_id=n) for n in ("cam_1", "cam/1")]
    root, notes = written(tmp_path, concat(videos))
    # In the order of names, as CVAT sorts the pictures of a task: "-" is before "_".
    assert [image.attrib for image in root.findall("image")] == [
        {"id": str(number), "name": name, "width": "64", "height": "48"}
        for number, name in enumerate(
            ["cam_1-2_000000.jpg", "cam_1-2_000010.jpg", "cam_1_000000.jpg", "cam_1_000010.jpg"]
        )
    ]
    assert [len(image) for image in root.findall("image")] == [1, 0, 1, 0]
    assert "2 frames that were not inferred are no images" in notes
    task = root.find("meta/task")
    assert (root.findtext("version"), task.findtext("mode")) == ("1.1", "annotation")
    assert [task.findtext(n) for n in ("size", "start_frame", "stop_frame")] == ["4", "0", "3"]


def test_a_box_has_its_corners_and_attributes(tmp_path):
    known = box(x=15.0, y=20.0, width=20.5, height=10.0, tracker_id=7)
    beyond = box(x=62.0, y=20.0, width=10.0, height=10.0)
    del beyond["confidence"]
    shapes, notes = shapes_of(tmp_path, known, beyond)
    assert [shape.tag for shape in shapes] == ["box", "box"]
    assert corners(shapes[0]) == ["4.75", "15.00", "25.25", "25.00"]
    assert corners(shapes[1]) == ["57.00", "15.00", "67.00", "25.00"]
    assert [attributes(shape) for shape in shapes] == [
        {"tracker_id": "7", "confidence": "0.8125"}, {},
    ]  # fmt: skip
    assert [shape.get("group_id") for shape in shapes] == [None, None]
    assert not any("drawn as their masks" in note for note in notes)


def test_a_turned_box_is_as_it_was_before_it_was_turned(tmp_path):
    # 20 x 10 about (30, 20), turned by 90 degrees: the sides of its corners are exchanged.
    rect = [[35.0, 10.0], [35.0, 30.0], [25.0, 30.0], [25.0, 10.0]]
    turned = box(x=30.0, y=20.0, width=20.0, height=10.0, rect=rect, angle=-270.0)
    (shape,), _ = shapes_of(tmp_path, turned)
    assert corners(shape) == ["20.00", "15.00", "40.00", "25.00"]
    assert shape.get("rotation") == "90.00"


def test_outlines_are_polygons_of_one_group(tmp_path):
    ring = [{"x": 5.5, "y": 15.25}, {"x": 25.0, "y": 15.0}, {"x": 25.0, "y": 25.0}]
    shapes, notes = shapes_of(tmp_path, box(points=ring), box(points=ring[:2]))
    assert [shape.tag for shape in shapes] == ["polygon", "box"]
    assert shapes[0].get("points") == "5.50,15.25;25.00,15.00;25.00,25.00"
    assert "1 objects are drawn as their masks, without their boxes" in notes


def test_runs_of_a_mask_go_row_by_row_inside_its_box(tmp_path):
    bent, first, nothing = np.zeros((3, 48, 64), np.uint8)
    bent[2:5, 10:12], bent[4, 10:14], bent[2, 10] = 1, 1, 0  # .#.. ##.. ####
    first[47, 63] = 1
    shapes, _ = shapes_of(tmp_path, *[box(rle=rle_of(mask)) for mask in (bent, first, nothing)])
    assert [shape.tag for shape in shapes] == ["mask", "mask", "box"]
    places = [[s.get(n) for n in ("left", "top", "width", "height")] for s in shapes[:2]]
    assert places == [["10", "2", "4", "3"], ["63", "47", "1", "1"]]
    assert [shape.get("rle") for shape in shapes[:2]] == ["1, 1, 2, 2, 2, 4", "0, 1"]


def test_a_mask_of_another_size_is_refused(tmp_path):
    small = rle_of(np.ones((4, 4), np.uint8))
    with pytest.raises(OutputError, match="frame 0: a mask is of 4x4 pixels and its picture of 64"):
        shapes_of(tmp_path, box(rle=small))
    assert list(tmp_path.iterdir()) == []


def test_keypoints_are_a_skeleton_beside_their_box(tmp_path):
    points = [
        {"x": 31.0, "y": 16.5, "confidence": 0.75, "class_id": 0, "class": "nose"},
        {"x": 20.0, "y": 17.0, "confidence": 0.25, "class_id": 1, "class": "{hand}"},
    ]
    taken = box(class_id=9, **{"class": "car keypoints"})
    report = results_of(element(box(keypoints=points), box(keypoints=points[1:]), taken))
    root, _ = written(tmp_path, report)
    shapes = list(root.find("image"))
    assert [(s.tag, s.get("label"), s.get("group_id")) for s in shapes] == [
        ("box", "car", "1"), ("skeleton", "car keypoints 2", "1"),
        ("box", "car", "2"), ("skeleton", "car keypoints 2", "2"),
        ("box", "car keypoints", None),
    ]  # fmt: skip
    names = ("label", "outside", "occluded", "points")
    assert [[point.get(n) for n in names] for s in (shapes[1], shapes[3]) for point in s] == [
        ["nose", "0", "0", "31.00,16.50"], ["{hand}", "0", "1", "20.00,17.00"],
        ["nose", "1", "0", "0.00,0.00"], ["{hand}", "0", "1", "20.00,17.00"],
    ]  # fmt: skip
    assert [attributes(point) for point in shapes[3]] == [{}, {"confidence": "0.25"}]
    labels = [(e.findtext("name"), e.findtext("type"), e.findtext("parent"))
              for e in root.iterfind("meta/task/labels/label")]  # fmt: skip
    assert labels == [
        ("car", "any", None), ("car keypoints", "any", None),
        ("car keypoints 2", "skeleton", None),
        ("nose", "points", "car keypoints 2"), ("{hand}", "points", "car keypoints 2"),
    ]  # fmt: skip


def test_predicted_classes_of_a_frame_are_tags(tmp_path):
    scores = [{"class": "day", "class_id": 0, "confidence": 0.875},
              {"class": "night", "class_id": 1, "confidence": 0.125}]  # fmt: skip
    label = {"predictions": scores, "top": "day", "confidence": 0.875,
             "image": {"width": 64, "height": 48}}  # fmt: skip
    frames = document(boxes=[element(box()), element()], light=[label, label])
    root, notes = written(tmp_path, load(frames, source_id="street"))
    found = [[(shape.tag, shape.get("label")) for shape in image] for image in root.iter("image")]
    assert found == [[("box", "car"), ("tag", "day")], [("tag", "day")]]
    assert attributes(root.find("image/tag")) == {"confidence": "0.875"}
    assert "2 classes that were not predicted are no tags" in notes


def test_a_frame_without_an_answer_is_no_empty_image(tmp_path):
    frames = document(cars=[element(box()), element()], people=[element(), None])
    root, notes = written(tmp_path, load(frames, source_id="street"))
    assert [image.get("name") for image in root.findall("image")] == ["street_000000.jpg"]
    assert root.findtext("meta/task/size") == "2"
    assert any(note.startswith("1 frames without a box have no labels") for note in notes)


def test_odd_names_stay_what_they_are(tmp_path):
    odd = ("<a & b>", "two\r\nlines", "叉车 🦊", '"]]>', "{group}", "bell\x07")
    boxes = [box(class_id=i, **{"class": name}) for i, name in enumerate(odd)]
    root, _ = written(tmp_path, results_of(element(*boxes)))
    read = [*odd[:-1], "bell\ufffd"]
    assert [shape.get("label") for shape in root.find("image")] == read
    assert [e.findtext("name") for e in root.iterfind("meta/task/labels/label")] == read
