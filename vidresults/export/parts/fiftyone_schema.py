"""The fields that FiftyOne wants declared of a dataset, in the form in which it stores them."""

from __future__ import annotations

from typing import Any, Final

Row = dict[str, Any]

_FIELDS: Final = "fiftyone.core.fields."
_LABELS: Final = "fiftyone.core.labels."
_OF_LABELS: Final = [("id", "ObjectId", "_id"), ("tags", "Strings", "tags")]
_ATTRIBUTES: Final = ("attributes", "Attributes", "attributes")
_NAMED: Final = ("label", "String", "label")
_SURE: Final = ("confidence", "Float", "confidence")
_INDEX: Final = ("index", "Int", "index")
_LOGITS: Final = ("logits", "Vector", "logits")
_ITEMS: Final = {
    "Detections": ("detections", "Detection", [
        *_OF_LABELS, _ATTRIBUTES, _NAMED, ("bounding_box", "Floats", "bounding_box"),
        ("mask", "Array", "mask"), ("mask_path", "String", "mask_path"), _SURE, _INDEX,
    ]),
    "Keypoints": ("keypoints", "Keypoint", [
        *_OF_LABELS, _ATTRIBUTES, _NAMED, ("points", "Keypoints", "points"),
        ("confidence", "Floats", "confidence"), _INDEX,
    ]),
    "Classifications": ("classifications", "Classification", [
        *_OF_LABELS, _NAMED, _SURE, _LOGITS,
    ]),
    "TemporalDetections": ("detections", "TemporalDetection", [
        *_OF_LABELS, _NAMED, ("support", "FrameSupport", "support"), _SURE,
    ]),
}  # fmt: skip
_VIDEO: Final = [
    ("size_bytes", "Int", "size_bytes"), ("mime_type", "String", "mime_type"),
    ("frame_width", "Int", "frame_width"), ("frame_height", "Int", "frame_height"),
    ("frame_rate", "Float", "frame_rate"),
    ("total_frame_count", "Int", "total_frame_count"), ("duration", "Float", "duration"),
    ("encoding_str", "String", "encoding_str"),
]  # fmt: skip
_LISTS: Final = {"Strings": "String", "Floats": "Float"}
_SUBFIELDS: Final = {**_LISTS, "FrameSupport": "Int"}


def items_of(kind: str) -> str:
    """The name of the list of labels in a field of labels, such as "detections"."""
    return _ITEMS[kind][0]


def item_class(kind: str) -> str:
    """The class of one label in a field of labels, such as "Detection"."""
    return _ITEMS[kind][1]


def sample_fields(presences: list[str]) -> list[Row]:
    """The fields of a video: its own ones, and those of its presences."""
    return [
        _field("id", "ObjectId", "_id"),
        _field("filepath", "String", "filepath"),
        _field("tags", "Strings", "tags"),
        _embedded("metadata", "fiftyone.core.metadata.VideoMetadata", _all(_VIDEO)),
        _field("created_at", "DateTime", "created_at", read_only=True),
        _field("last_modified_at", "DateTime", "last_modified_at", read_only=True),
        *(_labels(name, "TemporalDetections") for name in presences),
    ]


def frame_fields(kinds: dict[str, str]) -> list[Row]:
    """The fields of a frame: its own ones, and one for each name of labels with their kind."""
    return [
        _field("id", "ObjectId", "_id"),
        _field("frame_number", "FrameNumber", "frame_number"),
        _field("created_at", "DateTime", "created_at", read_only=True),
        _field("last_modified_at", "DateTime", "last_modified_at", read_only=True),
        *(_labels(name, kind) for name, kind in kinds.items()),
    ]


def _labels(name: str, kind: str) -> Row:
    items, item, fields = _ITEMS[kind]
    of_items = _field(items, "List", items) | {
        "embedded_doc_type": _LABELS + item,
        "subfield": f"{_FIELDS}EmbeddedDocumentField",
        "fields": _all(fields),
    }
    logits = _all([_LOGITS]) if kind == "Classifications" else []
    return _embedded(name, _LABELS + kind, [of_items, *logits])


def _embedded(name: str, kind: str, fields: list[Row]) -> Row:
    return _field(name, "EmbeddedDocument", name) | {"embedded_doc_type": kind, "fields": fields}


def _all(fields: list[tuple[str, str, str]]) -> list[Row]:
    return [_field(*one) for one in fields]


def _field(name: str, kind: str, stored: str, *, read_only: bool = False) -> Row:
    subfield, embedded = _SUBFIELDS.get(kind), None
    if kind == "Attributes":
        kind, subfield, embedded = "Dict", "EmbeddedDocument", f"{_LABELS}Attribute"
    return {
        "name": name,
        "ftype": f"{_FIELDS}{'List' if kind in _LISTS else kind}Field",
        "embedded_doc_type": embedded,
        "subfield": subfield and f"{_FIELDS}{subfield}Field",
        "fields": [],
        "db_field": stored,
        "description": None,
        "info": None,
        "read_only": read_only,
        "created_at": None,
    }
