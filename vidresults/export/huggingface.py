"""Hugging Face ImageFolder: `metadata.jsonl` among the pictures, a line for each frame.

A line names its picture, tells its size and place in its video, and has lists in `objects`, an item
for each box in pixels as it was sent: bbox (left, top, width, height), category, area of the box,
and score and track_id where the results have some. Categories are names: JSON lines have no place
for a list of classes. Readers tell the types by the values, so that a file in which no frame has a
box has no types.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from vidresults import atomic
from vidresults.export.format import Format
from vidresults.export.labels.categories import Categories
from vidresults.export.labels.label_losses import LOSES, OMITS
from vidresults.export.pictures.samples import Images, Sample, Samples

if TYPE_CHECKING:
    from vidresults.results import Source

Row = dict[str, Any]

_KEPT = {
    "detections.confidence", "detections.tracker_id", "frames.time_seconds",
    "frames.video_time_seconds",
}  # fmt: skip
FORMAT = Format(
    makes="folder",
    pictures="pictures",
    labels="labels",
    own_pictures=True,
    options=frozenset({"classes"}),
    summary="Hugging Face ImageFolder: metadata.jsonl with the boxes of each frame; needs the "
    "pictures beside it",
    loses={name: reason for name, reason in LOSES.items() if name not in _KEPT},
    omits={name: reason for name, reason in OMITS.items() if name not in _KEPT},
)

_WORK = "work"
_WITHOUT_PICTURES = (
    "these are labels alone: put the pictures beside metadata.jsonl, named as in it, or have them "
    "put there (--images copy)"
)
_NO_TYPES = "no frame has a box: datasets cannot tell the types of `objects`, give it `features`"
_COLUMNS = {"score": "detections.confidence", "track_id": "detections.tracker_id"}
_encode = msgspec.json.Encoder().encode


def write(
    source: Source,
    path: Path,
    *,
    classes: Sequence[str] | None = None,
    columns: Sequence[str] | None = None,
    images: Images = "none",
    image_quality: int | None = None,
) -> list[str]:
    """Write metadata.jsonl, and the pictures where they are wanted, into a folder.

    Args:
        source: What to write.
        path: The folder.
        classes: Names of all classes; by default the classes seen.
        columns: Which of score and track_id the whole dataset has, where the source is a part.
        images: "copy" puts the pictures beside it.
        image_quality: Of these pictures, JPEG's 1 to 100; 95 by default.

    Raises:
        OutputError: The size of a frame with a box is unknown, or the folder cannot be written.
        SelectionError: The list of classes lacks one that was detected, or pictures are wanted and
            a source has no video.
    """
    categories = Categories(source.facts, classes)
    names = {category.id: category.name for category in categories.all}
    lists = ["bbox", "category", "area", *(_columns(source) if columns is None else columns)]

    def box_of(row: Row, _: Row) -> Row:
        left, top = row["x_center"] - row["width"] / 2, row["y_center"] - row["height"] / 2
        number = categories.id_of(row["model"], row["class_id"], row["class_name"])
        return {
            "bbox": [left, top, row["width"], row["height"]],
            "category": names[number],
            "area": row["width"] * row["height"],
            "score": row["confidence"],
            "track_id": row["tracker_id"],
        }

    found = 0
    with atomic.new_folder(path) as folder:
        samples = Samples(
            source, folder / _WORK, box_of, FORMAT, images=images, image_quality=image_quality
        )
        with (folder / "metadata.jsonl").open("wb") as out:
            for sample in samples:
                found += len(sample.boxes)
                out.write(_encode(_line(sample, lists, source.facts.source_ids)) + b"\n")
                if sample.picture is not None:
                    sample.picture.replace(folder / sample.picture.name)
        shutil.rmtree(folder / _WORK)
    notes = [_WITHOUT_PICTURES] if images == "none" else []
    return [*notes, *([] if found else [_NO_TYPES]), *samples.notes]


def in_common(source: Source, **_: Any) -> Row:
    """What the parts of a dataset share: their lists."""
    return {"columns": _columns(source)}


def _columns(source: Source) -> list[str]:
    return [name for name, column in _COLUMNS.items() if source.facts.values[column]]


def _line(sample: Sample, lists: list[str], videos: Sequence[str]) -> Row:
    image = sample.image
    dropped = ("id", "video_id", "models_without_answer")
    return {
        **{name: value for name, value in image.items() if name not in dropped},
        "video": videos[image["video_id"] - 1],
        "objects": {name: [box[name] for box in sample.boxes] for name in lists},
    }
