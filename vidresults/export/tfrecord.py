"""TFRecord: a `tf.train.Example` of boxes for each frame, as the Object Detection API reads it.

Edges are shares of the picture's height and width, classes are numbered from 1, and
`label_map.pbtxt` names them. Beside the fields that trainers read, `image/object/score` has the
confidences (NaN where one is unknown) and, where the results have tracks,
`image/object/track/label` has the tracker ids (-1 for a box without one). Numbers with a fraction
have 32 bits there.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vidresults import atomic
from vidresults.export.format import Format
from vidresults.export.labels.categories import Categories
from vidresults.export.labels.clipping import Clipped
from vidresults.export.labels.label_losses import LOSES, OMITS
from vidresults.export.parts.tf_example import Values, example, record
from vidresults.export.pictures.samples import Images, Sample, Samples, check_shard_size

if TYPE_CHECKING:
    from vidresults.results import Source

Row = dict[str, Any]
Features = dict[str, tuple[type, Values]]

FORMAT = Format(
    makes="folder",
    pictures="pictures",
    labels="labels",
    own_pictures=True,
    options=frozenset({"classes", "shard_size"}),
    summary="TFRecord of the TensorFlow Object Detection API, with label_map.pbtxt; pictures are "
    "inside",
    loses={
        name: reason
        for name, reason in LOSES.items()
        if name not in ("detections.confidence", "detections.tracker_id")
    },
    omits=OMITS,
)

_WORK = "work"
_FORMATS = {".jpg": b"jpeg", ".png": b"png"}
_WITHOUT_PICTURES = (
    "the records have no pictures: trainers need them (--images copy puts them inside)"
)
_ROUNDED = "edges and scores are rounded to 32 bits, as the format has them"
_ESCAPES = {"\\": r"\\", '"': r"\"", "\n": r"\n", "\r": r"\r", "\t": r"\t"}
_TO_ESCAPE = re.compile(r'[\\"\x00-\x1f\x7f]')


def write(
    source: Source,
    path: Path,
    *,
    classes: Sequence[str] | None = None,
    shard_size: int | None = None,
    images: Images = "none",
    image_quality: int | None = None,
) -> list[str]:
    """Write data.tfrecord and label_map.pbtxt into a folder.

    Args:
        source: What to write.
        path: The folder.
        classes: Names of all classes; by default the classes seen.
        shard_size: Pictures in a file, where there are to be several: data.tfrecord-00000-of-00003.
        images: "copy" puts the pictures into the records.
        image_quality: Of these pictures, JPEG's 1 to 100; 95 by default.

    Raises:
        OutputError: The size of a frame with a box is unknown, or the folder cannot be written.
        SelectionError: The list of classes lacks one that was detected; pictures are wanted and a
            source has no video; the shard size is none.
    """
    check_shard_size(shard_size)
    categories = Categories(source.facts, classes)
    names = {category.id: category.name for category in categories.all}
    tracked = bool(source.facts.values["detections.tracker_id"])
    boxes = _Boxes(categories)
    with atomic.new_folder(path) as folder:
        samples = Samples(
            source, folder / _WORK, boxes.of, FORMAT, images=images, image_quality=image_quality
        )
        shards = samples.shards(shard_size)
        for number, shard in enumerate(shards):
            place = "" if shard_size is None else f"-{number:05d}-of-{len(shards):05d}"
            with (folder / f"data.tfrecord{place}").open("wb") as out:
                for sample in shard:
                    out.write(record(example(_features(sample, names, tracked=tracked))))
        (folder / "label_map.pbtxt").write_text(_label_map(names), encoding="utf-8", newline="\n")
        shutil.rmtree(folder / _WORK)
    notes = [_WITHOUT_PICTURES] if images == "none" else []
    return [*notes, *boxes.notes(), *samples.notes]


class _Boxes:
    """Makes boxes of detections and counts what had to be changed."""

    def __init__(self, categories: Categories) -> None:
        self._categories = categories
        self._clipped = Clipped()
        self._count = self._unknown = 0

    def of(self, row: Row, image: Row) -> Row | None:
        """A box on its picture; None where nothing of it is there."""
        edges = self._clipped.inside(row, image)
        if edges is None:
            return None
        self._count += 1
        self._unknown += row["confidence"] is None
        key = (row["model"], row["class_id"], row["class_name"])
        return {
            "category": self._categories.id_of(*key),
            "xmin": edges[0] / image["width"],
            "ymin": edges[1] / image["height"],
            "xmax": edges[2] / image["width"],
            "ymax": edges[3] / image["height"],
            "score": row["confidence"],
            "track": row["tracker_id"],
        }

    def notes(self) -> list[str]:
        """What was changed, with numbers."""
        unknown = f"{self._unknown} boxes have the score NaN, because theirs is unknown"
        rounded = [_ROUNDED] if self._count else []
        return [*rounded, *self._clipped.notes(), *([unknown] if self._unknown else [])]


def _features(sample: Sample, names: dict[int, str], *, tracked: bool) -> Features:
    image, boxes = sample.image, sample.boxes
    file_name = image["file_name"].encode()
    features: Features = {
        "image/height": (int, [image["height"]]),
        "image/width": (int, [image["width"]]),
        "image/filename": (bytes, [file_name]),
        "image/source_id": (bytes, [file_name]),
        "image/object/class/text": (bytes, [names[box["category"]].encode() for box in boxes]),
        "image/object/class/label": (int, [box["category"] for box in boxes]),
        "image/object/score": (float, [_known(box["score"], float("nan")) for box in boxes]),
    }
    for edge in ("xmin", "ymin", "xmax", "ymax"):
        features[f"image/object/bbox/{edge}"] = (float, [box[edge] for box in boxes])
    if tracked:
        tracks = [_known(box["track"], -1) for box in boxes]
        features["image/object/track/label"] = (int, tracks)
    if sample.picture is not None:
        features["image/encoded"] = (bytes, [sample.picture.read_bytes()])
        features["image/format"] = (bytes, [_FORMATS[sample.picture.suffix]])
    return features


def _known(value: Any, otherwise: Any) -> Any:
    return otherwise if value is None else value


def _label_map(names: dict[int, str]) -> str:
    """The classes as protobuf's text; classes of the same number would be an error of ours."""
    return "".join(
        f'item {{\n  id: {number}\n  name: "{_TO_ESCAPE.sub(_escaped, name)}"\n}}\n'
        for number, name in sorted(names.items())
    )


def _escaped(found: re.Match[str]) -> str:
    return _ESCAPES.get(found[0]) or f"\\{ord(found[0]):03o}"
