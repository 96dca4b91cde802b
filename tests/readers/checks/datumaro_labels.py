"""Datumaro: boxes, masks, keypoints, classes, frames and tracks of the formats that it imports.

What it does in its own way: it leaves the pixels of MOT and VOC counted from 1; it reads the
centres of Create ML as corners, so that their sizes alone are compared; of CVAT for video it gives
keyframes, also those that say that an object is gone. Nothing is there between them: it does not
interpolate.
"""

import logging
import shutil
import warnings
from pathlib import Path

import facts
import numpy as np

warnings.simplefilter("ignore")
logging.disable(logging.WARNING)

import datumaro as dm  # noqa: E402 - it warns when it is imported
from pycocotools import mask as coco_mask  # noqa: E402

BOX = dm.AnnotationType.bbox


def opened(path, name):
    dataset = dm.Dataset.import_from(str(path), name)
    labels = [label.name for label in dataset.categories()[dm.AnnotationType.label].items]
    return {item.id: item for item in dataset}, labels


def boxes(item, labels):
    return sorted(
        (labels[a.label], *map(float, a.points)) for a in item.annotations if a.type == BOX
    )


def check_labels(export, name, *, names=None):
    items, labels = opened(export.path, name)
    first = 1 if name == "voc_detection" else 0
    changed = names or {}
    expected = {
        picture: sorted(
            (changed.get(name, name), left + first, top + first, right, low)
            for name, left, top, right, low in rows
        )
        for picture, rows in export.labelled(whole=name == "voc_detection").items()
    }
    found = {key: boxes(item, labels) for key, item in items.items()}
    facts.same(found, expected, name, within=1e-4)


def check_coco(export):
    shutil.copytree(export.path / "images", Path("coco", "images", "default"))
    Path("coco", "annotations").mkdir()
    kind = "person_keypoints" if export.folder.name == "people" else "instances"
    shutil.copy(export.path / "annotations.json", f"coco/annotations/{kind}_default.json")
    items, labels = opened("coco", f"coco_{kind}")
    shutil.rmtree("coco")
    for picture, things in export.pictures().items():
        item = items.pop(facts.stem(picture))
        edges = [
            (t["name"], t["box"][0], t["box"][1], t["box"][0] + t["box"][2],
             t["box"][1] + t["box"][3])
            for t in things
        ]  # fmt: skip
        facts.same(boxes(item, labels), sorted(edges), f"boxes of {picture}", within=1e-4)
        masked = [t for t in things if t["mask"] is not None or t["ring"] is not None]
        drawn = rasters(export, item, labels)
        facts.same(len(drawn), len(masked), "masks")
        expected = [(t["name"], as_array(t).tobytes()) for t in masked if t["mask"] is not None]
        assert set(expected) <= set(drawn), f"masks of {picture}"
        facts.same({a.attributes["is_crowd"] for a in item.annotations} - {False}, set(), "crowds")
        facts.same(sorted({a.attributes["score"] for a in item.annotations}),
                   sorted({t["confidence"] for t in things}), "scores")  # fmt: skip
        if kind == "instances":
            continue
        poses = [a for a in item.annotations if a.type == dm.AnnotationType.points]
        facts.same(sorted([float(x) for x in a.points] for a in poses),
                   sorted(flat(export, t) for t in things if t["keypoints"]), "poses")  # fmt: skip
    facts.same(items, {}, "pictures that are none")


def rasters(export, item, labels):
    """(class, pixels) of every mask, and of the polygons of every object together."""
    masks = dm.AnnotationType.mask
    drawn = [(labels[a.label], a.image.tobytes()) for a in item.annotations if a.type == masks]
    parts = {}
    for annotation in item.annotations:
        if annotation.type == dm.AnnotationType.polygon:
            parts.setdefault((annotation.group, labels[annotation.label]), []).append(
                [float(value) for value in annotation.points]
            )
    for (_, name), rings in parts.items():
        merged = coco_mask.merge(coco_mask.frPyObjects(rings, export.height, export.width))
        drawn.append((name, coco_mask.decode(merged).tobytes("C")))
    return drawn


def as_array(thing):
    return np.array([list(map(int, row)) for row in thing["mask"]], np.uint8)


def flat(export, thing):
    return [
        value for name in export.keypoints for value in thing["keypoints"].get(name, (0, 0))[:2]
    ]


def check_createml(export):
    shutil.copytree(export.path, "createml/train")
    items, labels = opened("createml", "roboflow_create_ml")
    shutil.rmtree("createml")
    found = {
        key: sorted((n, right - left, low - top) for n, left, top, right, low in boxes(i, labels))
        for key, i in items.items()
    }
    expected = {
        key: sorted((n, right - left, low - top) for n, left, top, right, low in rows)
        for key, rows in export.labelled().items()
    }
    facts.same(found, expected, "createml", within=0.011)  # it keeps hundredths


def check_mot(export):
    for video in export.videos:
        items, labels = opened(export.path / video["stem"], "mot_seq")
        by_number = {frame["number"] + 1: frame["things"] or () for frame in video["frames"]}
        facts.same(sorted(map(int, items)), list(range(1, max(by_number) + 1)), "frames")
        for number, item in items.items():
            found = sorted(
                (a.attributes["track_id"], labels[a.label], *(float(v) - 1 for v in a.points))
                for a in item.annotations
            )
            expected = sorted(
                (t["track"], t["name"], t["box"][0], t["box"][1], t["box"][0] + t["box"][2],
                 t["box"][1] + t["box"][3])
                for t in by_number.get(int(number), ())
            )  # fmt: skip
            facts.same(found, expected, f"{video['stem']}, frame {number}", within=1e-4)


def check_cvat_video(export):
    for video in export.videos:
        items, labels = opened(export.path / video["stem"], "cvat")
        by_number = {frame["number"]: frame["things"] or () for frame in video["frames"]}
        seen = {item.attributes["frame"]: item for item in items.values()}
        assert seen.keys() <= by_number.keys(), "frames that were not sampled"
        before = set()
        for number, things in by_number.items():
            annotations = seen[number].annotations if number in seen else []
            there = [a for a in annotations if not a.attributes["outside"]]
            found = sorted(
                (int(a.attributes["tracker_id"]), labels[a.label],
                 float(a.attributes["confidence"]), *map(float, a.points))
                for a in there
            )  # fmt: skip
            expected = sorted(
                (t["track"], t["name"], t["confidence"], t["box"][0], t["box"][1],
                 t["box"][0] + t["box"][2], t["box"][1] + t["box"][3])
                for t in things
            )  # fmt: skip
            facts.same(found, expected, f"{video['stem']}, frame {number}", within=1e-4)
            gone = {int(a.attributes["tracker_id"]) for a in annotations} - {t[0] for t in found}
            now = {t["track"] for t in things}
            facts.same(sorted(gone), sorted(before - now), f"gone on frame {number}")
            before = now


for export in facts.asked():
    if export.format == "coco":
        check_coco(export)
    elif export.format == "createml":
        check_createml(export)
    elif export.format == "mot":
        check_mot(export)
    elif export.format == "cvat-video":
        check_cvat_video(export)
    elif export.format == "kitti":
        # a column has no spaces
        names = {name: "_".join(name.split()) for name in export.names}
        check_labels(export, "kitti", names=names)
    elif export.format == "voc":
        check_labels(export, "voc_detection")
    elif export.format == "yolo":
        check_labels(export, "yolo")
