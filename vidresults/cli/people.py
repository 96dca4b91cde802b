"""A table as people read it on a terminal: without columns that tell nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa

_OF_SOURCES = ("source_id", "other_source_id")


def for_people(table: pa.Table) -> pa.Table:
    """The table without columns that are null everywhere, or name the one source there is."""
    return table.drop_columns(
        [
            name
            for name in table.column_names
            if table.num_rows
            and (
                table[name].null_count == table.num_rows
                or (name in _OF_SOURCES and len(table[name].unique()) == 1)
            )
        ]
    )
