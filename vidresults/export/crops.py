"""Crops: a picture of each box, in a folder for each class, with `metadata.jsonl` on each.

`car/street_000012_3.jpg` is row 3 (`detection_index`) of frame 12 of `street`; with several models
`car/street_000012_m2_3.jpg` of the second. The metadata has the columns of `csv`, boxes as
predicted. Without the videos there are the folders and the metadata alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from vidresults import atomic
from vidresults.export.format import Format
from vidresults.export.labels.clipping import Clipped
from vidresults.export.pictures.class_pictures import ClassPictures
from vidresults.export.pictures.cutting import cut_pictures

if TYPE_CHECKING:
    from vidresults.results import Source

_A_BOX = "a picture is a box"
_UPRIGHT = "a picture is what is in the upright box"
_NO_PLACE = "not in the metadata"
FORMAT = Format(
    makes="folder",
    pictures=".",
    own_pictures=True,
    clips=True,
    options=frozenset({"classes"}),
    summary="a picture of each box in folders per class, with metadata.jsonl; needs --images copy",
    loses_empty_frames=True,
    loses={
        "classifications": _A_BOX,
        "semantic_masks": _A_BOX,
        "embeddings": _A_BOX,
        "gazes": _A_BOX,
        "opaque": _A_BOX,
        "defects": _NO_PLACE,
        "inferences.extra": _NO_PLACE,
        "detections.parent_id": _NO_PLACE,
        "detections.class_confidence": _NO_PLACE,
        "detections.rotated_box": _UPRIGHT,
        "detections.polygons": _UPRIGHT,
        "detections.rle": _UPRIGHT,
        "detections.keypoints": _UPRIGHT,
        "detections.extra": _NO_PLACE,
    },
    omits={
        "documents": "pictures are named after their source",
        "classes": "folders are named after them",
        "frames": "pictures have number and time of their frame",
        "inferences": "pictures are of boxes",
        "detections.sample_index": "pictures have the frame's number",
    },
)

NO_PICTURES = "there are no pictures yet: --images copy, with the videos (--video), cuts them"


def write(
    source: Source,
    path: Path,
    *,
    classes: Sequence[str] | None = None,
    images: Literal["copy", "none"] = "none",
    image_quality: int | None = None,
) -> list[str]:
    """Write the folders, the metadata and the pictures.

    Args:
        source: What to write.
        path: The folder.
        classes: Names of all classes; by default the classes seen.
        images: "copy" cuts the pictures out of the joined videos.
        image_quality: Of JPEG, 1 to 100; 95 by default.

    Raises:
        OutputError: The size of a frame with a box is unknown, a video lacks a frame, or the
            folder cannot be written.
        SelectionError: The list of classes lacks one that was detected, or a source has no video.
        VideoError: A video cannot be read.
    """
    pictures, boxes = ClassPictures(source, classes), Clipped()
    with atomic.new_folder(path) as folder:
        notes = [*pictures.write(folder, pictures.boxes(boxes)), *boxes.notes()]
        if images == "none":
            return [*notes, NO_PICTURES]
        cuts = (cut for _, cut in pictures.boxes(Clipped()))
        return notes + cut_pictures(source, cuts, folder, image_quality)
