"""Writes compacted files: sorted by source, of a size that engines read well."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from vidresults.results import Piece
from vidresults.schema import TABLES

if TYPE_CHECKING:
    from vidresults.batch.dataset.sorting import Rows

_GROUP_BYTES: Final = 32 << 20
_GROUP_ROWS: Final = 1 << 18


def write_pieces(
    rows: Rows, table: str, folder: Path, *, number: int, largest: int
) -> Iterator[Piece]:
    """Write rows as files `<table>/compacted-<number>.parquet` and so on, and tell of each.

    A file ends at the first source that begins after so many bytes: a source is in one file.
    """
    writer: _PieceWriter | None = None
    for source_id, batch in rows:
        if writer is not None and source_id != writer.last and writer.size >= largest:
            yield writer.end()
            writer, number = None, number + 1
        if writer is None:
            writer = _PieceWriter(folder, table, number, source_id)
        writer.write(source_id, batch)
    if writer is not None:
        yield writer.end()


class _PieceWriter:
    """One compacted file.

    Attributes:
        last: The source that was written last.
    """

    def __init__(self, folder: Path, table: str, number: int, first: str) -> None:
        self._name = f"{table}/compacted-{number}.parquet"
        self._path = folder / self._name
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._sink: Any = pa.OSFile(str(self._path), "wb")
        # The one order that the rows of many sources have
        self._writer = pq.ParquetWriter(
            self._sink,
            TABLES[table],
            compression="zstd",
            sorting_columns=[pq.SortingColumn(0)],
            write_page_index=True,
        )
        self._first = self.last = first
        self._waiting: list[Any] = []
        self._bytes = self._rows = 0

    @property
    def size(self) -> int:
        """Bytes so far, of what waits those in memory."""
        return int(self._sink.tell()) + self._bytes

    def write(self, source_id: str, batch: Any) -> None:
        """Take rows; a source that begins where a group is half full begins another."""
        part = 2 if source_id != self.last else 1
        if self._bytes * part >= _GROUP_BYTES or self._rows * part >= _GROUP_ROWS:
            self._flush()
        self._waiting.append(batch)
        self._bytes += batch.nbytes
        self._rows += batch.num_rows
        self.last = source_id

    def _flush(self) -> None:
        group = pa.Table.from_batches(self._waiting)
        self._writer.write_table(group, row_group_size=max(group.num_rows, 1))
        self._waiting, self._bytes, self._rows = [], 0, 0

    def end(self) -> Piece:
        """Close the file."""
        self._flush()
        self._writer.close()
        self._sink.close()
        size = self._path.stat().st_size
        return Piece(name=self._name, first=self._first, last=self.last, size=size)
