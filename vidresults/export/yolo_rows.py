"""The rows of YOLO labels: boxes, outlines or poses, all of one kind in a dataset.

Lengths are shares of the picture's width and height. Trainers drop a picture with a value outside
0 to 1, so boxes and outlines are clipped to the picture; a point of a pose cannot be moved and
counts as not seen where it lies outside.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pyarrow.compute as pc

from vidresults.analytics.rasters import FEWEST_POINTS
from vidresults.export.categories import Categories
from vidresults.export.clipping import clip, edges_of
from vidresults.export.coco_shapes import KeypointNames, visible_keypoints

if TYPE_CHECKING:
    from vidresults.results import Source

Row = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What a row of the dataset is.

    Attributes:
        what: What the rows are called in notes.
        keeps: Columns of detections that its rows keep beside class and box.
        keypoints: Names of the points of a pose in their order.
    """

    what: str
    keeps: frozenset[str] = frozenset()
    keypoints: tuple[str, ...] = ()


_BOXES = Kind(what="boxes")
_OUTLINES = Kind(what="outlines", keeps=frozenset({"detections.polygons"}))


def kind_of(source: Source) -> Kind:
    """Poses or outlines where every detection has one, else boxes: trainers refuse a mixture.

    Poses need the same keypoints in all classes that have some.
    """
    facts = source.facts
    count = facts.rows["detections"]
    if count and facts.values["detections.keypoints"] == count:
        categories = Categories(facts)
        known = KeypointNames(source, categories)
        named = {tuple(known.of(category.id)) for category in categories.all} - {()}
        if len(named) == 1:
            keeps = frozenset({"detections.keypoints"})
            return Kind(what="poses", keeps=keeps, keypoints=named.pop())
    if count and facts.values["detections.polygons"] == count and _all_have_points(source):
        return _OUTLINES
    return _BOXES


def _all_have_points(source: Source) -> bool:
    for batch in source.batches("detections"):
        rings = batch["polygons"]
        for lists in (rings, pc.list_flatten(rings)):
            if (pc.min(pc.list_value_length(lists)).as_py() or 0) < 1 and batch.num_rows:
                return False
    return True


@dataclass(slots=True, kw_only=True)
class Rows:
    """Writes rows of one kind and counts what had to be changed.

    Attributes:
        kind: What the rows are.
        clipped: Objects that reached beyond their picture.
        dropped: Objects without area inside their picture, which have no row.
        bridged: Objects of several rings, which became one.
        unseen: Keypoints outside their picture, written as not seen.
    """

    kind: Kind
    clipped: int = field(default=0, init=False)
    dropped: int = field(default=0, init=False)
    bridged: int = field(default=0, init=False)
    unseen: int = field(default=0, init=False)

    def text(self, number: int, row: Row, image: Row) -> str:
        """The row of a detection of class `number`; empty where nothing of it is on the picture."""
        size = (image["width"], image["height"])
        if self.kind == _OUTLINES:
            values = self._outline(row["polygons"], size)
        else:
            values = self._box(row, size)
            if values and self.kind.keypoints:
                values += self._pose(row["keypoints"], size)
        if not values:
            self.dropped += 1
            return ""
        return " ".join([str(number), *map(repr, values)]) + "\n"

    def notes(self) -> list[str]:
        """What was changed, with numbers."""
        counts = {
            f"{self.clipped} {self.kind.what} were clipped to their pictures": self.clipped,
            f"{self.dropped} {self.kind.what} without area on their pictures have no row":
                self.dropped,
            f"{self.bridged} objects of several outlines are one outline with bridges":
                self.bridged,
            f"{self.unseen} keypoints outside their pictures are written as not seen": self.unseen,
        }  # fmt: skip
        return [text for text, count in counts.items() if count]

    def _box(self, row: Row, size: tuple[int, int]) -> list[float]:
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

    def _outline(self, rings: list[list[Row]], size: tuple[int, int]) -> list[float]:
        self.bridged += len(rings) > 1
        points = [(point["x"], point["y"]) for point in _joined(rings)]
        limits = clip(
            (min(x for x, _ in points), min(y for _, y in points),
             max(x for x, _ in points), max(y for _, y in points)), size,
        )  # fmt: skip
        inside = [clip((x, y, x, y), size)[:2] for x, y in points]
        meets = any(a == b for a, b in zip(points, inside, strict=True))
        if not meets and (limits[0] >= limits[2] or limits[1] >= limits[3]):
            return []
        self.clipped += inside != points
        return [value for x, y in inside for value in (x / size[0], y / size[1])]

    def _pose(self, sent: list[Row], size: tuple[int, int]) -> list[float]:
        flat = visible_keypoints(sent, list(self.kind.keypoints))["keypoints"]
        values: list[float] = []
        for x, y, seen in zip(flat[::3], flat[1::3], flat[2::3], strict=True):
            if seen and clip((x, y, x, y), size) == (x, y, x, y):
                values += [x / size[0], y / size[1], seen]
            else:
                self.unseen += seen > 0
                values += [0, 0, 0]
        return values


def _joined(rings: list[list[Row]]) -> list[Row]:
    """One ring of all: a bridge leads to each further ring and back; short rings are filled up."""
    first, *others = rings
    joined = first if not others else [*first, first[0]]
    for ring in others:
        joined = [*joined, *ring, ring[0], first[0]]
    return [*joined, *[joined[-1]] * (FEWEST_POINTS - len(joined))]
