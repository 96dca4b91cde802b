"""The shape of one COCO annotation: box, area, segmentation, keypoints."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal

from pycocotools import mask as coco_mask

from vidresults.analytics.outlines import outlines_of_mask
from vidresults.analytics.rasters import FEWEST_POINTS, rle_of_rings
from vidresults.errors import SelectionError
from vidresults.export.labels.object_masks import rle_of

if TYPE_CHECKING:
    from vidresults.export.labels.categories import Categories
    from vidresults.results import Source

Segmentation = Literal["rle", "polygon"]
SEGMENTATIONS: Final[tuple[Segmentation, ...]] = ("rle", "polygon")
"""What masks can be turned into."""

# COCO's v tells hidden (1) from visible (2); a model gives a confidence instead.
_VISIBLE_FROM = 0.5


def check_segmentation(segmentation: str | None) -> None:
    """Refuse a form of masks that is none.

    Raises:
        SelectionError: It is none of SEGMENTATIONS.
    """
    if segmentation is not None and segmentation not in SEGMENTATIONS:
        known = " or ".join(map(repr, SEGMENTATIONS))
        raise SelectionError(f"segmentation={segmentation!r}: expected {known}")


def annotation(
    row: dict[str, Any],
    image: dict[str, Any],
    keypoints: list[str],
    segmentation: Segmentation | None = None,
) -> dict[str, Any]:
    """Everything of an annotation but its ids.

    Masks are as they were sent, or all of one form where `segmentation` asks for it; a mask
    without any pixel has no outline and stays run lengths. Boxes are as predicted, not clipped.
    `area` is that of the mask or of pycocotools' raster of the polygons where there is one, else
    width times height. Unknown values are left out.
    """
    box = {
        "bbox": [
            row["x_center"] - row["width"] / 2,
            row["y_center"] - row["height"] / 2,
            row["width"],
            row["height"],
        ],
        "area": row["width"] * row["height"],
        "iscrowd": 0,
    }
    optional = {
        "score": row["confidence"],
        "track_id": row["tracker_id"],
        "detection_id": row["detection_id"],
    }
    return {
        **box,
        **_converted(_segmentation(row, image), image, segmentation),
        **(visible_keypoints(row["keypoints"], keypoints) if row["keypoints"] is not None else {}),
        **{key: value for key, value in optional.items() if value is not None},
    }


def _converted(
    found: dict[str, Any], image: dict[str, Any], wanted: Segmentation | None
) -> dict[str, Any]:
    mask = found.get("segmentation")
    if wanted == "rle" and isinstance(mask, list):
        return found | {"segmentation": rle_of_rings(mask, image["width"], image["height"])}
    if wanted == "polygon" and isinstance(mask, dict):
        return found | {"segmentation": outlines_of_mask(coco_mask.decode(mask)) or mask}
    return found


def _segmentation(row: dict[str, Any], image: dict[str, Any]) -> dict[str, Any]:
    if row["rle"] is not None:
        rle = rle_of(row, image)
        return {"area": int(coco_mask.area(rle)), "segmentation": rle}
    if row["polygons"] is None:
        return {}
    height, width = image["height"], image["width"]
    rings = [
        [value for point in ring for value in (point["x"], point["y"])]
        for ring in row["polygons"]
        if len(ring) >= FEWEST_POINTS
    ]
    pixels = rle_of_rings(rings, width, height)
    # An outline of one or two points covers no pixel; an empty list would stop readers.
    return {"area": int(coco_mask.area(pixels)), "segmentation": rings or pixels}


def visible_keypoints(sent: list[dict[str, Any]], names: list[str]) -> dict[str, Any]:
    """The points in the category's order; v is 2 from a confidence of 0.5 or unknown, else 1."""
    by_name: dict[str, dict[str, Any]] = {}
    for position, point in enumerate(sent):
        by_name.setdefault(keypoint_name(point, position), point)
    flat: list[float] = []
    scores: list[float | None] = []
    for name in names:
        if name not in by_name:
            flat += [0, 0, 0]
            scores.append(None)
            continue
        point = by_name[name]
        known = point["confidence"]
        flat += [point["x"], point["y"], 2 if known is None or known >= _VISIBLE_FROM else 1]
        scores.append(known)
    return {"keypoints": flat, "num_keypoints": len(by_name), "keypoint_scores": scores}


class KeypointNames:
    """The keypoints of every category: all that were seen, by class number, then as they came."""

    def __init__(self, source: Source, categories: Categories) -> None:
        """Collect them in one pass over the detections that have keypoints."""
        seen: dict[int, dict[str, tuple[bool, int]]] = {}
        there = source.facts.values["detections.keypoints"]
        for batch in source.batches("detections") if there else ():
            with_keypoints = batch.filter(batch["keypoints"].is_valid())
            columns = ["model", "class_id", "class_name", "keypoints"]
            for row in with_keypoints.select(columns).to_pylist():
                category = categories.id_of(row["model"], row["class_id"], row["class_name"])
                names = seen.setdefault(category, {})
                for position, point in enumerate(row["keypoints"]):
                    number = point["class_id"]
                    names.setdefault(keypoint_name(point, position), (number is None, number or 0))
        self._names = {
            category: sorted(names, key=lambda name: names[name])
            for category, names in seen.items()
        }

    def of(self, category: int) -> list[str]:
        """The names in order; empty where the category has no keypoints."""
        return self._names.get(category, [])


def keypoint_name(point: dict[str, Any], position: int) -> str:
    """What was sent, else `keypoint_N` with the number of its class or place."""
    if point["class_name"] is not None:
        return str(point["class_name"])
    number = point["class_id"]
    return f"keypoint_{position if number is None else number}"
