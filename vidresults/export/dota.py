"""DOTA: `labelTxt/<picture>.txt` for each frame, one line an oriented box.

A line is: x and y of four corners in pixels, the class, and the difficulty, which is unknown and
stands as 0. Corners are those of the oriented box, else those of the only outline where it has
four, else those of the upright box; they stay where they were predicted, also beyond the picture.
Spaces part the columns, so that names have none; `classes.txt` lists them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vidresults import atomic
from vidresults.export.format import Format, Loss
from vidresults.export.labels.categories import Categories
from vidresults.export.labels.label_files import LabelFiles
from vidresults.export.labels.label_losses import LOSES, OMITS, SIZE_OMITS
from vidresults.export.labels.spaceless import changed_names, without_spaces
from vidresults.geometry import rotated_corners
from vidresults.results import rows_of

if TYPE_CHECKING:
    from vidresults.results import Source

Row = dict[str, Any]

_CORNERS = 4
_OUTLINES = "detections.polygons"


class _Dota(Format):
    """Outlines of four corners are kept where there is no oriented box."""

    __slots__ = ()

    def losses(self, source: Source) -> list[Loss]:
        found = Format.losses(self, source)
        if not source.facts.values[_OUTLINES]:
            return found
        rows = rows_of(source, "detections")
        lost = sum(row["polygons"] is not None and not _keeps_outline(row) for row in rows)
        found = [replace(one, count=lost) if one.what == _OUTLINES else one for one in found]
        return [one for one in found if one.count]


_LABELS = "labelTxt"
FORMAT = _Dota(
    makes="folder",
    pictures="images",
    labels=_LABELS,
    options=frozenset({"classes"}),
    summary="DOTA: a text of oriented boxes, as four corners, for each frame; needs the pictures "
    "beside it",
    loses={name: reason for name, reason in LOSES.items() if name != "detections.rotated_box"}
    | {_OUTLINES: "a label has four corners"},
    omits=OMITS
    | SIZE_OMITS
    | {
        f"detections.{name}": "an oriented box or an outline stands for the upright box around it"
        for name in ("x_center", "y_center", "width", "height")
    },
)


def write(source: Source, path: Path, *, classes: Sequence[str] | None = None) -> list[str]:
    """Write the labels into a folder, with the list classes.txt.

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
    types = without_spaces(list(names.values()))
    upright = 0

    def text_of(row: Row, _: Row) -> str:
        nonlocal upright
        upright += row["rotated_box"] is None and not _keeps_outline(row)
        name = names[categories.id_of(row["model"], row["class_id"], row["class_name"])]
        values = [repr(value) for corner in _corners(row) for value in corner]
        return " ".join([*values, types[name], "0"]) + "\n"

    with atomic.new_folder(path) as folder:
        (folder / _LABELS).mkdir()
        notes = LabelFiles(source, suffix=".txt").write(folder / _LABELS, text_of)
        listed = "".join(f"{types[name]}\n" for name in names.values())
        (folder / "classes.txt").write_text(listed, encoding="utf-8", newline="\n")
    told = [f"{upright} boxes are upright, because no oriented one is known"] if upright else []
    return [*told, *changed_names(types), *notes]


def _keeps_outline(row: Row) -> bool:
    rings = row["polygons"] or []
    return row["rotated_box"] is None and [len(ring) for ring in rings] == [_CORNERS]


def _corners(row: Row) -> list[list[float]]:
    """Four corners, clockwise as seen where they are made of a box."""
    if _keeps_outline(row):
        return [[point["x"], point["y"]] for point in row["polygons"][0]]
    box = row["rotated_box"] or {**row, "angle_degrees": 0.0}
    corners: list[list[float]] = rotated_corners(box).tolist()
    return corners
