"""Rows back into one element of the API's lists: what `extra` kept is laid over the columns."""

from __future__ import annotations

import base64
import json
from typing import Any

import msgspec

Row = dict[str, Any]


def element(inference: Row, rows: dict[str, list[Row]]) -> Any:
    """The element of one inference, from its rows by table."""
    if rows["opaque"]:
        return msgspec.Raw(rows["opaque"][0]["json"].encode())
    if inference["state"] != "inferred":
        return None
    extra = json.loads(inference["extra"]) if inference["extra"] else {}
    if rows["embeddings"] and "embeddings" not in extra:
        return rows["embeddings"][0]["vector"]
    if extra == []:
        return [_gaze(row) for row in rows["gazes"]]
    if isinstance(extra, list):
        return [_object(inference, rows, extra[0])]
    return _object(inference, rows, extra)


def _object(inference: Row, rows: dict[str, list[Row]], extra: dict[str, Any]) -> dict[str, Any]:
    image = _known({"width": inference["image_width"], "height": inference["image_height"]})
    head = _known(
        {
            "inference_id": inference["inference_id"],
            "time": inference["batch_seconds"],
            "image": image or None,
        }
    )
    if rows["embeddings"]:
        return {**head, **extra, "embeddings": [rows["embeddings"][0]["vector"]]}
    return {**head, **_predictions(inference["task"], rows), **extra}


def _predictions(task: str | None, rows: dict[str, list[Row]]) -> dict[str, Any]:
    if task == "semantic-segmentation":
        return {"predictions": _semantic(rows["semantic_masks"][0])}
    if task == "gaze-detection":
        return {"predictions": [_gaze(row) for row in rows["gazes"]]}
    scores = rows["classifications"]
    if task == "classification":
        top = next((row for row in scores if row["predicted"]), None)
        answer = {"top": top["class_name"], "confidence": top["confidence"]} if top else {}
        return {"predictions": [_class(row) for row in scores], **answer}
    if task == "multi-label-classification":
        return {
            "predictions": {row["class_name"]: _class(row, named=False) for row in scores},
            "predicted_classes": [row["class_name"] for row in scores if row["predicted"]],
        }
    return {"predictions": [_detection(row) for row in rows["detections"]]}


def _detection(row: Row) -> dict[str, Any]:
    extra = json.loads(row["extra"]) if row["extra"] else {}
    masks: dict[str, Any] = {}
    if row["rle"] is not None:
        rle = {"size": [row["rle"]["height"], row["rle"]["width"]], "counts": row["rle"]["counts"]}
        masks["rle_mask" if extra.get("rle_mask") == {} else "rle"] = rle
        if "rle_mask" in masks or "rle_mask" in extra:
            extra = {k: v for k, v in extra.items() if (k, v) != ("rle_mask", {})}
    sent = {
        "x": row["x_center"],
        "y": row["y_center"],
        "width": row["width"],
        "height": row["height"],
        "confidence": row["confidence"],
        "class": row["class_name"],
        "class_confidence": row["class_confidence"],
        "points": row["polygons"][0] if row["polygons"] else None,
        **masks,
        "class_id": row["class_id"],
        "tracker_id": row["tracker_id"],
        "detection_id": row["detection_id"],
        "parent_id": row["parent_id"],
        "keypoints": None if row["keypoints"] is None else [_keypoint(p) for p in row["keypoints"]],
    }
    return {**_known(sent), **extra}


def _keypoint(point: Row) -> dict[str, Any]:
    return _known(
        {
            "x": point["x"],
            "y": point["y"],
            "confidence": point["confidence"],
            "class_id": point["class_id"],
            "class": point["class_name"],
        }
    )


def _class(row: Row, *, named: bool = True) -> dict[str, Any]:
    extra = json.loads(row["extra"]) if row["extra"] else {}
    name = {"class": row["class_name"]} if named else {}
    scores = {"class_id": row["class_id"], "confidence": row["confidence"]}
    return {**name, **_known(scores), **extra}


def _semantic(row: Row) -> dict[str, Any]:
    extra = json.loads(row["extra"]) if row["extra"] else {}
    sent = {
        "segmentation_mask": _base64(row["mask_png"]),
        "class_map": {str(c["class_id"]): c["class_name"] for c in row["class_map"]},
        "confidence_mask": _base64(row["confidence_png"]),
    }
    return {**_known(sent), **extra}


def _gaze(row: Row) -> dict[str, Any]:
    extra = json.loads(row["extra"]) if row["extra"] else {}
    face = {
        "x": row["x_center"],
        "y": row["y_center"],
        "width": row["width"],
        "height": row["height"],
        "confidence": row["confidence"],
        "landmarks": row["landmarks"],
    }
    angles = {"yaw": row["yaw_radians"], "pitch": row["pitch_radians"]}
    return {"face": {**_known(face), **extra.pop("face", {})}, **_known(angles), **extra}


def _base64(data: bytes | None) -> str | None:
    return None if data is None else base64.b64encode(data).decode()


def _known(values: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value is not None}
