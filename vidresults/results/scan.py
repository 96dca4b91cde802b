"""Scan: the same tables as a stream, for results larger than memory."""

from __future__ import annotations

import functools
from collections.abc import Callable, Collection, Iterator
from typing import Any

import pyarrow as pa

from vidresults.errors import SelectionError
from vidresults.results.memory import VideoResults
from vidresults.results.select import Selection, refuse_unknown, select_batches
from vidresults.results.source import Facts, gather_facts
from vidresults.schema import TABLES

Batches = Iterator[tuple[str, Any]]


class Scan:
    """A result that is read again for every pass; holds one window in memory at a time."""

    def __init__(self, read: Callable[[Collection[str]], Batches]) -> None:
        """Take a function that yields the checked (table, batch) pairs of the tables asked for."""
        self._read = read

    def batches(self, table: str) -> Iterator[Any]:
        """The table's batches, read anew.

        Raises:
            SelectionError: There is no such table; lists those there are.
            FormatError: The input is wrong; says where.
        """
        if table not in TABLES:
            raise SelectionError(f"there is no table {table!r}; there are {', '.join(TABLES)}")
        return (batch for name, batch in self._read((table,)) if name == table)

    def stream(self, tables: Collection[str]) -> Batches:
        """(table, batch) pairs of several tables, from one reading; errors as `batches`."""
        return (pair for pair in self._read(tables) if pair[0] in tables)

    def table(self, name: str) -> Any:
        """The whole table in memory; errors as `batches`."""
        return pa.Table.from_batches(self.batches(name), TABLES[name])

    @functools.cached_property
    def facts(self) -> Facts:
        """Documents, classes, sizes and numbers of rows, from one pass over everything."""
        return gather_facts(self._read(tuple(TABLES)))

    def select(self, **wanted: Any) -> Scan:
        """Keep a part of the rows; arguments and errors as `VideoResults.select`."""
        selection = Selection(**wanted)
        if selection.models is not None or selection.classes is not None:
            refuse_unknown(self.facts, selection)
        return Scan(lambda tables: select_batches(self._read(tables), selection))

    def load(self) -> VideoResults:
        """Everything in memory."""
        return VideoResults.from_batches(self._read(tuple(TABLES)))
