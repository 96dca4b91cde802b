"""What exporters and analytics take: facts about the whole, and batches that can be read again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

import pyarrow as pa

from vidresults.schema import TABLES


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of a source after one pass.

    Attributes:
        documents: The documents table.
        classes: The classes table.
        rows: Number of rows of every table, by name.
        values: Number of values that are not null, by "table.column".
        sizes: The frame sizes (width, height in pixels) seen in each source; empty where no
            model told one.
    """

    documents: pa.Table
    classes: pa.Table
    rows: dict[str, int]
    values: dict[str, int]
    sizes: dict[str, frozenset[tuple[int, int]]]

    @property
    def source_ids(self) -> list[str]:
        """The sources, in order."""
        return list(dict.fromkeys(self.documents["source_id"].to_pylist()))

    @property
    def models(self) -> list[str]:
        """The keys of all models, in the order of the documents."""
        lists = self.documents["models"].to_pylist()
        return list(dict.fromkeys(m["model"] for models in lists for m in models))

    def frame_size(self, source_id: str) -> tuple[int, int] | None:
        """The one size of the source's frames; the joined video's, or None, where none was told.

        None also where frames of several sizes were seen.
        """
        sizes = self.sizes.get(source_id, frozenset())
        if len(sizes) == 1:
            return next(iter(sizes))
        if sizes:
            return None
        for row in self.documents.to_pylist():
            if row["source_id"] == source_id and row["video_width"] is not None:
                return row["video_width"], row["video_height"]
        return None


class Source(Protocol):
    """Anything that has facts and can give its tables batch by batch, as often as asked."""

    @property
    def facts(self) -> Facts:
        """Facts about the whole."""

    def batches(self, table: str) -> Iterator[Any]:
        """The table's batches, each following the schema, in the table's order."""

    def table(self, name: str) -> Any:
        """The whole table in memory."""


def gather_facts(batches: Iterable[tuple[str, pa.RecordBatch]]) -> Facts:
    """Collect facts from the batches of all tables, without keeping the large ones."""
    rows = dict.fromkeys(TABLES, 0)
    values = {f"{table}.{name}": 0 for table, schema in TABLES.items() for name in schema.names}
    kept: dict[str, list[pa.RecordBatch]] = {"documents": [], "classes": []}
    sizes: dict[str, set[tuple[int, int]]] = {}
    for table, batch in batches:
        rows[table] += batch.num_rows
        for name, column in zip(batch.schema.names, batch.columns, strict=True):
            values[f"{table}.{name}"] += batch.num_rows - column.null_count
        if table in kept:
            kept[table].append(batch)
        if table == "inferences":
            for source_id, width, height in _distinct_sizes(batch):
                sizes.setdefault(source_id, set()).add((width, height))
    return Facts(
        documents=pa.Table.from_batches(kept["documents"], TABLES["documents"]),
        classes=pa.Table.from_batches(kept["classes"], TABLES["classes"]),
        rows=rows,
        values=values,
        sizes={source_id: frozenset(found) for source_id, found in sizes.items()},
    )


def _distinct_sizes(batch: pa.RecordBatch) -> Iterator[tuple[str, int, int]]:
    columns = ["source_id", "image_width", "image_height"]
    distinct = pa.table(batch.select(columns)).group_by(columns).aggregate([])
    for row in distinct.to_pylist():
        if row["image_width"] is not None and row["image_height"] is not None:
            yield row["source_id"], row["image_width"], row["image_height"]
