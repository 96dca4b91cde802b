"""What formats of tracks of boxes cannot keep, for those who draw and correct them."""

from __future__ import annotations

from typing import Final

_TRACKS = "tracks are of boxes"
_NO_PLACE = "tracks have no place for it"
_BOXES = "tracks are written as upright boxes"

LOSES: Final = {
    "classifications": _TRACKS,
    "semantic_masks": _TRACKS,
    "embeddings": _TRACKS,
    "gazes": _TRACKS,
    "opaque": _TRACKS,
    "defects": _NO_PLACE,
    "inferences.extra": _NO_PLACE,
    "detections.detection_id": _NO_PLACE,
    "detections.parent_id": _NO_PLACE,
    "detections.class_confidence": _NO_PLACE,
    "detections.rotated_box": _BOXES,
    "detections.polygons": _BOXES,
    "detections.rle": _BOXES,
    "detections.keypoints": _BOXES,
    "detections.extra": _NO_PLACE,
}
"""Of what was found."""

OMITS: Final = {
    "documents": "a task names its video",
    "classes": "labels name them",
    "frames.sample_index": "frames are numbered as in the video",
    "frames.video_pts": "frames are numbered as in the video",
    "frames.video_time_seconds": "frames are numbered as in the video",
    "frames.extra": _NO_PLACE,
    "inferences.task": _NO_PLACE,
    "inferences.state": "frames that were not inferred are counted in a note",
    "inferences.inference_id": _NO_PLACE,
    "inferences.batch_seconds": _NO_PLACE,
    "detections.class_id": "labels have names",
    "detections.detection_index": "tracks are in order",
}
"""Of numbering and provenance."""
