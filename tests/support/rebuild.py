"""Turns tables back into the document, to prove that they lose nothing.

Written from the meaning of the columns alone: it shares no code with the exporters.
"""

import base64
import json
from collections import defaultdict

_CONTENT = ("detections", "classifications", "semantic_masks", "embeddings", "gazes", "opaque")


def rebuilt(results):
    """The document behind the results of one source."""
    rows = defaultdict(lambda: defaultdict(list))
    for table in _CONTENT:
        for row in results.table(table).to_pylist():
            rows[row["model"], row["sample_index"]][table].append(row)
    frames = results.frames.to_pylist()
    (source,) = results.documents.to_pylist()
    lists = {item["model"]: [None] * len(frames) for item in source["models"]}
    for inference in results.inferences.to_pylist():
        key = inference["model"], inference["sample_index"]
        lists[key[0]][key[1]] = _element(inference, rows[key])
    return {
        **_extra(source),
        "frame_offset": [row["frame_index"] for row in frames],
        "time_offset": [row["time_seconds"] for row in frames],
        **lists,
    }


def plain(value):
    """The value without null members, for which absent means the same; true is no 1."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items() if item is not None}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return ("flag", value) if isinstance(value, bool) else value


def _element(inference, rows):
    if rows["opaque"]:
        return json.loads(rows["opaque"][0]["json"])
    if inference["state"] == "not_inferred":
        return None
    extra = _extra(inference)
    if rows["embeddings"] and "embeddings" not in extra:
        return rows["embeddings"][0]["vector"]
    if extra == []:
        return [_face(row) for row in rows["gazes"]]
    if isinstance(extra, list):
        return [_object(inference, rows, extra[0])]
    return _object(inference, rows, extra)


def _object(inference, rows, extra):
    head = {
        "inference_id": inference["inference_id"],
        "time": inference["batch_seconds"],
        "image": _known(width=inference["image_width"], height=inference["image_height"]) or None,
    }
    if rows["embeddings"]:
        return head | extra | {"embeddings": [rows["embeddings"][0]["vector"]]}
    return head | _content(inference["task"], rows) | extra


def _content(task, rows):
    labels = rows["classifications"]
    answers = [row for row in labels if row["predicted"]]
    if task == "classification":
        top = [{"top": row["class_name"], "confidence": row["confidence"]} for row in answers]
        return {"predictions": [_label(row) for row in labels]} | (top[0] if top else {})
    if task == "multi-label-classification":
        by_name = {row["class_name"]: _label(row, "class") for row in labels} if labels else {}
        return {"predictions": by_name, "predicted_classes": [r["class_name"] for r in answers]}
    if task == "semantic-segmentation":
        return {"predictions": _labelled_frame(rows["semantic_masks"][0])}
    if task == "gaze-detection":
        return {"predictions": [_face(row) for row in rows["gazes"]]}
    return {"predictions": [_box(row) for row in rows["detections"]]}


def _label(row, *left_out):
    sent = {"class": row["class_name"]} | _fields(row, "class_id", "confidence")
    return {key: item for key, item in sent.items() if key not in left_out} | _extra(row)


def _box(row):
    extra = _extra(row)
    spelling = "rle_mask" if extra.get("rle_mask") == {} else "rle"
    if spelling == "rle_mask":
        del extra["rle_mask"]
    mask = row["rle"]
    sent = _fields(
        row, "width", "height", "confidence", "class_id", "class_confidence", "tracker_id",
        "detection_id", "parent_id",
    )  # fmt: skip
    sent |= {"x": row["x_center"], "y": row["y_center"], "class": row["class_name"]}
    if row["polygons"] is not None:
        (sent["points"],) = row["polygons"]
    if mask is not None:
        sent[spelling] = {"size": [mask["height"], mask["width"]], "counts": mask["counts"]}
    if row["keypoints"] is not None:
        sent["keypoints"] = [
            _fields(p, "x", "y", "confidence", "class_id") | _known(**{"class": p["class_name"]})
            for p in row["keypoints"]
        ]
    return sent | extra


def _labelled_frame(row):
    pictures = {"segmentation_mask": row["mask_png"], "confidence_mask": row["confidence_png"]}
    texts = {
        key: base64.b64encode(data).decode() for key, data in pictures.items() if data is not None
    }
    names = {str(item["class_id"]): item["class_name"] for item in row["class_map"]}
    return texts | {"class_map": names} | _extra(row)


def _face(row):
    extra = _extra(row)
    face = _fields(row, "width", "height", "confidence", "landmarks")
    face |= {"x": row["x_center"], "y": row["y_center"]} | extra.pop("face", {})
    return {"face": face} | _known(yaw=row["yaw_radians"], pitch=row["pitch_radians"]) | extra


def _fields(row, *names):
    return _known(**{name: row[name] for name in names})


def _known(**values):
    return {key: value for key, value in values.items() if value is not None}


def _extra(row):
    return json.loads(row["extra"]) if row["extra"] else {}
