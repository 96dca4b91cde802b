"""LabelMe: `<picture>.json` for each frame, a list of shapes, beside its picture.

An object with a mask is a polygon for each of its outlines: those that were sent, or those along
the edges of its pixels, holes joined by bridges. An object without one is a rectangle. Keypoints
are points, labelled with their names. Shapes of one object share a `group_id`. Points are in
pixels, as predicted, not clipped. LabelMe keeps members that it does not know: `score` is the
confidence, `track_id` the tracker id.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from vidresults import atomic
from vidresults.export.format import Format
from vidresults.export.labels.categories import Categories
from vidresults.export.labels.clipping import edges_of
from vidresults.export.labels.coco_shapes import keypoint_name
from vidresults.export.labels.label_files import LabelFiles
from vidresults.export.labels.label_losses import DRAWN_OMITS, LOSES, OMITS
from vidresults.export.labels.object_masks import outlined_note, rings_of
from vidresults.export.tracks.mot_texts import label_lines

if TYPE_CHECKING:
    from vidresults.results import Source

Row = dict[str, Any]

_KEPT = ("confidence", "tracker_id", "polygons", "rle", "keypoints")
FORMAT = Format(
    makes="folder",
    pictures=".",
    labels=".",
    options=frozenset({"classes"}),
    summary="LabelMe: a JSON of rectangles, polygons and points for each frame; needs the pictures "
    "beside it",
    loses={name: reason for name, reason in LOSES.items() if name.rpartition(".")[2] not in _KEPT},
    omits=OMITS | DRAWN_OMITS,
)

_VERSION = "5.5.0"
"""Of the form of the files; LabelMe warns of another one than its own."""

_LABELS = "labels.txt"
_encode = msgspec.json.Encoder().encode


def write(source: Source, path: Path, *, classes: Sequence[str] | None = None) -> list[str]:
    """Write the files into a folder, with the list `labels.txt` (`labelme --labels`).

    Args:
        source: What to write.
        path: The folder.
        classes: Names of all classes; by default the classes seen.

    Raises:
        OutputError: The size of a frame with an object is unknown, a mask is of another size than
            its picture, or the folder cannot be written.
        SelectionError: The list of classes lacks one that was detected.
    """
    categories = Categories(source.facts, classes)
    labels = {category.id: category.name for category in categories.all}
    shapes = _Shapes()
    files = LabelFiles(source, suffix=".json", head=_head)

    def text_of(row: Row, image: Row) -> str:
        label = labels[categories.id_of(row["model"], row["class_id"], row["class_name"])]
        return "".join(f"\n{_encode(shape).decode()}," for shape in shapes.of(label, row, image))

    with atomic.new_folder(path) as folder:
        notes = files.write(folder, text_of)
        for file in sorted(folder.iterdir()):
            file.write_bytes(file.read_bytes().removesuffix(b",") + b"\n]}\n")
        names, changed = label_lines(list(dict.fromkeys([*labels.values(), *shapes.points])))
        listed = "".join(f"{name}\n" for name in names)
        (folder / _LABELS).write_text(listed, encoding="utf-8", newline="\n")
    return [*outlined_note(shapes.outlined), *[f"{_LABELS}: {note}" for note in changed], *notes]


def _head(image: Row) -> str:
    start = {
        "version": _VERSION,
        "flags": {},
        "imagePath": image["file_name"],
        "imageData": None,
        "imageHeight": image["height"],
        "imageWidth": image["width"],
        "shapes": [],
    }
    return _encode(start).decode().removesuffix("]}")


@dataclass(slots=True)
class _Shapes:
    """Makes the shapes of objects.

    Attributes:
        outlined: How many objects are told by their outline, without their box.
        points: The names of keypoints, as they were seen.
    """

    outlined: int = field(default=0, init=False)
    points: dict[str, None] = field(default_factory=dict, init=False)
    _groups: Iterator[int] = field(default_factory=lambda: itertools.count(1), init=False)

    def of(self, label: str, row: Row, image: Row) -> list[Row]:
        """The shapes of a detection."""
        known = _known(score=row["confidence"], track_id=row["tracker_id"])
        rings = rings_of(row, image)
        self.outlined += bool(rings)
        if rings:
            shapes = [_shape("polygon", label, ring) | known for ring in rings]
        else:
            left, top, right, bottom = edges_of(row)
            shapes = [_shape("rectangle", label, [[left, top], [right, bottom]]) | known]
        for position, point in enumerate(row["keypoints"] or ()):
            name = keypoint_name(point, position)
            self.points[name] = None
            shape = _shape("point", name, [[point["x"], point["y"]]])
            shapes.append(shape | _known(score=point["confidence"]))
        if len(shapes) > 1:
            group = next(self._groups)
            shapes = [shape | {"group_id": group} for shape in shapes]
        return shapes


def _shape(kind: str, label: str, points: list[list[float]]) -> Row:
    return {
        "label": label,
        "points": points,
        "group_id": None,
        "description": "",
        "shape_type": kind,
        "flags": {},
    }


def _known(**values: Any) -> Row:
    return {name: value for name, value in values.items() if value is not None}
