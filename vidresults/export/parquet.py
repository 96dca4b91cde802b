"""Parquet: all tables as they are, FOLDER/<table>/source_id=<id>/part-0.parquet."""

from __future__ import annotations

import contextlib
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Self

import pyarrow as pa

from vidresults import atomic
from vidresults.export.format import Format
from vidresults.export.parts.sorted_file import SortedFile
from vidresults.results import folder_name, split_by, split_by_source
from vidresults.schema import CONTENT, TABLES

if TYPE_CHECKING:
    from vidresults.results import Source

__all__ = ["FORMAT", "folder_name", "write"]

FORMAT = Format(
    makes="folder",
    summary="all tables, for DuckDB, Polars, Spark, pandas and for loading again",
)

# A row group waits in memory until it is written.
_ROW_GROUP_BYTES = 16 << 20
_ROW_GROUP_ROWS = 1 << 20


def write(source: Source, path: Path) -> list[str]:
    """Write every table that has rows; loading the folder gives the same tables.

    Raises:
        OutputError: The folder holds other files or cannot be written.
    """
    with atomic.new_folder(path) as folder, contextlib.ExitStack() as stack:
        writers = {table: stack.enter_context(_TableWriter(folder, table)) for table in TABLES}
        for table, batch in source.stream(TABLES):
            for source_id, rows in split_by_source(batch):
                writers[table].write(source_id, rows)
    return []


class _TableWriter:
    """Writes one table: a file for each source; a source that comes again gets another part."""

    def __init__(self, folder: Path, table: str) -> None:
        self._folder = folder
        self._table = table
        self._parts: Counter[str] = Counter()
        self._source_id: str | None = None
        self._model: str | None = None
        self._file: SortedFile | None = None
        self._waiting: list[pa.RecordBatch] = []
        self._size = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._close()

    def _close(self) -> None:
        self._flush()
        if self._file is not None:
            self._file.close()
            self._file = None

    def write(self, source_id: str, rows: pa.RecordBatch) -> None:
        if self._file is None or source_id != self._source_id:
            self._begin(source_id)
        if not (self._table in CONTENT or self._table == "inferences"):
            self._add(rows)
            return
        for model, of_model in split_by(rows, "model"):
            if model != self._model:  # whose frames begin anew
                self._flush()
                self._model = model
            self._add(of_model)

    def _add(self, rows: pa.RecordBatch) -> None:
        self._waiting.append(rows)
        self._size += rows.nbytes
        if self._size > _ROW_GROUP_BYTES or self._rows() > _ROW_GROUP_ROWS:
            self._flush()

    def _rows(self) -> int:
        return sum(batch.num_rows for batch in self._waiting)

    def _flush(self) -> None:
        """Write the waiting batches as one row group: few large ones are quick to read."""
        if self._file is not None and self._waiting:
            self._file.write(pa.Table.from_batches(self._waiting))
        self._waiting, self._size = [], 0

    def _begin(self, source_id: str) -> None:
        self._close()
        target = self._folder / self._table / f"source_id={folder_name(source_id)}"
        target.mkdir(parents=True, exist_ok=True)
        file = target / f"part-{self._parts[source_id]}.parquet"
        self._parts[source_id] += 1
        self._source_id, self._model = source_id, None
        self._file = SortedFile(file, self._table)
