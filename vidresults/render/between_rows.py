"""One row of the detections between two samples: moved, or faded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from vidresults.render.sample_rows import Row

_BOX = ("x_center", "y_center", "width", "height")
_SMALLEST = 1e-9  # pixels; an outline of a box without width is moved, not scaled


def faded(row: Row, opacity: float) -> Row:
    """The row with an opacity, 0 (invisible) to 1."""
    return {**row, "opacity": opacity}


def moved(first: Row, second: Row, share: float) -> Row:
    """The first row, a share of the way to the second.

    The box moves evenly. Outlines and a rotated box go with it. A keypoint moves to that of its
    class; one whose class is not there, or there twice, goes with the box. All else is as in the
    first.
    """
    row = {**first, **{name: _part_way(first[name], second[name], share) for name in _BOX}}
    if first["polygons"]:
        row["polygons"] = [[_with_box(p, first, row) for p in ring] for ring in first["polygons"]]
    if first["rotated_box"]:
        row["rotated_box"] = _turned(first["rotated_box"], first, row)
    if first["keypoints"]:
        targets = _by_class(second["keypoints"] or ())
        known = _by_class(first["keypoints"])
        row["keypoints"] = [
            _to_point(point, targets[_class(point)], share)
            if _class(point) in targets and _class(point) in known
            else _with_box(point, first, row)
            for point in first["keypoints"]
        ]
    return row


def _part_way(start: float, end: float, share: float) -> float:
    return start + (end - start) * share


def _to_point(point: Row, target: Row, share: float) -> Row:
    return {**point, **{name: _part_way(point[name], target[name], share) for name in ("x", "y")}}


def _with_box(point: Row, old: Row, new: Row) -> Row:
    """A point that keeps its place relative to the box."""
    x, y = (
        new[centre] + (point[name] - old[centre]) * _growth(old[side], new[side])
        for name, centre, side in (("x", "x_center", "width"), ("y", "y_center", "height"))
    )
    return {**point, "x": x, "y": y}


def _turned(rotated: Row, old: Row, new: Row) -> Row:
    """A rotated box that goes with the upright one around it, at its angle."""
    centre = _with_box({"x": rotated["x_center"], "y": rotated["y_center"]}, old, new)
    growth = abs(_growth(old["width"] * old["height"], new["width"] * new["height"])) ** 0.5
    sides = {name: rotated[name] * growth for name in ("width", "height")}
    return {**rotated, **sides, "x_center": centre["x"], "y_center": centre["y"]}


def _growth(old: float, new: float) -> float:
    return new / old if abs(old) > _SMALLEST else 1.0


def _by_class(points: Sequence[Row]) -> dict[Any, Row]:
    """Keypoints by their class, of the classes that are there once."""
    counts = Counter(_class(point) for point in points)
    return {_class(point): point for point in points if counts[_class(point)] == 1}


def _class(point: Row) -> Any:
    return point["class_name"] if point["class_id"] is None else point["class_id"]
