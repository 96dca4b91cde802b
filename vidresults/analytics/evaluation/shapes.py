"""One detection as an annotation of pycocotools, in pixels of the truth's picture."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal, get_args

from pycocotools import mask as coco_mask

from vidresults.analytics.rasters import rle_of_rings
from vidresults.errors import MatchError
from vidresults.geometry import enlarge, mask_from_rle, rle_from_mask, same_aspect

Iou = Literal["box", "mask", "keypoints"]
IOUS: Final[tuple[str, ...]] = get_args(Iou)
Size = tuple[int, int]


@dataclass(slots=True, kw_only=True)
class Shapes:
    """How rows become annotations.

    Attributes:
        iou: What is compared.
        categories: Id of each class of the truth that is evaluated.
        known: All classes of the truth.
        renamed: Names of the result's classes that mean one of the truth's.
        keypoints: Names of all keypoints of the truth, in order.
        other: How many detections of classes that the truth does not know were left out, by class.
        shapeless: How many rows had no mask or no keypoints, of the truth and of the result.
        shaped: How many had what is compared.
    """

    iou: Iou
    categories: Mapping[str, int]
    known: Collection[str] = ()
    renamed: Mapping[str, str] = field(default_factory=dict)
    keypoints: Sequence[str] = ()
    other: dict[str, int] = field(default_factory=dict)
    shapeless: dict[str, int] = field(default_factory=lambda: {"truth": 0, "result": 0})
    shaped: dict[str, int] = field(default_factory=lambda: {"truth": 0, "result": 0})

    def annotation(
        self, row: dict[str, Any], own: Size | None, size: Size | None, *, truth: bool
    ) -> dict[str, Any] | None:
        """A row as an annotation without ids; None where it cannot be compared."""
        name = (
            row["class_name"] if truth else self.renamed.get(row["class_name"], row["class_name"])
        )
        if name not in self.categories:
            if not truth and name not in self.known:
                self.other[name] = self.other.get(name, 0) + 1
            return None
        scale = (size[0] / own[0], size[1] / own[1]) if own and size and own != size else None
        extra = json.loads(row["extra"]) if truth and row["extra"] else {}
        box = _box(row, extra, scale)
        shape = self._shape(row, extra, own, size, scale)
        if shape is None:
            self.shapeless["truth" if truth else "result"] += 1
            return None
        self.shaped["truth" if truth else "result"] += 1
        ignored = bool(extra.get("iscrowd")) or extra.get("considered") == 0
        ignored |= truth and shape.get("num_keypoints") == 0
        return {
            "category_id": self.categories[name],
            "bbox": box,
            "area": _area(extra, box, shape) if truth else _found_area(box, shape),
            "iscrowd": int(ignored),
            "score": row["confidence"],
            "track": row["tracker_id"],
            **shape,
        }

    def _shape(
        self,
        row: dict[str, Any],
        extra: dict[str, Any],
        own: Size | None,
        size: Size | None,
        scale: tuple[float, float] | None,
    ) -> dict[str, Any] | None:
        if self.iou == "box":
            return {}
        if self.iou == "mask":
            rle = _mask(row, own, size, scale)
            return None if rle is None else {"segmentation": rle}
        if row["keypoints"] is None:
            return None
        return _keypoints(row["keypoints"], self.keypoints, extra, scale)


def _box(
    row: dict[str, Any], extra: dict[str, Any], scale: tuple[float, float] | None
) -> list[float]:
    width, height = row["width"], row["height"]
    sent = extra.get("bbox")
    box = sent or [row["x_center"] - width / 2, row["y_center"] - height / 2, width, height]
    return box if scale is None else [value * scale[i % 2] for i, value in enumerate(box)]


def _found_area(box: list[float], shape: dict[str, Any]) -> float:
    """As pycocotools takes that of a result: of its mask, the box around its points, its box."""
    if "keypoints" in shape:
        x, y = shape["keypoints"][0::3], shape["keypoints"][1::3]
        return float((max(x) - min(x)) * (max(y) - min(y))) if x else 0.0
    return _area({}, box, shape)


def _area(extra: dict[str, Any], box: list[float], shape: dict[str, Any]) -> float:
    """The area that the truth tells, else that of the mask, else of the box."""
    told = extra.get("area")
    if isinstance(told, int | float) and not isinstance(told, bool):
        return float(told)
    if "segmentation" in shape:
        return float(coco_mask.area(shape["segmentation"]))
    return float(box[2] * box[3])


def _mask(
    row: dict[str, Any], own: Size | None, size: Size | None, scale: tuple[float, float] | None
) -> dict[str, Any] | None:
    if row["rle"] is not None:
        height, width, counts = (row["rle"][key] for key in ("height", "width", "counts"))
        wanted = size or own or (width, height)
        if (width, height) != wanted:
            if not same_aspect((width, height), wanted):
                raise MatchError(
                    f"a mask is of {width}x{height} pixels and its picture of "
                    f"{wanted[0]}x{wanted[1]}: the aspect ratios differ"
                )
            larger = enlarge(mask_from_rle(counts, height, width), wanted[1], wanted[0])
            counts = rle_from_mask(larger)
        return {"size": [wanted[1], wanted[0]], "counts": counts}
    if row["polygons"] is None:
        return None
    if size is None:
        raise MatchError("outlines need the size of their picture: give the video (--video)")
    x, y = scale or (1.0, 1.0)
    rings = [[v for p in ring for v in (p["x"] * x, p["y"] * y)] for ring in row["polygons"]]
    return rle_of_rings(rings, *size)


def _keypoints(
    points: list[dict[str, Any]],
    names: Sequence[str],
    extra: dict[str, Any],
    scale: tuple[float, float] | None,
) -> dict[str, Any]:
    """The points in the order of the names, as COCO: what is not there is 0, 0 with v 0."""
    x, y = scale or (1.0, 1.0)
    seen = extra.get("visibility") or []
    flat = dict.fromkeys(names, (0.0, 0.0, 0))
    for name, point in zip(keypoint_names(points), points, strict=True):
        number = point["class_id"]
        known = number is not None and 0 <= number < len(seen)
        if name in flat and flat[name][2] == 0:
            flat[name] = (point["x"] * x, point["y"] * y, int(seen[number]) if known else 2)
    values = [value for name in names for value in flat[name]]
    return {"keypoints": values, "num_keypoints": sum(v > 0 for v in values[2::3])}


def keypoint_names(points: Sequence[dict[str, Any]]) -> Iterator[str]:
    """What each point is called: its name, else its number, else its position."""
    for position, point in enumerate(points):
        number = position if point["class_id"] is None else point["class_id"]
        yield point["class_name"] or f"keypoint_{number}"
