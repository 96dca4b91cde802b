"""The tables of a result, as Arrow schemas.

Frame numbers are 0-based in the source video, times are seconds, lengths are pixels of the frame
the model saw with the origin at its top left corner. Null is unknown, never 0. What was sent is
kept as sent. Rows stand in the document's order of models, then by sample, then by position.
"""

from __future__ import annotations

from typing import Final

import pyarrow as pa

from vidresults.schema.fields import TABLE_KEY, VERSION_KEY, field

SCHEMA_VERSION: Final = 1

TASKS: Final = (
    "object-detection",
    "instance-segmentation",
    "keypoint-detection",
    "classification",
    "multi-label-classification",
    "semantic-segmentation",
    "clip-embed-image",
    "gaze-detection",
    "opaque",
)
"""What a model did on one frame; the names of the Video Inference API where it has one."""

STATES: Final = ("inferred", "not_inferred", "failed")

CONTENT: Final = (
    "detections", "classifications", "semantic_masks", "embeddings", "gazes", "opaque",
)  # fmt: skip
"""The tables that hold what models found; their rows belong to a row of inferences."""

TEXT, LONG, INT, REAL, FLAG = pa.string(), pa.int64(), pa.int32(), pa.float64(), pa.bool_()
_ABSENT = "not sent"


def _struct(nullable: tuple[str, ...] = (), **parts: pa.DataType) -> pa.StructType:
    return pa.struct([pa.field(name, kind, name in nullable) for name, kind in parts.items()])


def _list(item: pa.DataType) -> pa.ListType:
    return pa.list_(pa.field("item", item, nullable=False))


POINT: Final = _struct(x=REAL, y=REAL)
RING: Final = _list(POINT)
RLE: Final = _struct(height=INT, width=INT, counts=TEXT)
KEYPOINT: Final = _struct(
    ("confidence", "class_id", "class_name"),
    x=REAL, y=REAL, confidence=REAL, class_id=LONG, class_name=TEXT,
)  # fmt: skip
ROTATED_BOX: Final = _struct(
    x_center=REAL, y_center=REAL, width=REAL, height=REAL, angle_degrees=REAL
)
NAMED_CLASS: Final = _struct(class_id=LONG, class_name=TEXT)
MODEL: Final = _struct(
    ("version", "task", "params"), model=TEXT, version=TEXT, task=TEXT, params=TEXT
)

_SOURCE = field(
    "source_id", TEXT, "which result: the job id, else the file's stem and 8 digits of its sha256"
)
_MODEL = field("model", TEXT, "key of the model's list in the document: the project's slug")
_SAMPLE = field("sample_index", INT, "0-based position in the document's lists")
_FRAME = field("frame_index", LONG, "0-based frame number in the source video")
_TIME = field("time_seconds", REAL, "time of the frame, as sent", unit="s", null="no time was sent")
_PLACE = (_SOURCE, _MODEL, _SAMPLE, _FRAME, _TIME)
_EXTRA = field(
    "extra", TEXT, "as JSON, what the other columns do not hold", null="nothing is left over"
)
_CONFIDENCE = field("confidence", REAL, "the model's confidence, 0 to 1", null="unknown")
_CLASS_ID = field("class_id", LONG, "the class's number in the model's own list", null=_ABSENT)
_BOX = (
    field("x_center", REAL, "centre of the box", unit="px"),
    field("y_center", REAL, "centre of the box", unit="px"),
    field("width", REAL, "width of the box", unit="px"),
    field("height", REAL, "height of the box", unit="px"),
)

_FIELDS: dict[str, tuple[pa.Field, ...]] = {
    "documents": (
        _SOURCE,
        field("path", TEXT, "the file as it was named", null="the document came from memory"),
        field("sha256", TEXT, "checksum of the file's bytes as stored"),
        field("kind", TEXT, "the outside format it was read from"),
        field("job_id", TEXT, "the job that made it", null="unknown"),
        field("models", _list(MODEL), "its models: key, version, task, parameters as JSON"),
        field("infer_fps_numerator", LONG, "asked samples per second", null="unknown"),
        field("infer_fps_denominator", LONG, "asked samples per second", null="unknown"),
        field("video_fps_numerator", LONG, "frames per second of the joined video", null="unknown"),
        field("video_fps_denominator", LONG, "frames per second of the joined video",
              null="unknown"),
        field("video_path", TEXT, "the joined video", null="no video was joined"),
        field(
            "video_sha256", TEXT, "checksum of the joined video",
            null="no video was joined, or it was not read whole",
        ),
        field("video_width", INT, "width of the joined video as shown", unit="px",
              null="no video was joined"),
        field("video_height", INT, "height of the joined video as shown", unit="px",
              null="no video was joined"),
        field("operations", _list(TEXT), "what was done to it since it was read, in order"),
        field("schema_version", INT, "version of these tables"),
        _EXTRA,
    ),
    "classes": (
        _SOURCE,
        _MODEL,
        _CLASS_ID,
        field("class_name", TEXT, "the class's name"),
        field("declared", FLAG, "true: from a list the user gave; false: seen in the result"),
    ),
    "frames": (
        _SOURCE,
        _SAMPLE,
        _FRAME,
        _TIME,
        field("video_pts", LONG, "presentation time in ticks of the video's time base",
              unit="tick", null="no video was joined, or the frame is not in it"),
        field("video_time_seconds", REAL, "presentation time in the video file itself", unit="s",
              null="no video was joined, or the frame is not in it"),
        _EXTRA,
    ),
    "inferences": (
        _SOURCE,
        _MODEL,
        field("task", TEXT, "what the model did, told by the element's shape",
              null="not inferred, or an empty list that has no shape"),
        _SAMPLE,
        _FRAME,
        _TIME,
        field("state", TEXT, "inferred; not_inferred: null was sent; failed: an error was sent"),
        field("image_width", INT, "width of the frame the model saw", unit="px", null=_ABSENT),
        field("image_height", INT, "height of the frame the model saw", unit="px", null=_ABSENT),
        field("inference_id", TEXT, "id of the batch; several frames share one", null=_ABSENT),
        field("batch_seconds", REAL, "latency of the whole batch, repeated by its frames: never "
              "sum it", unit="s", null=_ABSENT),
        _EXTRA,
    ),
    "detections": (
        *_PLACE,
        field("detection_index", INT, "0-based position among the frame's predictions"),
        field("detection_id", TEXT, "id of the detection, new on every run", null=_ABSENT),
        field("parent_id", TEXT, "id of what it was found in", null=_ABSENT),
        field("tracker_id", LONG, "id of the track", null="not tracked"),
        field("class_name", TEXT, "the class's name"),
        _CLASS_ID,
        _CONFIDENCE,
        field("class_confidence", REAL, "confidence of the class alone, 0 to 1", null=_ABSENT),
        *_BOX,
        field("rotated_box", ROTATED_BOX, "the box as a rotated rectangle", unit="px, degrees",
              null="the box is upright"),
        field("polygons", _list(RING), "outlines, one ring each, not closed", unit="px",
              null="no outline"),
        field("rle", RLE, "mask as compressed COCO run lengths, column by column", unit="px",
              null="no mask"),
        field("keypoints", _list(KEYPOINT), "keypoints as sent; match them by class, never by "
              "position", unit="px", null="no keypoints"),
        _EXTRA,
    ),
    "classifications": (
        *_PLACE,
        field("rank", INT, "0-based position among the frame's classes, as sent"),
        field("class_name", TEXT, "the class's name"),
        _CLASS_ID,
        _CONFIDENCE,
        field("predicted", FLAG, "the model's answer: the top class, or one of several labels"),
        _EXTRA,
    ),
    "semantic_masks": (
        *_PLACE,
        field("mask_png", pa.binary(), "PNG of 8 bit, a pixel's value is its class id"),
        field("class_map", _list(NAMED_CLASS), "names of the class ids, in the order sent"),
        field("confidence_png", pa.binary(), "PNG of 8 bit, a pixel's confidence times 255",
              null=_ABSENT),
        _EXTRA,
    ),
    "embeddings": (
        *_PLACE,
        field("vector", _list(REAL), "the frame's vector, not normalised"),
        _EXTRA,
    ),
    "gazes": (
        *_PLACE,
        field("face_index", INT, "0-based position among the frame's faces"),
        *_BOX,
        field("landmarks", RING, "points of the face: eyes, nose, mouth, ears", unit="px",
              null=_ABSENT),
        _CONFIDENCE,
        field("yaw_radians", REAL, "turn of the gaze to the side", unit="rad", null=_ABSENT),
        field("pitch_radians", REAL, "tilt of the gaze up or down", unit="rad", null=_ABSENT),
        _EXTRA,
    ),
    "opaque": (
        *_PLACE,
        field("json", TEXT, "an element of a kind that has no table, as it was sent"),
    ),
    "defects": (
        _SOURCE,
        field("path", TEXT, "the file", null="the document came from memory"),
        field("byte_offset", LONG, "0-based position in the file", null="unknown"),
        field("model", TEXT, "key of the model's list", null="outside of any model"),
        field("sample_index", INT, "0-based position in the list", null="outside of any element"),
        field("frame_index", LONG, "0-based frame number in the source video",
              null="outside of any element"),
        field("detection_index", INT, "0-based position among the predictions",
              null="outside of any prediction"),
        field("field", TEXT, "the field's name", null="no single field"),
        field("message", TEXT, "what was found and what would be right"),
    ),
}  # fmt: skip

TABLES: Final[dict[str, pa.Schema]] = {
    name: pa.schema(fields, metadata={TABLE_KEY: name, VERSION_KEY: str(SCHEMA_VERSION)})
    for name, fields in _FIELDS.items()
}
"""The Arrow schema of every table, by name; the schema version stands in each one's metadata."""
