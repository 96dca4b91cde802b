"""The manifest: OUT/_manifest, which tells of every job what came of it.

A process that has done a job records its row as a file of its own, rows/<key>.json, after the
outputs: so a row tells of what is there, and no crash of anybody loses it. The driver gathers rows
into Parquet files now and then, part-<n>.parquet, of which the last row of a job counts.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Iterator
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from vidresults.batch.places import At
from vidresults.batch.row import SCHEMA, Row
from vidresults.errors import FormatError, Place

FOLDER: Final = "_manifest"
_ROWS: Final = "rows"


def record(out: At, row: Row) -> None:
    """Write a job's row, in place of an earlier one."""
    (out / FOLDER / _ROWS / f"{row.key}.json").write(row.to_json())


def recorded(out: At, key: str) -> Row | None:
    """The row that was recorded last and is not gathered yet."""
    text = (out / FOLDER / _ROWS / f"{key}.json").read()
    return None if text is None else Row.from_json(text)


class Manifest:
    """The manifest as the driver keeps it."""

    def __init__(self, out: At) -> None:
        """Of an output; nothing is read yet."""
        self._at = out / FOLDER
        self._parts = 0
        self._waiting: dict[str, Row] = {}

    def read(self) -> dict[str, Row]:
        """The last row of every job, by its key; rows that a killed driver left are gathered.

        Raises:
            FormatError: A file of it is damaged.
        """
        parts, alone = _listed(self._at)
        known = _gathered(self._at, parts)
        self._parts = 1 + max(map(_number, parts), default=-1)
        for row in _read_alone(self._at, alone):
            self.add(row)
        known |= self._waiting
        self.gather()
        return known

    def add(self, row: Row) -> None:
        """Take a row that its process has recorded."""
        self._waiting[row.key] = row

    @property
    def waiting(self) -> int:
        """How many rows are not gathered."""
        return len(self._waiting)

    def gather(self) -> None:
        """Write the waiting rows as one file, then remove their own."""
        if not self._waiting:
            return
        table = to_table(self._waiting.values())
        sink = pa.BufferOutputStream()
        pq.write_table(table, sink, compression="zstd")
        (self._at / f"part-{self._parts}.parquet").write(sink.getvalue().to_pybytes())
        self._parts += 1
        for key in self._waiting:
            (self._at / _ROWS / f"{key}.json").remove()
        self._waiting = {}


def read_manifest(out: At) -> pa.Table:
    """The last row of every job as a table, without changing anything.

    Raises:
        FormatError: A file of it is damaged.
    """
    at = out / FOLDER
    parts, alone = _listed(at)
    known = _gathered(at, parts) | {row.key: row for row in _read_alone(at, alone)}
    return to_table(known.values())


def manifest(out: str, *, state: str | None = None) -> pa.Table:
    """What came of every job of a batch, a row each; see `Row` for the columns.

    Args:
        out: The batch's output.
        state: Only jobs that are "done", or "failed".

    Raises:
        FormatError: There is no manifest, or a file of it is damaged.
    """
    at = At.of(out)
    table = read_manifest(at)
    if not table.num_rows:
        raise FormatError("holds no manifest of a batch", Place(file=at.uri))
    if state is None:
        return table
    return table.filter(pc.equal(table["state"], state))


def to_table(rows: Iterable[Row]) -> pa.Table:
    """Rows as a table."""
    values = []
    for row in rows:
        value: dict[str, Any] = dataclasses.asdict(row)
        value["counts"] = list(row.counts.items())
        values.append(value)
    return pa.Table.from_pylist(values, SCHEMA)


def rows_of_table(table: pa.Table) -> Iterator[Row]:
    """The rows that `to_table` made a table of."""
    for value in table.to_pylist():
        yield Row.of({**value, "counts": dict(value["counts"])})


def _listed(at: At) -> tuple[list[str], list[str]]:
    """The gathered files, in their order, and those of single rows."""
    files = at.files()
    parts = [name for name in files if name.startswith("part-") and name.endswith(".parquet")]
    return sorted(parts, key=_number), [name for name in files if name.startswith(f"{_ROWS}/")]


def _gathered(at: At, parts: Iterable[str]) -> dict[str, Row]:
    """The last row of every job in gathered files, by its key."""
    return {row.key: row for name in parts for row in _read_part(at / name)}


def _read_alone(at: At, names: Iterable[str]) -> Iterator[Row]:
    for name in names:
        text = (at / name).read()
        if text is not None and name.endswith(".json"):
            yield Row.from_json(text)


def _number(name: str) -> int:
    """Of part-<n>.parquet: the tenth comes after the second."""
    return int(name[5:-8])


def _read_part(at: At) -> list[Row]:
    content = at.read()
    try:
        table = pq.read_table(pa.BufferReader(content or b""))
        return list(rows_of_table(table))
    except (pa.ArrowException, KeyError, TypeError, json.JSONDecodeError) as error:
        raise FormatError(
            f"is no part of a manifest of this release: {' '.join(str(error).split())}",
            Place(file=at.uri),
        ) from None
