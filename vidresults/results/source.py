"""What exporters and analytics take: facts about the whole, and batches that can be read again."""

from __future__ import annotations

import functools
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from vidresults.schema import TABLES

if TYPE_CHECKING:
    from numpy.typing import NDArray

_ROWS = 16_384
_NAMED = 3


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What is known of a source after one pass.

    Attributes:
        documents: The documents table.
        classes: The classes table.
        rows: Number of rows of every table, by name.
        values: Number of values that are not null, by "table.column".
        sizes: The frame sizes (width, height in pixels) seen in each source; empty where no
            model told one.
        frames_without_detections: Number of sampled frames that no detection is on.
    """

    documents: pa.Table
    classes: pa.Table
    rows: dict[str, int]
    values: dict[str, int]
    sizes: dict[str, frozenset[tuple[int, int]]]
    frames_without_detections: int

    @functools.cached_property
    def document_of(self) -> dict[str, dict[str, Any]]:
        """The documents row of every source; of merged documents the first value that is known."""
        known: dict[str, dict[str, Any]] = {}
        for row in self.documents.to_pylist():
            merged = known.setdefault(row["source_id"], dict(row))
            for name, value in row.items():
                if merged[name] is None:
                    merged[name] = value
        return known

    @functools.cached_property
    def source_ids(self) -> list[str]:
        """The sources, in order."""
        return list(self.document_of)

    @functools.cached_property
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
        document = self.document_of.get(source_id)
        if sizes or document is None or document["video_width"] is None:
            return None
        return document["video_width"], document["video_height"]


def named(source_ids: list[str]) -> str:
    """The sources in a few words: the first ones, and how many more there are."""
    first = ", ".join(source_ids[:_NAMED]) or "nothing"
    more = len(source_ids) - _NAMED
    return first if more <= 0 else f"{first} and {more} more"


class Source(Protocol):
    """Anything that has facts and can give its tables batch by batch, as often as asked."""

    @property
    def facts(self) -> Facts:
        """Facts about the whole."""

    def batches(self, table: str) -> Iterator[Any]:
        """The table's batches, each following the schema, in the table's order."""

    def stream(self, tables: Collection[str]) -> Iterator[tuple[str, Any]]:
        """(table, batch) pairs of several tables in one pass; each table in its order."""

    def table(self, name: str) -> Any:
        """The whole table in memory."""

    def arrow(self, name: str) -> Any:
        """The table as query engines take it: in memory, or a dataset that is read in pieces."""

    def columns(self, wanted: Mapping[str, Collection[str]]) -> Iterator[tuple[str, Any]]:
        """(table, batch) pairs with some columns alone; texts are encoded as dictionaries."""


def rows_of(source: Source, table: str, columns: list[str] | None = None) -> Iterator[Any]:
    """The table's rows as dicts, batch by batch; of `columns` alone where they are given."""
    for batch in source.batches(table):
        yield from (batch if columns is None else batch.select(columns)).to_pylist()


def columns_of(source: Source, table: str, columns: Collection[str]) -> Iterator[Any]:
    """Small batches of some columns of a table alone; texts are encoded as dictionaries."""
    for _, batch in source.columns({table: columns}):
        for start in range(0, len(batch), _ROWS):
            yield batch.slice(start, _ROWS)


def split_by_source(batch: pa.RecordBatch) -> Iterator[tuple[str, pa.RecordBatch]]:
    """The source and the rows of every run of rows of one source."""
    return split_by(batch, "source_id")


def split_by(batch: pa.RecordBatch, column: str) -> Iterator[tuple[str, pa.RecordBatch]]:
    """The value and the rows of every run of rows with one value of a column without nulls."""
    coded = batch[column].dictionary_encode()
    runs = pc.run_end_encode(coded.indices)
    start = 0
    for end, number in zip(runs.run_ends.to_pylist(), runs.values.to_pylist(), strict=True):
        yield coded.dictionary[number].as_py(), batch.slice(start, end - start)
        start = end


def gather_facts(batches: Iterable[tuple[str, pa.RecordBatch]]) -> Facts:
    """Collect facts from the batches of all tables, without keeping the large ones."""
    rows = dict.fromkeys(TABLES, 0)
    values = {f"{table}.{name}": 0 for table, schema in TABLES.items() for name in schema.names}
    kept: dict[str, list[pa.RecordBatch]] = {"documents": [], "classes": []}
    sizes: dict[str, set[tuple[int, int]]] = {}
    with_box: dict[str, NDArray[np.bool_]] = {}
    for table, batch in batches:
        rows[table] += batch.num_rows
        for name, column in zip(batch.schema.names, batch.columns, strict=True):
            values[f"{table}.{name}"] += batch.num_rows - column.null_count
        if table in kept:
            kept[table].append(batch)
        if table == "inferences":
            for source_id, width, height in distinct_sizes(batch):
                sizes.setdefault(source_id, set()).add((width, height))
        if table == "detections":
            _mark(with_box, batch)
    return Facts(
        documents=pa.Table.from_batches(kept["documents"], TABLES["documents"]),
        classes=pa.Table.from_batches(kept["classes"], TABLES["classes"]),
        rows=rows,
        values=values,
        sizes={source_id: frozenset(found) for source_id, found in sizes.items()},
        frames_without_detections=rows["frames"]
        - sum(int(marks.sum()) for marks in with_box.values()),
    )


def _mark(marks: dict[str, NDArray[np.bool_]], batch: pa.RecordBatch) -> None:
    """Mark the samples that the batch has rows of, a byte each however long the result is."""
    for source_id, rows in split_by_source(batch):
        samples = rows["sample_index"].to_numpy()
        known = marks.get(source_id, np.zeros(0, np.bool_))
        grown = np.zeros(max(len(known), int(samples.max()) + 1), np.bool_)
        grown[: len(known)] = known
        grown[samples] = True
        marks[source_id] = grown


def distinct_sizes(batch: pa.RecordBatch) -> Iterator[tuple[str, int, int]]:
    """Source, width and height of the pictures in a batch of inferences, each once."""
    for source_id, width, height in _distinct(batch, "source_id", "image_width", "image_height"):
        if width is not None and height is not None:
            yield source_id, width, height


def _distinct(batch: pa.RecordBatch, *columns: str) -> Iterator[tuple[Any, ...]]:
    rows = pa.table(batch.select(columns)).group_by(list(columns)).aggregate([])
    return zip(*(rows[name].to_pylist() for name in columns), strict=True)
