"""What formats of segments cannot keep."""

from __future__ import annotations

from typing import Final

_OF_CLASSES = "segments tell when a class is there"

LOSES: Final = {
    "semantic_masks": _OF_CLASSES,
    "embeddings": _OF_CLASSES,
    "gazes": _OF_CLASSES,
    "opaque": _OF_CLASSES,
    "defects": _OF_CLASSES,
    **{
        f"detections.{name}": _OF_CLASSES
        for name in (
            "parent_id", "tracker_id", "confidence", "class_confidence", "x_center", "y_center",
            "width", "height", "rotated_box", "polygons", "rle", "keypoints", "extra",
        )
    },
    "classifications.confidence": _OF_CLASSES,
    "classifications.extra": _OF_CLASSES,
}  # fmt: skip
"""Of what was found."""

_NO_PLACE = "segments have no place for it"
OMITS: Final = {
    "documents": _NO_PLACE,
    "classes": "segments name them",
    "frames.sample_index": "segments have times",
    "frames.frame_index": "segments have times",
    "frames.time_seconds": "the video's own time is written where it is known",
    "frames.video_pts": "segments have times",
    "frames.extra": _NO_PLACE,
    "inferences": "what no model answered on is counted in the notes",
    "detections.detection_index": _OF_CLASSES,
    "detections.detection_id": _OF_CLASSES,
    "detections.class_id": "segments name classes",
    "classifications.rank": "segments are in the order of time",
    "classifications.class_id": "segments name classes",
}
"""Of numbering and provenance."""
