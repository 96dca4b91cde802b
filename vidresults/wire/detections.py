"""Elements with boxes: object detection, instance segmentation, keypoint detection."""

from __future__ import annotations

from typing import Any

from vidresults.errors import FormatError, Place
from vidresults.geometry import compress_runs, expand_runs
from vidresults.wire.frame_space import Space, space_of, to_frame
from vidresults.wire.rotated_box import rotate
from vidresults.wire.rows import Rows, Sample, as_extra, leftover
from vidresults.wire.shapes import Keypoint, Point, Prediction, RunLengths, keys_of, read_as
from vidresults.wire.spelled import read_all_spelled, read_spelled

BOX_KEYS = frozenset({"x", "y", "width", "height"})
_SHAPE_KEYS = frozenset({"points", "rle", "rle_mask", "keypoints"})
_KNOWN = keys_of(Prediction) | _SHAPE_KEYS
_POINT_KEYS = keys_of(Point)
_KEYPOINT_KEYS = keys_of(Keypoint)


def read_detections(
    element: dict[str, Any], predictions: list[dict[str, Any]], sample: Sample, rows: Rows
) -> str:
    """Add a row for each prediction and return the task that their shape tells.

    Raises:
        FormatError: A prediction lacks a field or has a wrong one; names prediction and field.
    """
    for index, prediction in enumerate(predictions):
        try:
            row = _row(prediction, space_of(element, prediction))
        except FormatError as error:
            rows.refuse(error.within(prediction=index))
            continue
        rows.add("detections", {**sample.columns(), "detection_index": index, **row})
    if any(p.get("keypoints") is not None for p in predictions):
        return "keypoint-detection"
    if any(p.get(key) is not None for p in predictions for key in ("points", "rle", "rle_mask")):
        return "instance-segmentation"
    return "object-detection"


def _row(prediction: dict[str, Any], space: Space) -> dict[str, Any]:
    box, texts = read_spelled(Prediction, prediction)
    extra = leftover(prediction, _KNOWN) | texts
    row = {
        "detection_id": box.detection_id,
        "parent_id": box.parent_id,
        "tracker_id": box.tracker_id,
        "class_name": box.class_name,
        "class_id": box.class_id,
        "confidence": box.confidence,
        "class_confidence": box.class_confidence,
        "x_center": box.x,
        "y_center": box.y,
        "width": box.width,
        "height": box.height,
        "polygons": _polygons(prediction.get("points"), extra),
        "rle": _run_lengths(prediction, extra),
        "keypoints": _keypoints(prediction.get("keypoints"), extra),
    }
    to_frame(row, extra, prediction, space)
    rotate(row, extra, prediction, space)
    return {**row, "extra": as_extra(extra)}


def _polygons(points: Any, extra: dict[str, Any]) -> list[list[dict[str, float]]] | None:
    """The API's `points` as one ring; points with more than x and y are also kept as sent."""
    if points is None:
        return None
    ring, spelled = read_all_spelled(Point, points, field="points")
    if spelled or any(p.keys() - _POINT_KEYS for p in points):
        extra["points"] = points
    return [[{"x": p.x, "y": p.y} for p in ring]]


def _keypoints(keypoints: Any, extra: dict[str, Any]) -> list[dict[str, Any]] | None:
    if keypoints is None:
        return None
    read, spelled = read_all_spelled(Keypoint, keypoints, field="keypoints")
    if spelled or any(p.keys() - _KEYPOINT_KEYS for p in keypoints):
        extra["keypoints"] = keypoints
    return [
        {
            "x": p.x,
            "y": p.y,
            "confidence": p.confidence,
            "class_id": p.class_id,
            "class_name": p.class_name,
        }
        for p in read
    ]


def _run_lengths(prediction: dict[str, Any], extra: dict[str, Any]) -> dict[str, Any] | None:
    """The mask under `rle` (servers) or `rle_mask` (Workflows).

    `extra` keeps what the column cannot: the second spelling as an empty object, and as sent a
    mask that has other keys or a plain list of runs (with `rle` null where it was not sent).
    """
    sent = [key for key in ("rle", "rle_mask") if prediction.get(key) is not None]
    if not sent:
        return None
    key, value = sent[0], prediction[sent[0]]
    mask = read_as(RunLengths, value, field=key)
    height, width = mask.size
    try:
        runs = expand_runs(mask.counts) if isinstance(mask.counts, str) else mask.counts
    except ValueError as error:
        raise FormatError(str(error), Place(field=f"{key}.counts")) from None
    if sum(runs) != height * width:
        raise FormatError(
            f"found runs of {sum(runs)} pixels in all, expected {height} x {width}",
            Place(field=f"{key}.counts"),
        )
    counts = mask.counts if isinstance(mask.counts, str) else compress_runs(mask.counts)
    if value.keys() != keys_of(RunLengths) or not isinstance(mask.counts, str):
        extra |= {"rle": None, key: value}
    elif key == "rle_mask":
        extra[key] = {}
    if len(sent) > 1:
        read_as(RunLengths, prediction[sent[1]], field=sent[1])
        extra[sent[1]] = prediction[sent[1]]
    return {"height": height, "width": width, "counts": counts}
