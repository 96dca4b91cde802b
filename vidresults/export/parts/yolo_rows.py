"""The rows of YOLO labels: boxes, outlines, poses or oriented boxes, all of one kind in a dataset.

Lengths are shares of the picture's width and height. Trainers drop a picture with a value outside
0 to 1, so boxes and outlines are clipped to the picture; a point of a pose cannot be moved and
counts as not seen where it lies outside.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from pycocotools import mask as coco_mask

from vidresults.analytics.bridges import joined
from vidresults.analytics.rasters import FEWEST_POINTS
from vidresults.export.labels.clipping import clip, edges_of
from vidresults.export.labels.coco_shapes import visible_keypoints
from vidresults.export.labels.object_masks import rle_of
from vidresults.export.labels.pixel_outlines import outline_of_mask
from vidresults.geometry import rotated_corners

if TYPE_CHECKING:
    from vidresults.export.parts.yolo_kinds import Kind

Row = dict[str, Any]
Size = tuple[int, int]
Point = tuple[float, float]


@dataclass(slots=True, kw_only=True)
class Rows:
    """Writes rows of one kind and counts what had to be changed.

    Attributes:
        kind: What the rows are.
        clipped: Objects that reached beyond their picture.
        dropped: Objects without area inside their picture, which have no row.
        traced: Masks that became outlines.
        bridged: Objects of several outlines, which became one.
        upright: Oriented boxes of detections that have an upright one alone.
        unseen: Keypoints outside their picture, written as not seen.
    """

    kind: Kind
    clipped: int = field(default=0, init=False)
    dropped: int = field(default=0, init=False)
    traced: int = field(default=0, init=False)
    bridged: int = field(default=0, init=False)
    upright: int = field(default=0, init=False)
    unseen: int = field(default=0, init=False)

    def text(self, number: int, row: Row, image: Row, *, scored: bool = False) -> str:
        """The row of a detection of class `number`; empty where nothing of it is on the picture.

        `scored` adds its confidence at the end, where it is known.
        """
        values = self._values(row, image)
        if not values:
            self.dropped += 1
            return ""
        if scored and row["confidence"] is not None:
            values = [*values, row["confidence"]]
        return " ".join([str(number), *map(repr, values)]) + "\n"

    def notes(self) -> list[str]:
        """What was changed, with numbers."""
        what = self.kind.what
        counts = {
            f"{self.clipped} {what} were clipped to their pictures": self.clipped,
            f"{self.dropped} {what} without area on their pictures have no row": self.dropped,
            f"{self.traced} masks are outlines through the middles of their pixels": self.traced,
            f"{self.bridged} objects of several outlines are one outline with bridges":
                self.bridged,
            f"{self.upright} {what} are upright, as no rotated one is known": self.upright,
            f"{self.unseen} keypoints outside their pictures are written as not seen": self.unseen,
        }  # fmt: skip
        return [text for text, count in counts.items() if count]

    def _values(self, row: Row, image: Row) -> list[float]:
        size = (image["width"], image["height"])
        if self.kind.task == "segment":
            if row["rle"] is not None:
                return self._mask(rle_of(row, image), size)
            return self._outline(row["polygons"], size)
        if self.kind.task == "obb":
            return self._turned(row, size)
        values = self._box(row, size)
        if values and self.kind.keypoints:
            values += self._pose(row["keypoints"], size)
        return values

    def _box(self, row: Row, size: Size) -> list[float]:
        width, height = size
        x, y, w, h = row["x_center"], row["y_center"], row["width"], row["height"]
        edges = edges_of(row)
        left, top, right, bottom = inside = clip(edges, size)
        if left >= right or top >= bottom:
            return []
        if inside != edges:
            self.clipped += 1
            x, y, w, h = (left + right) / 2, (top + bottom) / 2, right - left, bottom - top
        return [x / width, y / height, w / width, h / height]

    def _mask(self, rle: Row, size: Size) -> list[float]:
        points, parts = outline_of_mask(coco_mask.decode(rle))
        if not points:
            return []
        self.traced += 1
        self.bridged += parts > 1
        return _shares(_long_enough(points), size)

    def _outline(self, sent: list[list[Row]], size: Size) -> list[float]:
        rings = [[(point["x"], point["y"]) for point in ring] for ring in sent if ring]
        if not rings:
            return []
        points = joined(rings)
        limits = clip(
            (min(x for x, _ in points), min(y for _, y in points),
             max(x for x, _ in points), max(y for _, y in points)), size,
        )  # fmt: skip
        inside = _moved_inside(points, size)
        meets = any(a == b for a, b in zip(points, inside, strict=True))
        if not meets and (limits[0] >= limits[2] or limits[1] >= limits[3]):
            return []
        self.bridged += len(rings) > 1
        self.clipped += inside != points
        return _shares(_long_enough(inside), size)

    def _turned(self, row: Row, size: Size) -> list[float]:
        box = row["rotated_box"] or {**row, "angle_degrees": 0.0}
        corners: list[Point] = [tuple(corner) for corner in rotated_corners(box).tolist()]
        inside = _moved_inside(corners, size)
        if min(box["width"], box["height"]) <= 0 or not _overlap(corners, size):
            return []
        self.clipped += inside != corners
        self.upright += row["rotated_box"] is None
        return _shares(inside, size)

    def _pose(self, sent: list[Row], size: Size) -> list[float]:
        flat = visible_keypoints(sent, list(self.kind.keypoints))["keypoints"]
        values: list[float] = []
        for x, y, seen in zip(flat[::3], flat[1::3], flat[2::3], strict=True):
            if seen and clip((x, y, x, y), size) == (x, y, x, y):
                values += [x / size[0], y / size[1], seen]
            else:
                self.unseen += seen > 0
                values += [0, 0, 0]
        return values


def _moved_inside(points: list[Point], size: Size) -> list[Point]:
    return [clip((x, y, x, y), size)[:2] for x, y in points]


def _overlap(corners: list[Point], size: Size) -> bool:
    """Whether some of a convex outline is on the picture."""
    import cv2

    (width, height), outline = size, np.asarray(corners, np.float32)
    picture = np.asarray([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    area, _ = cv2.intersectConvexConvex(outline, picture)
    return bool(area > 0)


def _long_enough(points: list[Point]) -> list[Point]:
    """The points, the last one again where a row would be too short."""
    return [*points, *[points[-1]] * (FEWEST_POINTS - len(points))]


def _shares(points: list[Point], size: Size) -> list[float]:
    return [value for x, y in points for value in (x / size[0], y / size[1])]
