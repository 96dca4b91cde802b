"""YOLO: `labels/<picture>.txt` for each frame, and a data.yaml for trainers.

Rows are boxes, outlines, poses or oriented boxes, by the user's `task` or by what all detections
have (yolo_kinds.py). Classes are numbered from 0 in the shared order. The rows of `labels` have no
confidence: trainers refuse a sixth column; `save_conf` puts rows that end with it beside them, in
`predictions`. `path` in data.yaml is empty, which trainers take for the folder that the file is
in; `kpt_names` is read by our import alone. The task "classify" has no rows (yolo_classify.py).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import yaml

from vidresults import atomic
from vidresults.errors import SelectionError
from vidresults.export.format import Format, Loss
from vidresults.export.labels.categories import Categories
from vidresults.export.labels.label_files import LabelFiles
from vidresults.export.labels.label_losses import LOSES, OMITS
from vidresults.export.parts import yolo_classify
from vidresults.export.parts.yolo_classify import Pictured, pictured
from vidresults.export.parts.yolo_kinds import Kind, Task, kind_of
from vidresults.export.parts.yolo_rows import Rows

if TYPE_CHECKING:
    from vidresults.results import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class _Yolo(Format):
    """What is lost depends on the options and on the kind of rows that the source gives."""

    task: Task | None = None
    save_conf: bool = False

    def with_options(self, options: Mapping[str, Any]) -> Format:
        """The format as its options make it."""
        if options.get("task") == "classify":
            return yolo_classify.FORMAT
        known = {name: options[name] for name in ("task", "save_conf") if name in options}
        return dataclasses.replace(self, **known)

    def losses(self, source: Source) -> list[Loss]:
        """What this format leaves out of a source that holds it."""
        keeps = kind_of(source, self.task).keeps
        keeps |= {"detections.confidence"} if self.save_conf else set()
        return [loss for loss in Format.losses(self, source) if loss.what not in keeps]


_ONE_SET = "train and val in data.yaml are the same pictures"
_TRAINERS_NAMES = {"train": "train", "valid": "val", "test": "test"}
FORMAT = _Yolo(
    makes="folder",
    clips=True,
    pictures="images",
    labels="labels",
    options=frozenset({"classes", "task", "save_conf"}),
    summary="YOLO labels with data.yaml: boxes, or outlines, poses or oriented boxes where all "
    "boxes have them; needs the pictures beside it",
    loses=LOSES,
    omits=OMITS,
)


def write(
    source: Source,
    path: Path,
    *,
    classes: Sequence[str] | None = None,
    task: Task | Literal["classify"] | None = None,
    save_conf: bool = False,
    kind: Kind | Pictured | None = None,
    images: Literal["copy", "none"] = "none",
    image_quality: int | None = None,
) -> list[str]:
    """Write labels and data.yaml into a folder.

    Args:
        source: What to write.
        path: The folder.
        classes: Names of all classes in their order; by default the classes seen.
        task: What the rows are for: "detect" (boxes), "segment" (outlines), "pose", "obb"
            (oriented boxes); by default what every detection has. "classify" makes folders of
            pictures instead, of whole frames that a model classified, else of each box.
        save_conf: Write the rows with their confidence too, into `predictions`.
        kind: What the rows are in the whole dataset, where the source is a part of it.
        images: Of "classify" alone: "copy" cuts the pictures out of the joined videos.
        image_quality: Of these pictures, JPEG's 1 to 100; 95 by default.

    Raises:
        OutputError: The size of a frame with a box is unknown, or the folder cannot be written.
        SelectionError: The list of classes lacks one that was detected, or a detection lacks what
            the task needs; several models classified the frames.
    """
    if task == "classify":
        if save_conf:
            raise SelectionError("save_conf is of rows, and task 'classify' has none")
        of = kind if isinstance(kind, Pictured) else pictured(source)
        return yolo_classify.write(
            source, path, classes=classes, of=of, images=images, image_quality=image_quality
        )
    rows = Rows(kind=kind if isinstance(kind, Kind) else kind_of(source, task))
    return _write_rows(source, path, Categories(source.facts, classes), rows, save_conf=save_conf)


def _write_rows(
    source: Source, path: Path, categories: Categories, rows: Rows, *, save_conf: bool
) -> list[str]:
    numbers = {category.id: number for number, category in enumerate(categories.all)}
    files = LabelFiles(source, suffix=".txt")

    def text_of(row: dict[str, Any], image: dict[str, Any], *, scored: bool = False) -> str:
        category = categories.id_of(row["model"], row["class_id"], row["class_name"])
        writer = Rows(kind=rows.kind) if scored else rows  # what was changed is counted once
        return writer.text(numbers[category], row, image, scored=scored)

    with atomic.new_folder(path) as folder:
        (folder / "labels").mkdir()
        notes = files.write(folder / "labels", text_of)
        if save_conf:
            (folder / "predictions").mkdir()
            files.write(folder / "predictions", lambda row, image: text_of(row, image, scored=True))
        about = _about([category.name for category in categories.all], rows.kind)
        (folder / "data.yaml").write_text(about, encoding="utf-8", newline="\n")
    return [*_kind_notes(source, rows.kind), *_number_notes(categories), *rows.notes(), *notes]


def in_common(
    source: Source, *, task: Task | Literal["classify"] | None = None, **_: Any
) -> dict[str, Any]:
    """What the parts of a dataset share: the kind of rows or pictures of the whole."""
    return {"kind": pictured(source) if task == "classify" else kind_of(source, task)}


def join_parts(folder: Path, parts: list[str], notes: list[str]) -> list[str]:
    """Put one data.yaml that names the pictures of all parts in the place of theirs."""
    if not (folder / parts[0] / "data.yaml").exists():
        return yolo_classify.join_parts(folder, parts, notes)
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
    if kind.task == "segment":
        notes.append("rows are outlines, their boxes are those around them")
    if kind.task == "obb":
        notes.append("rows are oriented boxes: train them as task obb")
    values = source.facts.values
    outlined = values["detections.polygons"] + values["detections.rle"]
    if kind.task == "detect" and 0 < outlined < source.facts.rows["detections"]:
        notes.append("rows are boxes, because not every box has an outline")
    return notes


def _number_notes(categories: Categories) -> list[str]:
    moved = sum(
        category.class_id is not None and category.class_id != number
        for number, category in enumerate(categories.all)
    )
    return [f"{moved} classes have another number than in their model"] if moved else []
