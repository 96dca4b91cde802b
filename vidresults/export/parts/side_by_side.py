"""Inferences with the rows of what was found, from tables read side by side in their order."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from vidresults.errors import SchemaError
from vidresults.results import rows_of
from vidresults.schema import CONTENT

if TYPE_CHECKING:
    from vidresults.results import Source

Row = dict[str, Any]
_Key = tuple[str, str, int]


def inferences_with_rows(source: Source) -> Iterator[tuple[Row, dict[str, list[Row]]]]:
    """Every row of inferences, and its rows by table of CONTENT, empty lists where there are none.

    Raises:
        SchemaError: A table is in another order than the inferences, or has rows without one.
    """
    # Each table is a reading of its own: those without rows are not worth one.
    groups = {table: _Groups(source, table) for table in CONTENT if source.facts.rows[table]}
    for inference in rows_of(source, "inferences"):
        key = _key(inference)
        taken = {table: group.take(key) for table, group in groups.items()}
        yield inference, {table: taken.get(table, []) for table in CONTENT}
    for table, group in groups.items():
        group.check_used(table)


class _Groups:
    """A table's rows of one source, model and sample at a time, in step with the inferences."""

    def __init__(self, source: Source, table: str) -> None:
        self._groups = itertools.groupby(rows_of(source, table), key=_key)
        self._next = self._advance()

    def take(self, key: _Key) -> list[Row]:
        if self._next is None or self._next[0] != key:
            return []
        rows = self._next[1]
        self._next = self._advance()
        return rows

    def check_used(self, table: str) -> None:
        """Refuse rows that no inference asked for: they would be lost."""
        if self._next is not None:
            (_, model, sample), _ = self._next
            raise SchemaError(
                f"table {table!r} is not in the order of the inferences, or has rows without one: "
                f"model {model!r}, sample {sample}"
            )

    def _advance(self) -> tuple[_Key, list[Row]] | None:
        for key, rows in self._groups:
            return key, list(rows)
        return None


def _key(row: Row) -> _Key:
    return row["source_id"], row["model"], row["sample_index"]
