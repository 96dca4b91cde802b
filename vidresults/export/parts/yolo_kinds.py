"""What the rows of a YOLO dataset are: one kind in all of it, because trainers refuse a mixture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal, get_args

import pyarrow.compute as pc

from vidresults.errors import SelectionError
from vidresults.export.labels.categories import Categories
from vidresults.export.labels.coco_shapes import KeypointNames

if TYPE_CHECKING:
    from vidresults.results import Source

Task = Literal["detect", "segment", "pose", "obb"]
TASKS: Final[tuple[Task, ...]] = get_args(Task)
"""Trainers' names for what they learn from the rows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What a row of the dataset is.

    Attributes:
        task: What trainers learn from it.
        what: What the rows are called in notes.
        keeps: Columns of detections that its rows keep beside class and box.
        keypoints: Names of the points of a pose in their order.
    """

    task: Task
    what: str
    keeps: frozenset[str] = frozenset()
    keypoints: tuple[str, ...] = ()


_BOXES = Kind(task="detect", what="boxes")
_MASKS = frozenset({"detections.polygons", "detections.rle"})
_OUTLINES = Kind(task="segment", what="outlines", keeps=_MASKS)
_TURNED = Kind(task="obb", what="oriented boxes", keeps=frozenset({"detections.rotated_box"}))


def kind_of(source: Source, task: Task | None = None) -> Kind:
    """What the user asks for, else poses, oriented boxes or outlines where every detection has one.

    Poses need the same keypoints in all classes that have some.

    Raises:
        SelectionError: There is no such task, or a detection lacks what it needs.
    """
    if task is not None:
        return _asked(source, task)
    values, count = source.facts.values, source.facts.rows["detections"]
    if 0 < count == values["detections.keypoints"]:
        poses = _poses(source)
        if poses is not None and poses.keypoints:
            return poses
    if 0 < count == values["detections.rotated_box"]:
        return _TURNED
    if 0 < count <= sum(values[name] for name in _MASKS) and _all_have_points(source):
        return _OUTLINES
    return _BOXES


def _asked(source: Source, task: str) -> Kind:
    kinds = {kind.task: kind for kind in (_BOXES, _TURNED)}
    if task in kinds:
        return kinds[task]
    count = source.facts.rows["detections"]
    if task == "pose":
        able, needed = source.facts.values["detections.keypoints"], "keypoints"
        poses = _poses(source)
        if able == count and poses is not None:
            return poses
        needed += "" if able < count else ", but not the same ones in all classes"
    elif task == "segment":
        able, needed = _outlined(source), "an outline or a mask"
        if able == count:
            return _OUTLINES
    else:
        raise SelectionError(f"task={task!r}: expected one of {', '.join(TASKS)}, classify")
    raise SelectionError(
        f"task {task!r}: {able} of {count} boxes have {needed}, and trainers need it of all: "
        "choose models or classes that have it (--model, --class), or another task"
    )


def _poses(source: Source) -> Kind | None:
    categories = Categories(source.facts)
    known = KeypointNames(source, categories)
    named = {tuple(known.of(category.id)) for category in categories.all} - {()}
    if len(named) > 1:
        return None
    keeps = frozenset({"detections.keypoints"})
    points = named.pop() if named else ()
    return Kind(task="pose", what="poses", keeps=keeps, keypoints=points)


def _outlined(source: Source) -> int:
    """How many detections have an outline or a mask."""
    return sum(
        int(pc.sum(pc.or_(batch["polygons"].is_valid(), batch["rle"].is_valid())).as_py() or 0)
        for batch in source.batches("detections")
    )


def _all_have_points(source: Source) -> bool:
    return all(_batch_has_points(batch) for batch in source.batches("detections"))


def _batch_has_points(batch: Any) -> bool:
    """Whether every outline that is not a mask has a ring, and every ring a point."""
    rings = batch.filter(batch["rle"].is_null())["polygons"]
    if rings.null_count:
        return False
    lengths = [pc.list_value_length(lists) for lists in (rings, pc.list_flatten(rings))]
    return not len(rings) or all((pc.min(found).as_py() or 0) >= 1 for found in lengths)
