"""Rows of one window, by table, and their way into checked batches."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from vidresults.schema import TABLES, check

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping


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


@dataclass(slots=True)
class Rows:
    """Collects rows by table; columns that a row does not name are null."""

    tables: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def add(self, table: str, row: dict[str, Any]) -> None:
        """Add one row."""
        self.tables.setdefault(table, []).append(row)

    def batches(self, wanted: Collection[str]) -> Iterator[tuple[str, pa.RecordBatch]]:
        """Yield every wanted table that has rows as one checked batch."""
        for table, rows in self.tables.items():
            if table in wanted:
                yield table, check(table, pa.RecordBatch.from_pylist(rows, schema=TABLES[table]))


def leftover(value: Mapping[str, Any], known: frozenset[str]) -> dict[str, Any]:
    """The members that no column holds; null is absent."""
    return {k: v for k, v in value.items() if k not in known and v is not None}


def as_extra(value: Any) -> str | None:
    """The `extra` column's text; None where nothing is left over."""
    if value is None or value == {}:
        return None
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
