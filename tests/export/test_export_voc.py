"""Pascal VOC: pixels by hand from the rules, then read by supervision and the standard library."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import supervision as sv
from PIL import Image

from tests.support.sources import box, document, element
from vidresults.export import export
from vidresults.load import load
from vidresults.results import concat


def results_of(*elements, source_id="street"):
    return load(document(boxes=list(elements)), source_id=source_id)


def parsed(path):
    return ET.parse(path).getroot()  # noqa: S314 - written a moment ago


def pixels(root):
    names = ("xmin", "ymin", "xmax", "ymax")
    return [[int(o.findtext(f"bndbox/{n}")) for n in names] for o in root.findall("object")]


def one(tmp_path, *boxes):
    report = export(results_of(element(*boxes)), tmp_path / "o", format="voc")
    return parsed(tmp_path / "o" / "Annotations" / "street_000000.xml"), report.notes


def test_a_file_for_each_frame_that_was_inferred(tmp_path):
    report = export(results_of(element(box()), None, element()), tmp_path / "o", format="voc")
    assert sorted(p.relative_to(tmp_path / "o").as_posix() for p in tmp_path.rglob("*.*")) == [
        "Annotations/street_000000.xml",
        "Annotations/street_000010.xml",
        "ImageSets/Main/trainval.txt",
        "labelmap.txt",
    ]
    listed = (tmp_path / "o" / "ImageSets" / "Main" / "trainval.txt").read_text()
    assert listed == "street_000000\nstreet_000010\n"
    empty = parsed(tmp_path / "o" / "Annotations" / "street_000010.xml")
    assert [child.tag for child in empty] == ["folder", "filename", "size", "segmented"]
    assert (empty.findtext("folder"), empty.findtext("filename")) == (
        "JPEGImages", "street_000010.jpg",
    )  # fmt: skip
    assert [(s.tag, s.text) for s in empty.find("size")] == [
        ("width", "64"), ("height", "48"), ("depth", "3"),
    ]  # fmt: skip
    assert "1 frames that were not inferred are no images" in report.notes


def test_corners_count_from_one_and_the_last_belongs_to_the_box(tmp_path):
    root, notes = one(tmp_path, box(x=15.0, y=20.0, width=20.0, height=10.0))  # 5..25, 15..25
    assert pixels(root) == [[6, 16, 25, 25]]
    fields = {child.tag: child.text for child in root.find("object")}
    assert fields["name"] == "car"
    assert (fields["pose"], fields["truncated"], fields["difficult"]) == ("Unspecified", "0", "0")
    assert not any("rounded" in note for note in notes)


def test_edges_are_rounded_and_narrow_boxes_keep_a_pixel(tmp_path):
    near = box(x=15.0, y=20.0, width=20.5, height=10.8)  # 4.75..25.25, 14.6..25.4
    narrow = box(x=10.4, y=20.0, width=0.2, height=10.0)  # within the pixel 10..11
    root, notes = one(tmp_path, near, narrow)
    assert pixels(root) == [[6, 16, 25, 25], [11, 16, 11, 25]]
    assert "2 boxes were rounded to whole pixels" in notes


def test_boxes_end_at_the_picture(tmp_path):
    over = box(x=64.0, y=48.0, width=20.0, height=10.0)  # 54..74, 43..53 of 64 x 48
    beyond = box(x=-20.0, y=10.0, width=8.0, height=8.0)
    last = box(x=63.9, y=47.9, width=0.2, height=0.2)
    root, notes = one(tmp_path, over, beyond, last)
    assert pixels(root) == [[55, 44, 64, 48], [64, 48, 64, 48]]
    assert [o.findtext("truncated") for o in root.findall("object")] == ["1", "0"]
    assert "1 boxes were clipped to their pictures" in notes
    assert "1 boxes without area on their pictures are left out" in notes


def test_odd_names_stay_what_they_are(tmp_path):
    odd = ("<a & b>", "two\r\nlines", "叉车 🦊", "]]>", "{0}", "bell\x07")
    boxes = [box(class_id=i, **{"class": name}) for i, name in enumerate(odd)]
    root, notes = one(tmp_path, *boxes)
    assert [o.findtext("name") for o in root.findall("object")] == [*odd[:-1], "bell\ufffd"]
    assert "1 class names have characters that XML cannot hold, replaced" in notes


def test_supervision_reads_the_same_boxes(tmp_path):
    car, bus = box(x=15.0, y=20.0, width=20.0, height=10.0), box(class_id=3, **{"class": "bus"})
    videos = [results_of(element(car, bus), element(), source_id=name) for name in ("a", "b")]
    export(concat(videos), tmp_path / "o", format="voc")
    pictures, annotations = tmp_path / "o" / "JPEGImages", tmp_path / "o" / "Annotations"
    pictures.mkdir()
    for path in annotations.iterdir():
        Image.new("RGB", (64, 48)).save(pictures / parsed(path).findtext("filename"))
    dataset = sv.DetectionDataset.from_pascal_voc(str(pictures), str(annotations))
    read = {path.rpartition("/")[2]: found for path, _, found in dataset}
    assert {name: len(found) for name, found in read.items()} == {
        "a_000000.jpg": 2, "a_000005.jpg": 0, "b_000000.jpg": 2, "b_000005.jpg": 0,
    }  # fmt: skip
    found = read["b_000000.jpg"]
    assert sorted(dataset.classes) == ["bus", "car"]
    assert found.xyxy[0].tolist() == [5, 15, 25, 25]
    assert [dataset.classes[i] for i in found.class_id] == ["car", "bus"]


def test_the_classes_are_listed_where_a_line_can_hold_them(tmp_path):
    names = ("a:b", "#c", "two\nlines", "car", "叉车")
    boxes = [box(class_id=i, **{"class": name}) for i, name in enumerate(names)]
    report = export(results_of(element(*boxes)), tmp_path / "o", format="voc")
    text = (tmp_path / "o" / "labelmap.txt").read_text(encoding="utf-8")
    assert text == "# label:color_rgb:parts:actions\ncar:::\n叉车:::\n"
    assert "3 class names cannot stand in labelmap.txt: Datumaro refuses them" in report.notes
