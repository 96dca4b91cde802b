"""Scan: the same tables as a stream, for results larger than memory."""

from __future__ import annotations

import functools
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any

import pyarrow as pa

from vidresults.errors import SelectionError
from vidresults.results.columns import Wanted, coded
from vidresults.results.memory import VideoResults
from vidresults.results.selecting import Selection, Selector
from vidresults.results.source import Facts, gather_facts
from vidresults.results.sql import run_sql
from vidresults.schema import TABLES

Batches = Iterator[tuple[str, Any]]


class Scan:
    """A result that is read again for every pass; holds one window in memory at a time."""

    def __init__(
        self,
        read: Callable[[Collection[str]], Batches],
        *,
        datasets: Callable[[], Mapping[str, Any]] | None = None,
        columns: Callable[[Wanted], Batches] | None = None,
        facts: Callable[[], Facts] | None = None,
    ) -> None:
        """Take what reads.

        Args:
            read: Yields the checked (table, batch) pairs of the tables asked for.
            datasets: Gives all tables as datasets of Arrow, where they lie on disk as such.
            columns: Reads some columns alone, where that is less work than to read all.
            facts: Gives the facts, where that takes less than to read everything.
        """
        self._read = read
        self._datasets = datasets
        self._columns = columns
        self._facts = facts

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

    def arrow(self, name: str) -> Any:
        """The table for query engines: a dataset where it lies on disk as such, else in memory."""
        return self.table(name) if self._datasets is None else self._stored[name]

    def columns(self, wanted: Wanted) -> Batches:
        """(table, batch) pairs with some columns alone; texts are encoded as dictionaries."""
        if self._columns is not None:
            return self._columns(wanted)
        return ((name, coded(batch, wanted[name])) for name, batch in self.stream(wanted))

    @functools.cached_property
    def _stored(self) -> Mapping[str, Any]:
        return {} if self._datasets is None else self._datasets()

    def sql(self, query: str, **limits: Any) -> pa.Table:
        """Run one SQL query; stored tables are read where they lie, others are loaded first.

        Arguments and errors as `VideoResults.sql`.
        """
        if self._datasets is None:
            return self.load().sql(query, **limits)
        return run_sql(self._stored, query, **limits)

    @functools.cached_property
    def facts(self) -> Facts:
        """Documents, classes, sizes and numbers of rows, from one pass over everything."""
        if self._facts is not None:
            return self._facts()
        return gather_facts(self._read(tuple(TABLES)))

    def select(self, **wanted: Any) -> Scan:
        """Keep a part of the rows; arguments and errors as `VideoResults.select`."""
        kept = Selector(self, Selection(**wanted))
        if self._datasets is None or not kept.is_filter:
            return Scan(kept.stream)
        return Scan(kept.stream, datasets=lambda: kept.datasets(self._stored), columns=kept.columns)

    def rename_classes(self, names: Mapping[str, str]) -> Scan:
        """Give classes other names; arguments and errors as `VideoResults.select`."""
        return self.select(rename_classes=names)

    def drop_classes(self, names: str | Iterable[str]) -> Scan:
        """Leave out detections and classifications of classes; errors as `select`."""
        return self.select(drop_classes=names)

    def load(self) -> VideoResults:
        """Everything in memory."""
        return VideoResults.from_batches(self._read(tuple(TABLES)))
