"""Pictures with their boxes, one after the other, for formats that hold both side by side.

Models come one after the other, so that the boxes of a picture are held on disk until the last
model has added to them; so are the pictures, which are decoded in the order of the videos.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import msgspec

from vidresults.errors import SelectionError
from vidresults.export.labels.label_files import LabelFiles
from vidresults.export.pictures.copying import copy_pictures

if TYPE_CHECKING:
    from vidresults.export.format import Format
    from vidresults.results import Source

Row = dict[str, Any]
Images = Literal["copy", "none"]

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder().decode


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A picture with its boxes.

    Attributes:
        image: The picture's entry as in COCO.
        boxes: What the format made of its boxes, in their order.
        picture: The JPEG or PNG, which the format may move; None where none are wanted.
    """

    image: Row
    boxes: list[Row]
    picture: Path | None


class Samples:
    """All pictures that have labels, with their boxes.

    Attributes:
        count: How many there are.
        notes: On frames that have no labels, and on the pictures.
    """

    def __init__(
        self,
        source: Source,
        folder: Path,
        box_of: Callable[[Row, Row], Row | None],
        declared: Format,
        *,
        images: Images,
        image_quality: int | None,
    ) -> None:
        """Put boxes and pictures into a folder, which the caller removes.

        Args:
            source: What to write.
            folder: The folder to work in; it is made.
            box_of: What the format makes of a detection, given its row and its image; None leaves
                it out.
            declared: The format, which has names for the folders of labels and pictures.
            images: "copy" takes the pictures out of the videos.
            image_quality: Of JPEG; the usual one where it is None.

        Raises:
            OutputError: The size of a frame with a box is unknown, or a video lacks a frame.
            SelectionError: Pictures are wanted and a source has no video.
        """
        self._labels = folder / (declared.labels or "")
        self._labels.mkdir(parents=True)
        self._files = LabelFiles(source, suffix=".jsonl")

        def text_of(row: Row, image: Row) -> str:
            box = box_of(row, image)
            return "" if box is None else _encode(box).decode() + "\n"

        self.notes = self._files.write(self._labels, text_of)
        self.count = sum(1 for _ in self._labels.iterdir())
        self._pictures = None
        if images == "copy":
            self.notes += copy_pictures(source, folder, declared, image_quality)
            self._pictures = folder / (declared.pictures or "")

    def __iter__(self) -> Iterator[Sample]:
        """Each once: what was taken is gone, so that the disk does not hold it twice."""
        for image, path in self._files.labelled(self._labels):
            boxes = [_decode(line) for line in path.read_bytes().splitlines()]
            picture = None if self._pictures is None else self._pictures / image["file_name"]
            yield Sample(image=image, boxes=boxes, picture=picture)
            path.unlink()
            if picture is not None:
                picture.unlink(missing_ok=True)

    def shards(self, size: int | None) -> list[Iterator[Sample]]:
        """Files of so many samples, the last one of fewer: at least one, which may be empty.

        Each is to be taken before the next. Without a size all samples are in one.
        """
        rest = iter(self)
        count = 1 if size is None else max(1, math.ceil(self.count / size))
        return [itertools.islice(rest, size) for _ in range(count)]


def check_shard_size(size: int | None) -> None:
    """Refuse a size that is none, before anything is made.

    Raises:
        SelectionError: It is less than 1.
    """
    if size is not None and size < 1:
        raise SelectionError(f"shard size {size}: expected how many pictures a file has, 1 or more")
