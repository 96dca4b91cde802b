"""KITTI: `label_2/<picture>.txt` for each frame, one line a box.

A line is: type, truncated, occluded, alpha, left, top, right, bottom, height, width, length, x, y,
z, rotation_y, and the score where the confidence is known. What a picture cannot tell stands as
KITTI writes it where it is unknown: -1, 3, -10, sizes -1, places -1000, and -10. Edges are in
pixels from the picture's corner. DeepStream writes the tracker id after the type. Spaces
part the columns, so that names have none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vidresults import atomic
from vidresults.export.format import Format
from vidresults.export.labels.categories import Categories
from vidresults.export.labels.clipping import Clipped
from vidresults.export.labels.label_files import LabelFiles
from vidresults.export.labels.label_losses import LOSES, OMITS, SIZE_OMITS
from vidresults.export.labels.spaceless import changed_names, without_spaces

if TYPE_CHECKING:
    from vidresults.results import Source

Row = dict[str, Any]

_LABELS = "label_2"


class _Kitti(Format):
    """What is lost depends on the columns that are asked for."""

    __slots__ = ()

    def with_options(self, options: Mapping[str, Any]) -> Format:
        loses = dict(self.loses)
        if options.get("omit_scores"):
            loses["detections.confidence"] = LOSES["detections.confidence"]
        if options.get("track_ids"):
            del loses["detections.tracker_id"]
        return replace(self, loses=loses)


FORMAT = _Kitti(
    makes="folder",
    clips=True,
    pictures="image_2",
    labels=_LABELS,
    options=frozenset({"classes", "omit_scores", "track_ids"}),
    summary="KITTI: a text of boxes, with scores, for each frame; needs the pictures beside it",
    loses={name: reason for name, reason in LOSES.items() if name != "detections.confidence"},
    omits=OMITS | SIZE_OMITS,
)

_SETS = "ImageSets"
_BEFORE = "-1 3 -10"
_AFTER = "-1 -1 -1 -1000 -1000 -1000 -10"
_NOT_LABELLED = "DontCare"


def write(
    source: Source,
    path: Path,
    *,
    classes: Sequence[str] | None = None,
    omit_scores: bool = False,
    track_ids: bool = False,
) -> list[str]:
    """Write the labels into a folder, with the list ImageSets/trainval.txt.

    Args:
        source: What to write.
        path: The folder.
        classes: Names of all classes; by default the classes seen.
        omit_scores: Leave the 16th column out; some readers take 15 alone.
        track_ids: Write the tracker id after the type, as DeepStream does; -1 where there is none.

    Raises:
        OutputError: The size of a frame with a box is unknown, or the folder cannot be written.
        SelectionError: The list of classes lacks one that was detected.
    """
    categories = Categories(source.facts, classes)
    names = {category.id: category.name for category in categories.all}
    types = without_spaces(list(names.values()))
    boxes = Clipped()
    files = LabelFiles(source, suffix=".txt")

    def text_of(row: Row, image: Row) -> str:
        edges = boxes.inside(row, image)
        if edges is None:
            return ""
        name = names[categories.id_of(row["model"], row["class_id"], row["class_name"])]
        score = [] if omit_scores or row["confidence"] is None else [repr(row["confidence"])]
        track = [_track_of(row)] if track_ids else []
        return " ".join([types[name], *track, _BEFORE, *map(repr, edges), _AFTER, *score]) + "\n"

    with atomic.new_folder(path) as folder:
        (folder / _LABELS).mkdir()
        (folder / _SETS).mkdir()
        notes = files.write(folder / _LABELS, text_of)
        listed = "".join(f"{stem}\n" for stem in files.stems(folder / _LABELS))
        (folder / _SETS / "trainval.txt").write_text(listed, encoding="utf-8", newline="\n")
    return [*boxes.notes(), *_name_notes(types), *notes]


def _track_of(row: Row) -> str:
    return "-1" if row["tracker_id"] is None else str(row["tracker_id"])


def _name_notes(types: dict[str, str]) -> list[str]:
    notes = changed_names(types)
    if _NOT_LABELLED in types.values():
        notes.append(f"readers of KITTI take no box of class {_NOT_LABELLED!r} for an object")
    return notes
