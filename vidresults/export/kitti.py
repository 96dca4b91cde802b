"""KITTI: `label_2/<picture>.txt` for each frame, one line a box.

A line is: type, truncated, occluded, alpha, left, top, right, bottom, height, width, length, x, y,
z, rotation_y, and the score where the confidence is known. What a picture cannot tell stands as
KITTI writes it where it is unknown: -1, 3, -10, sizes -1, places -1000, and -10. Edges are in
pixels from the picture's corner. Spaces part the columns, so that names have none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vidresults import atomic
from vidresults.export.categories import Categories
from vidresults.export.clipping import Clipped
from vidresults.export.format import Format
from vidresults.export.label_files import LabelFiles
from vidresults.export.label_losses import LOSES, OMITS, SIZE_OMITS

if TYPE_CHECKING:
    from vidresults.results import Source

Row = dict[str, Any]

_LABELS = "label_2"
FORMAT = Format(
    makes="folder",
    clips=True,
    pictures="image_2",
    labels=_LABELS,
    options=frozenset({"classes"}),
    summary="KITTI: a text of boxes, with scores, for each frame; needs the pictures beside it",
    loses={name: reason for name, reason in LOSES.items() if name != "detections.confidence"},
    omits=OMITS | SIZE_OMITS,
)

_SETS = "ImageSets"
_BEFORE = "-1 3 -10"
_AFTER = "-1 -1 -1 -1000 -1000 -1000 -10"
_NOT_LABELLED = "DontCare"


def write(source: Source, path: Path, *, classes: Sequence[str] | None = None) -> list[str]:
    """Write the labels into a folder, with the list ImageSets/trainval.txt.

    Args:
        source: What to write.
        path: The folder.
        classes: Names of all classes; by default the classes seen.

    Raises:
        OutputError: The size of a frame with a box is unknown, or the folder cannot be written.
        SelectionError: The list of classes lacks one that was detected.
    """
    categories = Categories(source.facts, classes)
    names = {category.id: category.name for category in categories.all}
    types = _without_spaces(list(names.values()))
    boxes = Clipped()
    files = LabelFiles(source, suffix=".txt")

    def text_of(row: Row, image: Row) -> str:
        edges = boxes.inside(row, image)
        if edges is None:
            return ""
        name = names[categories.id_of(row["model"], row["class_id"], row["class_name"])]
        score = [] if row["confidence"] is None else [repr(row["confidence"])]
        return " ".join([types[name], _BEFORE, *map(repr, edges), _AFTER, *score]) + "\n"

    with atomic.new_folder(path) as folder:
        (folder / _LABELS).mkdir()
        (folder / _SETS).mkdir()
        notes = files.write(folder / _LABELS, text_of)
        listed = "".join(f"{stem}\n" for stem in files.stems(folder / _LABELS))
        (folder / _SETS / "trainval.txt").write_text(listed, encoding="utf-8", newline="\n")
    return [*boxes.notes(), *_name_notes(types), *notes]


def _without_spaces(names: list[str]) -> dict[str, str]:
    """A type for each name; a number sets apart those that would be equal.

    Names that have no space stay what they are.
    """
    types = {name: name for name in names if name and not re.search(r"\s", name)}
    taken = set(types)
    for name in names:
        if name in types:
            continue
        plain = re.sub(r"\s", "_", name) or "_"
        unique, number = plain, 1
        while unique in taken:
            number += 1
            unique = f"{plain}-{number}"
        taken.add(unique)
        types[name] = unique
    return types


def _name_notes(types: dict[str, str]) -> list[str]:
    changed = [f"{name!r} as {kind!r}" for name, kind in types.items() if name != kind]
    notes = []
    if changed:
        notes.append(f"{len(changed)} class names are written without spaces: {changed[0]}")
        notes[0] += f", ... {changed[-1]}" if len(changed) > 1 else ""
    if _NOT_LABELLED in types.values():
        notes.append(f"readers of KITTI take no box of class {_NOT_LABELLED!r} for an object")
    return notes
