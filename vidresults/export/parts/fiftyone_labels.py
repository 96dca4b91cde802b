"""Labels as FiftyOne stores them: lengths are shares of the picture, masks lie inside their box."""

from __future__ import annotations

import base64
import hashlib
import io
import zlib
from typing import Any

import numpy as np
from pycocotools import mask as coco_mask

from vidresults.export.labels.coco_shapes import annotation, keypoint_name
from vidresults.export.parts.fiftyone_schema import item_class

Row = dict[str, Any]


def object_id(*parts: object) -> Row:
    """An id of FiftyOne, the same for the same parts."""
    return {"$oid": hashlib.sha256(repr(parts).encode()).hexdigest()[:24]}


def label(kind: str, of: tuple[object, ...], values: Row) -> Row:
    """One label of a field of labels; values that are not known are left out.

    Args:
        kind: That of the field, such as "Detections".
        of: What makes its id unique.
        values: What it says.
    """
    known = {name: value for name, value in values.items() if value is not None}
    return {"_id": object_id(kind, *of), "_cls": item_class(kind), "tags": [], **known}


def detection(row: Row, name: str, size: tuple[int, int]) -> Row:
    """The values of a box. With a mask the box is that of its pixels: FiftyOne lays it over them.

    The box as predicted is `predicted_box` then.

    Args:
        row: The detection.
        name: Its class.
        size: Width and height of the picture.
    """
    width, height = size
    left, top = row["x_center"] - row["width"] / 2, row["y_center"] - row["height"] / 2
    box = [left / width, top / height, row["width"] / width, row["height"] / height]
    return {
        "attributes": {},
        "label": name,
        "bounding_box": box,
        **_mask(row, size, box),
        "confidence": row["confidence"],
        "index": row["tracker_id"],
        "detection_id": row["detection_id"],
        "parent_id": row["parent_id"],
        "class_confidence": row["class_confidence"],
    }


def keypoint(row: Row, name: str, size: tuple[int, int]) -> Row:
    """The values of the keypoints of a box, in the order in which they were sent."""
    points = row["keypoints"]
    return {
        "attributes": {},
        "label": name,
        "points": [[point["x"] / size[0], point["y"] / size[1]] for point in points],
        "confidence": [point["confidence"] for point in points],
        "index": row["tracker_id"],
        "names": [keypoint_name(point, at) for at, point in enumerate(points)],
    }


def _mask(row: Row, size: tuple[int, int], box: list[float]) -> Row:
    image = {"frame_index": row["frame_index"], "width": size[0], "height": size[1]}
    rle = annotation(row | {"keypoints": None}, image, [], "rle").get("segmentation")
    if rle is None or not coco_mask.area(rle):
        return {}
    left, top, width, height = (int(edge) for edge in coco_mask.toBbox(rle))
    pixels = coco_mask.decode(rle)[top : top + height, left : left + width].astype(np.bool_)
    return {
        "bounding_box": [left / size[0], top / size[1], width / size[0], height / size[1]],
        "mask": _stored(pixels),
        "predicted_box": box,
    }


def _stored(array: Any) -> Row:
    """An array as FiftyOne stores it: numpy's file, compressed."""
    file = io.BytesIO()
    np.save(file, array, allow_pickle=False)
    text = base64.b64encode(zlib.compress(file.getvalue())).decode("ascii")
    return {"$binary": {"base64": text, "subType": "00"}}
