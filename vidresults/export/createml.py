"""Create ML: `_annotations.createml.json`, a list with an entry for each frame, one a line.

An entry names its picture and lists its boxes, each with the label and the centre, width and height
in pixels. The file lies among the pictures. A frame on which some model gave no answer and no
other found a box has no entry: an empty one would say that nothing is on it.
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
from vidresults.export.labels.clipping import Clipped, edges_of
from vidresults.export.labels.label_files import LabelFiles
from vidresults.export.labels.label_losses import LOSES, OMITS, SIZE_OMITS

if TYPE_CHECKING:
    from vidresults.results import Source

Row = dict[str, Any]

FORMAT = Format(
    makes="folder",
    clips=True,
    pictures=".",
    options=frozenset({"classes"}),
    summary="Create ML: one JSON of boxes for all frames; needs the pictures beside it",
    loses=LOSES,
    omits=OMITS | SIZE_OMITS,
)

_ANNOTATIONS = "_annotations.createml.json"
_encode = msgspec.json.Encoder().encode


def write(source: Source, path: Path, *, classes: Sequence[str] | None = None) -> list[str]:
    """Write the annotations into a folder.

    Args:
        source: What to write.
        path: The folder.
        classes: Names of all classes; by default the classes seen.

    Raises:
        OutputError: The size of a frame with a box is unknown, or the folder cannot be written.
        SelectionError: The list of classes lacks one that was detected.
    """
    categories = Categories(source.facts, classes)
    labels = {category.id: category.name for category in categories.all}
    boxes = Clipped()
    # Models come one after the other: an entry is held on disk until the last one has added to it.
    files = LabelFiles(source, suffix=".part", head=_head)

    def text_of(row: Row, image: Row) -> str:
        coordinates = _coordinates(boxes, row, image)
        if coordinates is None:
            return ""
        label = labels[categories.id_of(row["model"], row["class_id"], row["class_name"])]
        return _encode({"label": label, "coordinates": coordinates}).decode() + ","

    with atomic.new_folder(path) as folder:
        parts = folder / "parts"
        parts.mkdir()
        notes = files.write(parts, text_of)
        _join(sorted(parts.iterdir()), folder / _ANNOTATIONS)
        shutil.rmtree(parts)
    return [*boxes.notes(), *notes]


def _head(image: Row) -> str:
    return f'{{"image":{_encode(image["file_name"]).decode()},"annotations":['


def _coordinates(boxes: Clipped, row: Row, image: Row) -> Row | None:
    """Centre and lengths of the box on its picture, as sent where it was not clipped."""
    inside = boxes.inside(row, image)
    if inside is None:
        return None
    if inside == edges_of(row):
        x, y, width, height = row["x_center"], row["y_center"], row["width"], row["height"]
    else:
        left, top, right, bottom = inside
        x, y, width, height = (left + right) / 2, (top + bottom) / 2, right - left, bottom - top
    return {"x": x, "y": y, "width": width, "height": height}


def _join(parts: list[Path], path: Path) -> None:
    """Write the entries as one list; each box in them ends with a comma, the last one without."""
    with path.open("wb") as out:
        out.write(b"[")
        for index, part in enumerate(parts):
            entry = part.read_bytes().removesuffix(b",") + b"]}"
            out.write((b",\n" if index else b"\n") + entry)
        out.write(b"\n]\n")
