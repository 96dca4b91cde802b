"""A file of Parquet that says of its row groups that frames stand in order, where they do."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from vidresults.schema import TABLES

_SORTED_BY: Final = "frame_index"


class SortedFile:
    """One file of a table; each table that is written is a row group."""

    def __init__(self, path: Path, table: str) -> None:
        """Take the path; the file is made with its first row group."""
        self._path = path
        self._schema = TABLES[table]
        self._writer: pq.ParquetWriter | None = None
        self._claims = False

    def write(self, rows: pa.Table) -> None:
        """Write a row group."""
        ascends = self._ascends(rows)
        if self._writer is None:
            self._open(claims=ascends)
        elif self._claims and not ascends:
            self._take_back()
        self._put(rows)

    def close(self) -> None:
        """End the file; without any rows there is none."""
        if self._writer is not None:
            self._writer.close()
            self._writer = None

    def _ascends(self, rows: pa.Table) -> bool:
        if _SORTED_BY not in rows.schema.names or self._schema.field(_SORTED_BY).nullable:
            return False
        return bool((np.diff(rows[_SORTED_BY].to_numpy()) >= 0).all())

    def _open(self, *, claims: bool) -> None:
        # Its number counts the columns within structures; none stands before it
        at = self._schema.get_field_index(_SORTED_BY)
        order = [pq.SortingColumn(at)] if claims else None
        self._claims = claims
        self._writer = pq.ParquetWriter(
            self._path, self._schema, compression="zstd", sorting_columns=order
        )

    def _put(self, rows: pa.Table) -> None:
        assert self._writer is not None
        self._writer.write_table(rows, row_group_size=max(rows.num_rows, 1))

    def _take_back(self) -> None:
        """Write what is there anew, without saying that it is in order."""
        self.close()
        before = self._path.rename(self._path.with_suffix(".before"))
        self._open(claims=False)
        with pq.ParquetFile(before) as file:
            for number in range(file.num_row_groups):
                self._put(file.read_row_group(number))
        before.unlink()
