"""One COCO annotation as the columns of a detection."""

from __future__ import annotations

from typing import Annotated, Any

import numpy as np
from msgspec import Meta, Struct, field

from vidresults.errors import FormatError, Place
from vidresults.geometry import compress_runs, expand_runs, mask_from_rle
from vidresults.wire.datasets.dataset import box_of
from vidresults.wire.rows import leftover
from vidresults.wire.shapes import Long, RunLengths, Share, keys_of, read_as

_FEWEST = 6
_PER_KEYPOINT = 3


class Category(Struct):
    """A category; `class_id` is the model's own number, which this package writes."""

    id: Long
    name: str
    keypoints: list[str] | None = None
    own_id: Long | None = field(default=None, name="class_id")

    @property
    def class_id(self) -> int:
        """The class's number."""
        return self.id if self.own_id is None else self.own_id


class _Annotation(Struct):
    bbox: Annotated[list[float], Meta(min_length=4, max_length=4)] | None = None
    score: Share | None = None
    track_id: Long | None = None
    detection_id: str | None = None
    id: Long | None = None
    keypoints: list[float] | None = None
    keypoint_scores: list[Share | None] | None = None


_KNOWN = keys_of(_Annotation) | {
    "image_id", "category_id", "segmentation", "iscrowd", "num_keypoints",
}  # fmt: skip


def columns_of(
    value: dict[str, Any],
    category: Category,
    size: tuple[int | None, int | None],
    where: str,
    *,
    results: bool,
) -> dict[str, Any]:
    """The columns of a detection; those that are unknown are left out.

    Args:
        value: The annotation.
        category: Its category.
        size: Width and height of its image, where they are known.
        where: What messages call it.
        results: Whether it is a prediction of a list of results.

    Raises:
        FormatError: Something in it is wrong; names the field.
    """
    found = read_as(_Annotation, value, field=where)
    shape = _shape(value.get("segmentation"), size, f"{where}.segmentation")
    points, extra = _keypoints(found, category, f"{where}.keypoints", results=results)
    corner = found.bbox or _around(shape, points, where)
    if min(corner[2:]) < 0:
        raise FormatError(
            f"found {corner}, expected x, y, width and height, not below 0",
            Place(field=f"{where}.bbox"),
        )
    box = box_of(*corner)
    extra |= box.pop("extra") | leftover(value, _KNOWN)
    if value.get("iscrowd"):
        extra["iscrowd"] = value["iscrowd"]
    columns = {
        "class_name": category.name,
        "class_id": category.class_id,
        "confidence": found.score,
        "tracker_id": _track(found, value),
        "detection_id": found.detection_id or (None if found.id is None else str(found.id)),
        **box,
        **shape,
        **({} if points is None else {"keypoints": points}),
        "extra": extra,
    }
    return {key: item for key, item in columns.items() if item is not None}


def _track(found: _Annotation, value: dict[str, Any]) -> int | None:
    """The track; CVAT writes it among the attributes, where it stays too."""
    if found.track_id is not None:
        return found.track_id
    attributes = value.get("attributes")
    track = attributes.get("track_id") if isinstance(attributes, dict) else None
    return track if isinstance(track, int) and not isinstance(track, bool) else None


def _shape(value: Any, size: tuple[int | None, int | None], where: str) -> dict[str, Any]:
    if isinstance(value, dict):
        runs = read_as(RunLengths, value, field=where)
        counts = runs.counts if isinstance(runs.counts, str) else compress_runs(runs.counts)
        height, width = runs.size
        try:
            filled = int(expand_runs(counts).sum())
        except ValueError as error:
            raise FormatError(str(error), Place(field=where)) from None
        if filled != height * width:
            raise FormatError(
                f"runs fill {filled} pixels, expected {height} x {width}", Place(field=where)
            )
        if None not in size and (width, height) != size:
            raise FormatError(
                f"is a mask of {width}x{height} pixels on an image of {size[0]}x{size[1]}",
                Place(field=where),
            )
        return {"rle": {"height": height, "width": width, "counts": counts}}
    if not value:  # no mask, or one without any pixel
        return {}
    rings = read_as(list[list[float]], value, field=where)
    for number, ring in enumerate(rings):
        if len(ring) < _FEWEST or len(ring) % 2:
            raise FormatError(
                f"found {len(ring)} numbers, expected x and y of at least 3 points",
                Place(field=f"{where}[{number}]"),
            )
    return {"polygons": [_points(ring) for ring in rings]}


def _points(flat: list[float]) -> list[dict[str, float]]:
    return [{"x": x, "y": y} for x, y in zip(flat[::2], flat[1::2], strict=True)]


def _keypoints(
    found: _Annotation, category: Category, where: str, *, results: bool
) -> tuple[list[dict[str, Any]] | None, dict[str, Any]]:
    """The keypoints that are there, by their names, and the v of all.

    In results the third number is no v; every keypoint is there.
    """
    if found.keypoints is None:
        return None, {}
    names = category.keypoints or []
    if len(found.keypoints) % _PER_KEYPOINT or (
        names and len(found.keypoints) != _PER_KEYPOINT * len(names)
    ):
        wanted = f"{_PER_KEYPOINT * len(names)} numbers" if names else "x, y and v of each"
        raise FormatError(f"found {len(found.keypoints)} numbers, expected {wanted}",
                          Place(field=where))  # fmt: skip
    seen = [int(v) for v in found.keypoints[2::3]]
    scores = found.keypoint_scores or [None] * len(seen)
    if len(scores) != len(seen):
        raise FormatError(
            f"found {len(scores)} keypoint_scores, expected {len(seen)}", Place(field=where)
        )
    points = [
        {
            "x": found.keypoints[_PER_KEYPOINT * i],
            "y": found.keypoints[_PER_KEYPOINT * i + 1],
            "confidence": scores[i],
            "class_id": i,
            "class_name": names[i] if names else f"keypoint_{i}",
        }
        for i, v in enumerate(seen)
        if v > 0 or results
    ]
    return points, {} if results else {"visibility": seen}


def _around(shape: dict[str, Any], points: list[dict[str, Any]] | None, where: str) -> list[float]:
    """The box around a polygon or keypoints, where the annotation has none of its own."""
    corners = [point for ring in shape.get("polygons", []) for point in ring] or points
    if "rle" in shape:
        return _around_mask(shape["rle"])
    if not corners:
        raise FormatError(
            "is missing, expected x, y, width and height", Place(field=f"{where}.bbox")
        )
    xs, ys = [point["x"] for point in corners], [point["y"] for point in corners]
    return [min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys)]


def _around_mask(rle: dict[str, Any]) -> list[float]:
    rows, columns = np.nonzero(mask_from_rle(rle["counts"], rle["height"], rle["width"]))
    if not len(rows):
        return [0.0, 0.0, 0.0, 0.0]
    left, top = float(columns.min()), float(rows.min())
    return [left, top, float(columns.max()) + 1 - left, float(rows.max()) + 1 - top]
