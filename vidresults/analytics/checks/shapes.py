"""Outlines, masks and vectors: complete, and as large as they must be."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from vidresults.analytics.by_model import ModelKey, by_model
from vidresults.analytics.checks.check import Check, Found, counted
from vidresults.geometry import same_aspect

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vidresults.analytics.checks.pictures import Sizes

_FEWEST_POINTS = 3
# A PNG begins with 8 bytes, then comes its header: 4 bytes of length, its name, width, height.
_NAME, _WIDTH, _END = 12, 16, 24


class Outlines:
    """Rings of polygons need three points to enclose anything."""

    tables = ("detections",)

    def __init__(self) -> None:
        self._wrong = Found()
        self._rows = 0

    def take(self, _table: str, batch: pa.RecordBatch) -> None:
        """Look at the rings of every outline; an outline without a ring has too few as well."""
        outlines = batch["polygons"]
        lengths = pc.fill_null(pc.list_value_length(outlines), -1).to_numpy()
        self._rows += int((lengths >= 0).sum())
        wrong = lengths == 0
        points = pc.list_value_length(pc.list_flatten(outlines)).to_numpy(zero_copy_only=False)
        wrong[pc.list_parent_indices(outlines).to_numpy()[points < _FEWEST_POINTS]] = True
        self._wrong.add(batch, wrong)

    def checks(self) -> Iterator[Check]:
        """One row."""
        name, outlines = "outlines", counted(self._rows, "outline")
        if self._wrong.count:
            found = f"{self._wrong.count} of {outlines} with a ring of fewer than 3 points"
            yield self._wrong.check(name, "warning", found, "rings of at least 3 points")
        else:
            yield Check(name=name, outcome="ok", found=outlines if self._rows else "none")


class Masks:
    """Masks have the size of their picture."""

    tables = ("detections", "semantic_masks")

    def __init__(self, sizes: Sizes) -> None:
        self._sizes = sizes
        self._other, self._scaled = Found(), Found()
        self._rows = 0

    def take(self, table: str, batch: pa.RecordBatch) -> None:
        """Hold the size of every mask against its picture's; a PNG tells it in its header."""
        there = batch.filter(~pc.field("rle").is_null()) if table == "detections" else batch
        for key, rows in by_model(there):
            self._rows += rows.num_rows
            masks = _run_sizes(rows) if table == "detections" else _png_sizes(rows)
            pictures = self._sizes.of(key, rows["sample_index"])
            known = ~np.isnan(pictures).any(axis=1)
            differs = (masks <= 0).any(axis=1) | (known & (masks != pictures).any(axis=1))
            scaled = np.zeros(len(masks), dtype=bool)
            pairs = np.hstack([masks, pictures])[differs]
            kinds, kind = np.unique(pairs, axis=0, return_inverse=True)
            scaled[differs] = np.array([_scales(pair) for pair in kinds], dtype=bool)[kind]
            self._scaled.add(rows, scaled)
            self._other.add(rows, differs & ~scaled)

    def checks(self) -> Iterator[Check]:
        """One row."""
        name, masks = "masks", counted(self._rows, "mask")
        if self._other.count:
            found = f"{self._other.count} of {masks} of another shape than their picture"
            yield self._other.check(name, "error", found, "masks of the picture's size")
        elif self._scaled.count:
            found = f"{self._scaled.count} of {masks} of the picture's shape in another size"
            yield self._scaled.check(name, "warning", found, "masks of the picture's size")
        else:
            yield Check(name=name, outcome="ok", found=masks if self._rows else "none")


class Embeddings:
    """The vectors of one model have one length."""

    tables = ("embeddings",)

    def __init__(self) -> None:
        self._lengths: dict[ModelKey, int] = {}
        self._wrong = Found()
        self._rows = 0

    def take(self, _table: str, batch: pa.RecordBatch) -> None:
        """Hold every length against the model's first."""
        for key, rows in by_model(batch):
            self._rows += rows.num_rows
            lengths = pc.list_value_length(rows["vector"]).to_numpy()
            first = self._lengths.setdefault(key, int(lengths[0]))
            self._wrong.add(rows, lengths != first)

    def checks(self) -> Iterator[Check]:
        """One row."""
        name, vectors = "embeddings", counted(self._rows, "vector")
        lengths = ", ".join(dict.fromkeys(map(str, self._lengths.values())))
        if self._wrong.count:
            found = f"{self._wrong.count} of {vectors} longer or shorter than the first ({lengths})"
            yield self._wrong.check(name, "error", found, "one length in a model")
        else:
            found = f"{vectors} of {lengths} numbers" if self._rows else "none"
            yield Check(name=name, outcome="ok", found=found)


def _run_sizes(rows: pa.RecordBatch) -> NDArray[np.float64]:
    """Width and height of run-length masks, shape (n, 2)."""
    columns = (pc.struct_field(rows["rle"], name).to_numpy() for name in ("width", "height"))
    return np.stack(list(columns), axis=1).astype(np.float64)


def _png_sizes(rows: pa.RecordBatch) -> NDArray[np.float64]:
    """Width and height of PNG pictures, shape (n, 2); 0 for what has no header of a PNG."""
    heads = pc.binary_slice(rows["mask_png"], _NAME, _END)
    complete = pc.equal(pc.binary_length(heads), _END - _NAME)
    named = pc.equal(pc.binary_slice(heads, 0, _WIDTH - _NAME), b"IHDR")
    sizes = pc.binary_slice(heads, _WIDTH - _NAME, _END - _NAME)
    good = pc.and_(complete, named)
    fixed = pc.if_else(good, sizes, pa.scalar(bytes(_END - _WIDTH), pa.binary()))
    packed = b"".join(fixed.to_pylist())
    return np.frombuffer(packed, dtype=">u4").reshape(-1, 2).astype(np.float64)


def _scales(pair: NDArray[np.float64]) -> bool:
    """Whether a mask is its picture scaled, given width and height of both."""
    if not (pair > 0).all():
        return False
    width, height, picture_width, picture_height = map(int, pair)
    return same_aspect((width, height), (picture_width, picture_height))
