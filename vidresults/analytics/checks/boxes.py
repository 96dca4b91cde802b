"""Boxes of objects and faces: inside the picture, and of some size."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from vidresults import geometry
from vidresults.analytics.by_model import by_model
from vidresults.analytics.checks.check import Check, Found, counted

if TYPE_CHECKING:
    import pyarrow as pa

    from vidresults.analytics.checks.pictures import Sizes

# A float32 on the way leaves this much at the right edge of a large picture.
_EDGE_PIXELS = 0.01
_BOX = ("x_center", "y_center", "width", "height")


class Boxes:
    """Holds boxes against the size of their picture."""

    tables = ("detections", "gazes")

    def __init__(self, sizes: Sizes) -> None:
        self._sizes = sizes
        self._over, self._outside = Found(), Found()
        self._empty, self._negative = Found(), Found()
        self._boxes = self._unsized = 0

    def take(self, _table: str, batch: pa.RecordBatch) -> None:
        """Look at a batch; a box whose picture has no known size is only counted."""
        for key, rows in by_model(batch):
            self._boxes += rows.num_rows
            columns = [rows[name].to_numpy() for name in _BOX]
            _, _, width, height = columns
            self._empty.add(rows, (width == 0) | (height == 0))
            self._negative.add(rows, (width < 0) | (height < 0))
            low, high = np.split(geometry.corners(*columns), 2, axis=1)
            size = self._sizes.of(key, rows["sample_index"])
            self._unsized += int(np.isnan(size).any(axis=1).sum())
            outside = ((high <= 0) | (low >= size)).any(axis=1) & (width > 0) & (height > 0)
            over = ((low < -_EDGE_PIXELS) | (high > size + _EDGE_PIXELS)).any(axis=1)
            self._outside.add(rows, outside)
            self._over.add(rows, over & ~outside)

    def checks(self) -> Iterator[Check]:
        """One row for places and one for sizes."""
        yield self._placed()
        yield self._sized()

    def _placed(self) -> Check:
        name, boxes = "box places", counted(self._boxes, "box", "boxes")
        unsized = f", {self._unsized} in pictures of unknown size" if self._unsized else ""
        over = f"{self._over.count} of {boxes} reach over the edge{unsized}"
        if self._outside.count:
            found = f"{self._outside.count} of {boxes} wholly outside the picture; {over}"
            return self._outside.check(name, "error", found, "boxes inside the picture, in pixels")
        if self._over.count:
            return self._over.check(name, "warning", over, "boxes inside the picture")
        if not self._boxes:
            return Check(name=name, outcome="ok", found="none")
        inside = f"{self._boxes - self._unsized} of {boxes} inside the picture{unsized}"
        return Check(name=name, outcome="ok", found=inside)

    def _sized(self) -> Check:
        name, boxes = "box sizes", counted(self._boxes, "box", "boxes")
        if self._negative.count:
            found = f"{self._negative.count} of {boxes} with a negative width or height"
            return self._negative.check(name, "error", found, "lengths of 0 or more")
        if self._empty.count:
            found = f"{self._empty.count} of {boxes} without an area"
            return self._empty.check(name, "warning", found, "a width and height over 0")
        return Check(name=name, outcome="ok", found=boxes if self._boxes else "none")
