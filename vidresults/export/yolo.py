"""YOLO: `labels/<picture>.txt` for each frame, and a data.yaml for trainers.

Rows are boxes; where every detection has polygons, outlines; where every one has the same named
keypoints, poses. Classes are numbered from 0 in the shared order. The rows have no confidence:
trainers refuse a sixth column. `path` in data.yaml is empty, which trainers take for the folder
that the file is in; `kpt_names` is read by our import alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from vidresults import atomic
from vidresults.export.categories import Categories
from vidresults.export.format import Format, Loss
from vidresults.export.label_files import LabelFiles
from vidresults.export.label_losses import LOSES, OMITS
from vidresults.export.yolo_rows import Kind, Rows, kind_of

if TYPE_CHECKING:
    from vidresults.results import Source


class _Yolo(Format):
    """What is lost depends on the kind of rows that the source gives."""

    __slots__ = ()

    def losses(self, source: Source) -> list[Loss]:
        keeps = kind_of(source).keeps
        return [loss for loss in Format.losses(self, source) if loss.what not in keeps]


_ONE_SET = "train and val in data.yaml are the same pictures"
_TRAINERS_NAMES = {"train": "train", "valid": "val", "test": "test"}
FORMAT = _Yolo(
    makes="folder",
    pictures="images",
    labels="labels",
    options=frozenset({"classes"}),
    summary="YOLO labels with data.yaml: boxes, or outlines or poses where all boxes have them; "
    "needs the pictures beside it",
    loses=LOSES,
    omits=OMITS,
)


def write(source: Source, path: Path, *, classes: Sequence[str] | None = None) -> list[str]:
    """Write labels and data.yaml into a folder.

    Args:
        source: What to write.
        path: The folder.
        classes: Names of all classes in their order; by default the classes seen.

    Raises:
        OutputError: The size of a frame with a box is unknown, or the folder cannot be written.
        SelectionError: The list of classes lacks one that was detected.
    """
    categories = Categories(source.facts, classes)
    numbers = {category.id: number for number, category in enumerate(categories.all)}
    kind = kind_of(source)
    rows = Rows(kind=kind)
    files = LabelFiles(source, suffix=".txt")

    def text_of(row: dict[str, Any], image: dict[str, Any]) -> str:
        category = categories.id_of(row["model"], row["class_id"], row["class_name"])
        return rows.text(numbers[category], row, image)

    with atomic.new_folder(path) as folder:
        (folder / "labels").mkdir()
        notes = files.write(folder / "labels", text_of)
        about = _about([category.name for category in categories.all], kind)
        (folder / "data.yaml").write_text(about, encoding="utf-8", newline="\n")
    return [*_kind_notes(source, kind), *_number_notes(categories), *rows.notes(), *notes]


def join_parts(folder: Path, parts: list[str], notes: list[str]) -> list[str]:
    """Put one data.yaml that names the pictures of all parts in the place of theirs."""
    about = yaml.safe_load((folder / parts[0] / "data.yaml").read_text(encoding="utf-8"))
    for part in parts:
        (folder / part / "data.yaml").unlink()
    # Trainers call it val, and refuse a dataset without one.
    places = {_TRAINERS_NAMES[part]: f"{part}/images" for part in parts}
    places = {"val": places["train"]} | places if "train" in places else places
    kept = {key: value for key, value in about.items() if key not in ("path", "train", "val")}
    text = yaml.safe_dump({"path": "", **places, **kept}, allow_unicode=True, sort_keys=False)
    (folder / "data.yaml").write_text(text, encoding="utf-8", newline="\n")
    return [note for note in notes if not note.endswith(_ONE_SET)]


def _about(names: list[str], kind: Kind) -> str:
    about: dict[str, Any] = {"path": "", "train": "images", "val": "images"}
    if kind.keypoints:
        about["kpt_shape"] = [len(kind.keypoints), 3]
        about["kpt_names"] = {number: list(kind.keypoints) for number in range(len(names))}
    about["names"] = dict(enumerate(names))
    return yaml.safe_dump(about, allow_unicode=True, sort_keys=False)


def _kind_notes(source: Source, kind: Kind) -> list[str]:
    notes = [_ONE_SET]
    if kind.keypoints:
        notes.append("no flip_idx is known: trainers do not mirror the pictures without it")
        notes.append("keypoints have no confidence: hidden (1) below 0.5, else visible (2)")
    if "detections.polygons" in kind.keeps:
        notes.append("rows are outlines, their boxes are those around them")
    elif source.facts.values["detections.polygons"] and not kind.keypoints:
        notes.append("rows are boxes, because not every box has an outline")
    return notes


def _number_notes(categories: Categories) -> list[str]:
    moved = sum(
        category.class_id is not None and category.class_id != number
        for number, category in enumerate(categories.all)
    )
    return [f"{moved} classes have another number than in their model"] if moved else []
