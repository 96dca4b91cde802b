"""Arrow IPC: every table as it is in a file of its own, FOLDER/<table>.arrow.

Not compressed, so that readers map the files into memory instead of reading them. Record batches
have a fixed number of rows: the bytes do not depend on how the source was read.
"""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import pyarrow as pa

from vidresults import atomic
from vidresults.export.format import Format
from vidresults.schema import TABLES

if TYPE_CHECKING:
    from vidresults.results import Source

FORMAT = Format(
    makes="folder",
    summary="all tables as Arrow IPC files, to be mapped into memory by pyarrow, polars and others",
)

# Rows of a record batch, which waits in memory until it is full; a picture is a large row.
_ROWS = 4096
_ROWS_OF = {"semantic_masks": 64, "embeddings": 512}


def write(source: Source, path: Path) -> list[str]:
    """Write every table, also those without rows: their columns tell what could be there.

    Raises:
        OutputError: The folder holds other files or cannot be written.
    """
    with atomic.new_folder(path) as folder, contextlib.ExitStack() as stack:
        writers = {table: stack.enter_context(_TableWriter(folder, table)) for table in TABLES}
        for table, batch in source.stream(TABLES):
            writers[table].write(batch)
    return []


class _TableWriter:
    """Writes one table in record batches of a fixed number of rows."""

    def __init__(self, folder: Path, table: str) -> None:
        self._schema = TABLES[table]
        self._rows = _ROWS_OF.get(table, _ROWS)
        self._writer = pa.ipc.new_file(folder / f"{table}.arrow", self._schema)
        self._waiting: list[Any] = []
        self._count = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        if error[0] is None:
            self._flush(1)
        self._writer.close()

    def write(self, batch: Any) -> None:
        self._waiting.append(batch)
        self._count += batch.num_rows
        if self._count >= self._rows:
            self._flush(self._rows)

    def _flush(self, fewest: int) -> None:
        """Write full record batches, and what is left where it has at least `fewest` rows."""
        waiting = pa.Table.from_batches(self._waiting, self._schema).combine_chunks()
        start = 0
        while self._count - start >= fewest:
            self._writer.write_table(waiting.slice(start, self._rows), self._rows)
            start = min(start + self._rows, self._count)
        self._waiting = waiting.slice(start).to_batches()
        self._count -= start
