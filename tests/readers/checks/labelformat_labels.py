"""labelformat: boxes and outlines of the datasets that it reads.

What it does in its own way: it leaves VOC's pixels counted from 1, and takes KITTI's last columns
for those of the training set, which have no score: the score is cut off before. Lists of class
names are split at commas, so that they are set past its constructor.
"""

from pathlib import Path

import facts
from labelformat import formats
from labelformat.model.category import Category


def named(reader, names):
    reader._categories = [Category(id=i, name=name) for i, name in enumerate(names)]
    return reader


def without_scores(export):
    folder = Path("kitti", "label_2")
    folder.mkdir(parents=True, exist_ok=True)
    for path in (export.path / "label_2").iterdir():
        rows = [line.split(" ")[:15] for line in path.read_text(encoding="utf-8").splitlines()]
        (folder / path.name).write_text("".join(" ".join(row) + "\n" for row in rows), "utf-8")
    pictures = Path("kitti", "image_2")
    pictures.mkdir(exist_ok=True)
    for picture in (export.path / "image_2").iterdir():
        (pictures / picture.name).write_bytes(picture.read_bytes())
    return folder


def check_boxes(export, reader, expected):
    found = {
        facts.stem(label.image.filename): sorted(
            (one.category.name, one.box.xmin, one.box.ymin, one.box.xmax, one.box.ymax)
            for one in label.objects
        )
        for label in reader.get_labels()
    }
    facts.same(found, expected, export.format, within=1e-6)
    sizes = {(image.width, image.height) for image in reader.get_images()}
    facts.same(sizes, {(export.width, export.height)}, "sizes")


def check_outlines(export, reader, limit):
    """Outlines as they were given, clipped where `limit` says so."""
    found = {
        facts.stem(label.image.filename): [
            (one.category.name, ring) for one in label.objects for ring in one.segmentation.polygons
        ]
        for label in reader.get_labels()
    }
    expected = {
        facts.stem(picture): [
            (t["name"], [(limit(x, export.width), limit(y, export.height)) for x, y in t["ring"]])
            for t in things
        ]
        for picture, things in export.pictures().items()
    }
    facts.same(found, expected, "outlines", within=1e-6)


def as_predicted(export):
    return {
        facts.stem(picture): sorted(
            (t["name"], t["box"][0], t["box"][1], t["box"][0] + t["box"][2],
             t["box"][1] + t["box"][3])
            for t in things
        )
        for picture, things in export.pictures().items()
    }  # fmt: skip


def from_one(rows):
    return [(name, left + 1, top + 1, right, low) for name, left, top, right, low in rows]


def underscored(rows):
    return sorted(("_".join(name.split()), *edges) for name, *edges in rows)


for export in facts.asked():
    labelled = export.labelled(whole=export.format == "voc")
    if export.folder.name == "coco-outlines":
        reader = formats.COCOInstanceSegmentationInput(export.path / "annotations.json")
        check_outlines(export, reader, lambda value, _: value)
    elif export.folder.name == "yolo-outlines":
        reader = formats.YOLOv8InstanceSegmentationInput(export.path / "data.yaml", "train")
        check_outlines(export, reader, lambda value, most: min(max(value, 0), most))
    elif export.format == "coco":
        reader = formats.COCOObjectDetectionInput(export.path / "annotations.json")
        check_boxes(export, reader, as_predicted(export))
    elif export.format == "yolo":
        reader = formats.YOLOv8ObjectDetectionInput(export.path / "data.yaml", "train")
        check_boxes(export, reader, labelled)
    elif export.format == "voc":
        reader = formats.PascalVOCObjectDetectionInput(export.path / "Annotations", "")
        labelled = {picture: from_one(rows) for picture, rows in labelled.items()}
        check_boxes(export, named(reader, export.names), labelled)
    elif export.format == "kitti":
        reader = formats.KittiObjectDetectionInput(without_scores(export), "", "../image_2")
        names = ["_".join(name.split()) for name in export.names]
        labelled = {picture: underscored(rows) for picture, rows in labelled.items()}
        check_boxes(export, named(reader, names), labelled)
