"""The labels of a CVAT task of images, and the shapes of its objects."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from vidresults.export.labels.coco_shapes import visible_keypoints
from vidresults.export.labels.object_masks import mask_of, sent_rings
from vidresults.export.parts.cvat_xml import (
    as_value,
    attribute_elements,
    box_attributes,
    decimal,
    label_element,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vidresults.export.labels.categories import Categories
    from vidresults.export.labels.coco_shapes import KeypointNames

Row = dict[str, Any]

_HIDDEN = 1
"""COCO's v of a point that is there and not seen."""


class Labels:
    """The labels: one for each class, and one for the skeletons of those that have keypoints."""

    def __init__(self, categories: Categories, keypoints: KeypointNames) -> None:
        """Find a name that is free for each skeleton."""
        self._categories = categories
        self._keypoints = keypoints
        self._names = {category.id: category.name for category in categories.all}
        self._skeletons: dict[int, str] = {}
        taken = set(self._names.values())
        for number, name in self._names.items():
            if not keypoints.of(number):
                continue
            skeleton, count = f"{name} keypoints", 1
            while skeleton in taken:
                count += 1
                skeleton = f"{name} keypoints {count}"
            taken.add(skeleton)
            self._skeletons[number] = skeleton

    def of(self, row: Row) -> str:
        """The label of a detection or classification."""
        return self._names[self._number(row)]

    def skeleton(self, row: Row) -> tuple[str, list[str]]:
        """The label of a detection's skeleton, and the names of its points."""
        number = self._number(row)
        return self._skeletons[number], self._keypoints.of(number)

    def elements(self) -> Iterator[str]:
        """All labels as elements of the task."""
        both = {"tracker_id": False, "confidence": False}
        for name in self._names.values():
            yield label_element(name, both, kind="any")
        for number, name in self._skeletons.items():
            yield label_element(name, {}, kind="skeleton")
            for point in self._keypoints.of(number):
                yield label_element(point, {"confidence": False}, kind="points", parent=name)

    def _number(self, row: Row) -> int:
        return self._categories.id_of(row["model"], row["class_id"], row["class_name"])


@dataclass(slots=True)
class Shapes:
    """Makes the shapes of objects.

    Attributes:
        outlined: How many objects are told by their mask, without their box.
        unpredicted: How many classes of frames were not predicted.
    """

    labels: Labels
    outlined: int = field(default=0, init=False)
    unpredicted: int = field(default=0, init=False)
    _groups: Iterator[int] = field(default_factory=lambda: itertools.count(1), init=False)

    def tag(self, row: Row, _: Row) -> str:
        """The tag of a classification; empty where the class was not predicted."""
        if not row["predicted"]:
            self.unpredicted += 1
            return ""
        known = attribute_elements({"confidence": row["confidence"]})
        return f'<tag label={as_value(self.labels.of(row))} source="auto">{known}</tag>\n'

    def of(self, row: Row, image: Row) -> str:
        """The shapes of a detection."""
        forms = _masks(row, image)
        self.outlined += bool(forms)
        forms = forms or [("box", box_attributes(row))]
        grouped = len(forms) + bool(row["keypoints"]) > 1
        group = f' group_id="{next(self._groups)}"' if grouped else ""
        label = as_value(self.labels.of(row))
        known = {"tracker_id": row["tracker_id"], "confidence": row["confidence"]}
        common = f'label={label} source="auto" occluded="0"'
        shapes = [
            f'<{kind} {common} {place} z_order="0"{group}>{attribute_elements(known)}</{kind}>\n'
            for kind, place in forms
        ]
        return "".join(shapes) + self._skeleton(row, group)

    def _skeleton(self, row: Row, group: str) -> str:
        if not row["keypoints"]:
            return ""
        label, names = self.labels.skeleton(row)
        seen = visible_keypoints(row["keypoints"], names)
        flat, scores = seen["keypoints"], seen["keypoint_scores"]
        points = "".join(map(_point, names, flat[::3], flat[1::3], flat[2::3], scores))
        start = f'<skeleton label={as_value(label)} source="auto" z_order="0"{group}>'
        return f"{start}\n{points}</skeleton>\n"


def _point(name: str, x: float, y: float, seen: int, score: float | None) -> str:
    return (
        f'<points label={as_value(name)} source="auto" outside="{int(not seen)}" '
        f'occluded="{int(seen == _HIDDEN)}" points="{decimal(x)},{decimal(y)}">'
        f"{attribute_elements({'confidence': score})}</points>\n"
    )


def _masks(row: Row, image: Row) -> list[tuple[str, str]]:
    """Kind and place of each shape of the mask; none where no pixel is covered."""
    mask = mask_of(row, image)
    if mask is None:
        return [("polygon", f'points="{_points(ring)}"') for ring in sent_rings(row)]
    return [("mask", _runs(mask))] if mask.any() else []


def _points(ring: Sequence[Sequence[float]]) -> str:
    return ";".join(f"{decimal(x)},{decimal(y)}" for x, y in ring)


def _runs(mask: NDArray[np.uint8]) -> str:
    """The box around the pixels, and the runs inside of it, row by row, zeros first."""
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    top, left = int(rows[0]), int(columns[0])
    inside = mask[top : int(rows[-1]) + 1, left : int(columns[-1]) + 1]
    flat = inside.ravel()
    borders = np.flatnonzero(flat[1:] != flat[:-1]) + 1
    runs = np.diff([0, *borders.tolist(), flat.size]).tolist()
    listed = ", ".join(map(str, [0, *runs] if flat[0] else runs))
    height, width = inside.shape
    return f'rle="{listed}" left="{left}" top="{top}" width="{width}" height="{height}"'
