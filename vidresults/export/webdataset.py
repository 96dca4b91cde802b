"""WebDataset: tar files of samples, `key.jpg` (or `.png`) and `key.json` beside each other.

The key is the picture's name without its ending and has no dots, because readers end it at the
first one. The JSON has the picture's size and place in its video, and for each box what the tables
have, in pixels, as it was sent; what is null is not there. `categories.json` lists the classes.
"""

from __future__ import annotations

import io
import shutil
import tarfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from vidresults import atomic
from vidresults.export.format import Format
from vidresults.export.labels.categories import Categories
from vidresults.export.labels.label_losses import LOSES, OMITS
from vidresults.export.pictures.samples import Images, Sample, Samples, check_shard_size

if TYPE_CHECKING:
    from vidresults.results import Source

Row = dict[str, Any]

_AS_IN_TABLES = (
    "model", "class_id", "class_confidence", "detection_id", "parent_id", "rotated_box", "polygons",
    "rle", "keypoints",
)  # fmt: skip
_KEPT_OF_FRAMES = {"time_seconds", "video_time_seconds"}
FORMAT = Format(
    makes="folder",
    pictures="pictures",
    labels="labels",
    own_pictures=True,
    options=frozenset({"classes", "shard_size"}),
    summary="WebDataset: tar files with a JSON of all that was detected for each frame; pictures "
    "are inside",
    loses={name: reason for name, reason in LOSES.items() if not name.startswith("detections.")},
    omits={
        name: reason
        for name, reason in OMITS.items()
        if name not in {f"frames.{column}" for column in _KEPT_OF_FRAMES}
        and not name.startswith("detections.")
    }
    | {"detections.detection_index": OMITS["detections.detection_index"]},
)

USUAL_SHARD_SIZE = 1000
"""Pictures in a shard: some hundred megabytes of usual ones, as readers like them."""

_WORK = "work"
_WITHOUT_PICTURES = (
    "the shards have no pictures, the JSON alone: have them put inside (--images copy)"
)
_encode = msgspec.json.Encoder().encode


def write(
    source: Source,
    path: Path,
    *,
    classes: Sequence[str] | None = None,
    shard_size: int | None = None,
    images: Images = "none",
    image_quality: int | None = None,
) -> list[str]:
    """Write shard-000000.tar, ... and categories.json into a folder.

    Args:
        source: What to write.
        path: The folder.
        classes: Names of all classes; by default the classes seen.
        shard_size: Pictures in a shard; 1000 by default.
        images: "copy" puts the pictures into the shards.
        image_quality: Of these pictures, JPEG's 1 to 100; 95 by default.

    Raises:
        OutputError: The size of a frame with a box is unknown, or the folder cannot be written.
        SelectionError: The list of classes lacks one that was detected; pictures are wanted and a
            source has no video; the shard size is none.
    """
    check_shard_size(shard_size)
    categories = Categories(source.facts, classes)
    names = {category.id: category.name for category in categories.all}

    def box_of(row: Row, _: Row) -> Row:
        number = categories.id_of(row["model"], row["class_id"], row["class_name"])
        return {"category_id": number, "category": names[number], **_columns(row)}

    with atomic.new_folder(path) as folder:
        samples = Samples(
            source, folder / _WORK, box_of, FORMAT, images=images, image_quality=image_quality
        )
        for number, shard in enumerate(samples.shards(shard_size or USUAL_SHARD_SIZE)):
            with tarfile.open(folder / f"shard-{number:06d}.tar", "w") as tar:
                for sample in shard:
                    _add(tar, sample, source.facts.source_ids)
        listed = [{"id": number, "name": name} for number, name in names.items()]
        (folder / "categories.json").write_bytes(_encode(listed) + b"\n")
        shutil.rmtree(folder / _WORK)
    return [*([_WITHOUT_PICTURES] if images == "none" else []), *samples.notes]


def _columns(row: Row) -> Row:
    """The box as left, top, width and height, and all else that is known."""
    left, top = row["x_center"] - row["width"] / 2, row["y_center"] - row["height"] / 2
    told = {
        "bbox": [left, top, row["width"], row["height"]],
        "score": row["confidence"],
        "track_id": row["tracker_id"],
        **{name: row[name] for name in _AS_IN_TABLES},
        "extra": None if row["extra"] is None else msgspec.json.decode(row["extra"]),
    }
    return {name: value for name, value in told.items() if value is not None}


def _add(tar: tarfile.TarFile, sample: Sample, videos: Sequence[str]) -> None:
    """The members of a sample, the picture first; headers are the same every time."""
    image = sample.image
    key = Path(image["file_name"]).stem
    about = {
        "video": videos[image["video_id"] - 1],
        **{name: value for name, value in image.items() if name not in ("id", "video_id")},
        "boxes": sample.boxes,
    }
    if sample.picture is not None:
        _member(tar, f"{key}{sample.picture.suffix}", sample.picture.read_bytes())
    _member(tar, f"{key}.json", _encode(about))


def _member(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    header = tarfile.TarInfo(name)
    header.size = len(content)
    tar.addfile(header, io.BytesIO(content))
