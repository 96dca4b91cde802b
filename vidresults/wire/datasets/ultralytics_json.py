"""Ultralytics' `Results.to_json()`: the list of what was found on a frame, in pixels."""

from __future__ import annotations

from typing import Any

from msgspec import Struct, field

from vidresults.errors import FormatError, Place
from vidresults.wire.datasets.dataset import Picture, Wanted, box_of
from vidresults.wire.rows import leftover
from vidresults.wire.shapes import Long, Share, keys_of, read_as

_CORNERS = ("1", "2", "3", "4")


class _Line(Struct):
    x: list[float]
    y: list[float]
    visible: list[float | None] | None = None


class _Found(Struct):
    name: str
    class_id: Long | None = field(default=None, name="class")
    confidence: Share | None = None
    box: dict[str, float] | None = None
    track_id: Long | None = None
    segments: _Line | None = None
    keypoints: _Line | None = None


def pictures_of(value: Any, wanted: Wanted) -> tuple[list[Picture], dict[int | None, str]]:
    """The frames, and the classes by number.

    Raises:
        FormatError: Something is wrong; says where.
    """
    frames = _frames(value)
    stride = wanted.stride or 1
    classes: dict[int | None, str] = dict(enumerate(wanted.classes or ()))
    pictures = []
    for index, found in enumerate(frames):
        number = (index + 1) * stride - 1
        boxes: list[dict[str, Any]] = []
        labels: list[dict[str, Any]] = []
        for position, item in enumerate(found):
            row = _row(item, f"[{index}][{position}]")
            classes.setdefault(row.get("class_id"), row["class_name"])
            if "width" in row:
                boxes.append(row)
            else:
                labels.append(row | {"predicted": not labels})
        pictures.append(
            Picture(
                frame_index=number,
                time_seconds=wanted.seconds(number),
                size=wanted.size,
                boxes=boxes,
                labels=labels,
            )
        )
    return pictures, classes


def _frames(value: Any) -> list[list[Any]]:
    if not isinstance(value, list):
        raise FormatError("is no list, expected what was found on each frame as to_json() tells it")
    if all(isinstance(item, list) for item in value):
        return value
    if all(isinstance(item, dict) for item in value):
        return [value]
    raise FormatError("mixes lists and objects, expected a list for each frame")


def _row(value: Any, where: str) -> dict[str, Any]:
    found = read_as(_Found, value, field=where)
    row: dict[str, Any] = {"class_name": found.name, "class_id": found.class_id}
    row |= {"confidence": found.confidence, "extra": {}}
    if found.box is None:
        return row | {"extra": leftover(value, keys_of(_Found))}
    row |= {"tracker_id": found.track_id} | _box(found.box, f"{where}.box")
    if found.segments is not None:
        points = _points(found.segments, f"{where}.segments")
        row["polygons"] = [[{"x": x, "y": y} for x, y in points]]
    if found.keypoints is not None:
        row["keypoints"] = _keypoints(found.keypoints, f"{where}.keypoints")
    row["extra"] = row["extra"] | leftover(value, keys_of(_Found))
    return row


def _box(sides: dict[str, float], where: str) -> dict[str, Any]:
    """An upright box by two corners, an oriented one by four."""
    try:
        if "x3" in sides:
            corners = [(sides[f"x{n}"], sides[f"y{n}"]) for n in _CORNERS]
        else:
            corners = [(sides["x1"], sides["y1"]), (sides["x2"], sides["y2"])]
    except KeyError as error:
        raise FormatError(
            f"has no {error}, expected x1, y1, x2, y2 (and x3, y3, x4, y4)", Place(field=where)
        ) from None
    xs, ys = zip(*corners, strict=True)
    box = box_of(min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys))
    if "x3" in sides:
        box["polygons"] = [[{"x": x, "y": y} for x, y in corners]]
    return box


def _keypoints(line: _Line, where: str) -> list[dict[str, Any]]:
    """The points with their confidence, which is called `visible` there; unnamed."""
    seen = line.visible or [None] * len(line.x)
    if len(seen) != len(line.x):
        raise FormatError(
            f"found {len(seen)} values of visible for {len(line.x)} points", Place(field=where)
        )
    return [
        {"x": x, "y": y, "confidence": known, "class_id": at, "class_name": f"keypoint_{at}"}
        for at, ((x, y), known) in enumerate(zip(_points(line, where), seen, strict=True))
    ]


def _points(line: _Line, where: str) -> list[tuple[float, float]]:
    if len(line.x) != len(line.y):
        raise FormatError(
            f"found {len(line.x)} x and {len(line.y)} y, expected as many", Place(field=where)
        )
    return list(zip(line.x, line.y, strict=True))
