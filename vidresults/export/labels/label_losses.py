"""What datasets with a text of labels for each picture cannot keep."""

from __future__ import annotations

from typing import Final

_NOT_A_BOX = "labels are of boxes"
_NO_PLACE = "labels have no place for it"

LOSES: Final = {
    "classifications": _NOT_A_BOX,
    "semantic_masks": _NOT_A_BOX,
    "embeddings": _NOT_A_BOX,
    "gazes": _NOT_A_BOX,
    "opaque": _NOT_A_BOX,
    "defects": _NO_PLACE,
    "inferences.extra": _NO_PLACE,
    "detections.confidence": "labels are taken for the truth",
    "detections.class_confidence": "labels are taken for the truth",
    "detections.tracker_id": _NO_PLACE,
    "detections.parent_id": _NO_PLACE,
    "detections.rotated_box": "boxes are upright",
    "detections.polygons": "a label is a box",
    "detections.rle": "a label is a box",
    "detections.keypoints": "a label is a box",
    "detections.extra": _NO_PLACE,
}
"""Of what was found."""

OMITS: Final = {
    "documents": "pictures are named after their source",
    "classes": "labels name or number them",
    "frames.sample_index": "pictures have the frame's number",
    "frames.time_seconds": "pictures have the frame's number",
    "frames.video_pts": "pictures have the frame's number",
    "frames.video_time_seconds": "pictures have the frame's number",
    "frames.extra": _NO_PLACE,
    "inferences.model": "classes are named with it where models share a name",
    "inferences.state": "frames without an answer are counted in the notes",
    "inferences.task": _NO_PLACE,
    "inferences.inference_id": _NO_PLACE,
    "inferences.batch_seconds": _NO_PLACE,
    "detections.class_id": "the dataset numbers its classes",
    "detections.detection_id": _NO_PLACE,
    "detections.detection_index": "labels are in order",
}
"""Of numbering and provenance."""

SIZE_OMITS: Final = {
    "inferences.image_width": "pictures have it, boxes end at it",
    "inferences.image_height": "pictures have it, boxes end at it",
}
"""Of the size, where boxes are in pixels and the labels do not tell it."""

_BOX = "an object with a mask is told by it alone, counted in the notes"
DRAWN_OMITS: Final = {
    f"detections.{name}": _BOX for name in ("x_center", "y_center", "width", "height")
}
"""Of boxes, where objects are drawn as their masks."""
