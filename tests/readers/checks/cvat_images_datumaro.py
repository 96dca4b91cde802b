"""Datumaro's importer of CVAT: pictures, classes, boxes, polygons, masks, points, attributes.

It knows no skeletons: their points come as points of the label that is named as the point, one
each, and those that are not there with them. Masks come back exactly, the ring with its hole.
"""

import logging
import warnings

import facts
import numpy as np

warnings.simplefilter("ignore")
logging.disable(logging.WARNING)

import datumaro as dm  # noqa: E402 - it warns when it is imported

KIND = dm.AnnotationType


def objects_of(item, labels):
    """(kind, class, tracker id, confidence, geometry) in the order of the file."""
    for one in item.annotations:
        if one.type != KIND.points:
            yield (one.type.name, labels[one.label], int(one.attributes["tracker_id"]),
                   float(one.attributes["confidence"]), geometry(one))  # fmt: skip


def geometry(one):
    if one.type == KIND.mask:
        return one.image.astype(int).tolist()
    return [float(value) for value in one.points]


def expected_of(thing):
    left, top, width, height = thing["box"]
    kind, place = "bbox", [left, top, left + width, top + height]
    if thing["mask"]:
        kind, place = "mask", [list(map(int, row)) for row in thing["mask"]]
    elif thing["ring"]:
        kind, place = "polygon", [value for point in thing["ring"] for value in point]
    return kind, thing["name"], thing["track"], thing["confidence"], place


for export in facts.asked():
    dataset = dm.Dataset.import_from(str(export.path), "cvat")
    labels = [label.name for label in dataset.categories()[KIND.label].items]
    facts.same(labels[: len(export.names)], export.names, "labels")
    items = {item.id: item for item in dataset}
    pictures = {facts.stem(name): things for name, things in export.pictures().items()}
    facts.same(sorted(items), sorted(pictures), "pictures")
    for stem, things in pictures.items():
        item = items[stem]
        facts.same(list(item.media.size), [export.height, export.width], "size")
        found = list(objects_of(item, labels))
        facts.same(found, [expected_of(t) for t in things], stem, within=0.005)
        points = [(labels[a.label], *np.array(a.points).tolist())
                  for a in item.annotations if a.type == KIND.points]  # fmt: skip
        posed = [t["keypoints"] for t in things if t["keypoints"]]
        expected = [(name, *pose.get(name, (0.0, 0.0))[:2])
                    for pose in posed for name in export.keypoints]  # fmt: skip
        facts.same(points, expected, f"points of {stem}", within=0.005)
        groups = [a.group for a in item.annotations if a.type == KIND.bbox and a.group]
        facts.same(groups, list(range(1, len(posed) + 1)), "groups")
