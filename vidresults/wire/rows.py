"""Rows of one window, by table, and their way into checked batches."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from vidresults.schema import TABLES, check

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import numpy as np
    from numpy.typing import NDArray

    from vidresults.errors import FormatError


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """The columns with which every row of one model on one sampled frame begins."""

    source_id: str
    model: str
    sample_index: int
    frame_index: int
    time_seconds: float | None

    def columns(self) -> dict[str, Any]:
        """As the row's first columns."""
        return {
            "source_id": self.source_id,
            "model": self.model,
            "sample_index": self.sample_index,
            "frame_index": self.frame_index,
            "time_seconds": self.time_seconds,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Samples:
    """The samples of one window: what the first columns of its rows are made of."""

    source_id: str
    model: str
    first: int
    frames: NDArray[np.int64]
    times: NDArray[np.float64]

    def one(self, index: int) -> Sample:
        """The sample at a position in the window."""
        time = float(self.times[index])
        return Sample(
            source_id=self.source_id,
            model=self.model,
            sample_index=self.first + index,
            frame_index=int(self.frames[index]),
            time_seconds=None if math.isnan(time) else time,
        )

    def batch(self, table: str, rows: NDArray[np.int64], **columns: pa.Array) -> pa.RecordBatch:
        """A checked batch whose rows belong to these positions; other columns are null."""
        columns |= {
            "source_id": pa.repeat(self.source_id, len(rows)),
            "model": pa.repeat(self.model, len(rows)),
            "sample_index": pa.array(self.first + rows, pa.int32()),
            "frame_index": pa.array(self.frames[rows]),
            "time_seconds": pa.array(self.times[rows], from_pandas=True),
        }
        return batch_of(table, columns, len(rows))


def batch_of(table: str, columns: Mapping[str, pa.Array], length: int) -> pa.RecordBatch:
    """A checked batch of these columns; those of the table that are not given are null."""
    schema = TABLES[table]
    arrays = [columns[f.name] if f.name in columns else nulls(f.type, length) for f in schema]
    return check(table, pa.RecordBatch.from_arrays(arrays, schema=schema))


def nulls(kind: pa.DataType, length: int) -> pa.Array:
    """Nulls; the parts of a null struct are not null, which writers refuse where they must not."""
    if not pa.types.is_struct(kind):
        return pa.nulls(length, kind)
    parts = [pa.repeat(pa.scalar(_NOTHING[f.type], f.type), length) for f in kind]
    return pa.StructArray.from_arrays(parts, fields=list(kind), mask=pa.repeat(True, length))


_NOTHING = {pa.float64(): 0.0, pa.int32(): 0, pa.string(): ""}


@dataclass(slots=True)
class Rows:
    """Collects rows by table; columns that a row does not name are null.

    Attributes:
        tables: The rows of each table.
        lenient: Whether a prediction that is wrong is left out instead of raised.
        refused: What was wrong with those.
    """

    tables: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    lenient: bool = False
    refused: list[FormatError] = field(default_factory=list)

    def refuse(self, error: FormatError) -> None:
        """Raise the error, or take note of it in lenient reading."""
        if not self.lenient:
            raise error
        self.refused.append(error)

    def add_defect(self, error: FormatError, source_id: str) -> None:
        """Add the row of something that was wrong."""
        place = error.place
        row = {
            "source_id": source_id,
            "path": place.file,
            "byte_offset": place.byte_offset,
            "model": place.model,
            "sample_index": place.element,
            "frame_index": place.frame_index,
            "detection_index": place.prediction,
            "field": place.field,
            "message": error.problem,
        }
        self.add("defects", row)

    def extend(self, other: Rows) -> None:
        """Add the rows of another collection."""
        for table, rows in other.tables.items():
            self.tables.setdefault(table, []).extend(rows)

    def add(self, table: str, row: dict[str, Any]) -> None:
        """Add one row."""
        self.tables.setdefault(table, []).append(row)

    def batches(self) -> Iterator[tuple[str, pa.RecordBatch]]:
        """Yield every table that has rows as one checked batch."""
        for table, rows in self.tables.items():
            yield table, check(table, pa.RecordBatch.from_pylist(rows, schema=TABLES[table]))


def leftover(value: Mapping[str, Any], known: frozenset[str]) -> dict[str, Any]:
    """The members that no column holds; null is absent."""
    return {k: v for k, v in value.items() if k not in known and v is not None}


def as_extra(value: Any) -> str | None:
    """The `extra` column's text; None where nothing is left over."""
    if value is None or value == {}:
        return None
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
