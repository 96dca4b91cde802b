"""Single values: confidences between 0 and 1, and numbers that are numbers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from vidresults.analytics.checks.check import Check, Found, counted
from vidresults.schema import CONTENT, TABLES

if TYPE_CHECKING:
    from numpy.typing import NDArray

# A float32 sum of probabilities can end a little above 1; reading lets it pass too.
_HIGHEST = 1 + 1e-6


class Confidences:
    """Confidences of boxes, classes, faces and keypoints."""

    tables = ("detections", "classifications", "gazes")

    def __init__(self) -> None:
        self._wrong, self._missing = Found(), Found()
        self._rows = 0

    def take(self, table: str, batch: pa.RecordBatch) -> None:
        """Look at every confidence of a batch; only the row's own can be missing."""
        self._rows += batch.num_rows
        own = batch["confidence"]
        self._missing.add(batch, _flags(own.is_null()))
        self._wrong.add(batch, _flags(_out_of_range(own)), name="confidence")
        if table == "detections":
            column = batch["class_confidence"]
            self._wrong.add(batch, _flags(_out_of_range(column)), name="class_confidence")
            points = batch["keypoints"]
            scores = pc.struct_field(pc.list_flatten(points), "confidence")
            wrong = _out_of_range(scores)
            self._wrong.add(batch, _parents(points, _flags(wrong)), name="keypoints.confidence")

    def checks(self) -> Iterator[Check]:
        """One row for values and one for those that are missing."""
        name = "confidences"
        if self._wrong.count:
            found = f"{self._wrong.count} under 0 or over 1"
            yield self._wrong.check(name, "error", found, "shares from 0 to 1, not percent")
        else:
            found = f"{counted(self._rows, 'row')}, none under 0 or over 1"
            yield Check(name=name, outcome="ok", found=found if self._rows else "none")
        name = "missing confidences"
        if self._missing.count:
            found = f"{self._missing.count} of {counted(self._rows, 'row')} without one"
            yield self._missing.check(name, "warning", found, "a confidence on every row")
        else:
            yield Check(name=name, outcome="ok", found="none")


class Finite:
    """Every float of every table, also inside lists: neither NaN nor infinite."""

    tables = ("frames", "inferences", *CONTENT)

    def __init__(self) -> None:
        self._wrong = Found()

    def take(self, table: str, batch: pa.RecordBatch) -> None:
        """Look at every column that holds floats."""
        for name in _WITH_FLOATS[table]:
            self._wrong.add(batch, _unfinite(batch[name]), name=name)

    def checks(self) -> Iterator[Check]:
        """One row."""
        name, wrong = "numbers", self._wrong
        if wrong.count:
            found = f"{counted(wrong.count, 'value')} NaN or infinite"
            yield wrong.check(name, "error", found, "finite numbers, or null where unknown")
        else:
            yield Check(name=name, outcome="ok", found="no NaN and no infinity")


def _unfinite(column: pa.Array) -> NDArray[np.bool_]:
    """Which rows of the column hold a float that is not finite, at any depth."""
    kind = column.type
    if pa.types.is_floating(kind):
        return _flags(pc.invert(pc.is_finite(column)))
    if pa.types.is_list(kind):
        return _parents(column, _unfinite(pc.list_flatten(column)))
    wrong = np.zeros(len(column), dtype=bool)
    if pa.types.is_struct(kind):
        for inner in kind:
            wrong |= _unfinite(pc.struct_field(column, inner.name))
    return wrong


def _holds_floats(kind: pa.DataType) -> bool:
    if pa.types.is_list(kind):
        return _holds_floats(kind.value_type)
    if pa.types.is_struct(kind):
        return any(_holds_floats(inner.type) for inner in kind)
    return bool(pa.types.is_floating(kind))


_WITH_FLOATS = {
    table: [field.name for field in schema if _holds_floats(field.type)]
    for table, schema in TABLES.items()
}


def _out_of_range(column: pa.Array) -> pa.Array:
    return pc.or_(pc.less(column, 0), pc.greater(column, _HIGHEST))


def _flags(column: pa.Array) -> NDArray[np.bool_]:
    """True and false as an array; null is false."""
    return np.asarray(pc.fill_null(column, False).to_numpy(zero_copy_only=False), dtype=bool)


def _parents(column: pa.Array, wrong: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Which lists hold a value that is wrong; `wrong` is of the values of all lists."""
    rows = np.zeros(len(column), dtype=bool)
    rows[pc.list_parent_indices(column).to_numpy()[wrong]] = True
    return rows
