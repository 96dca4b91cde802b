"""Facts of stored tables: Parquet files count their values themselves, a few columns are read."""

from __future__ import annotations

import dataclasses
import itertools
from typing import TYPE_CHECKING

from vidresults.results.columns import read_columns
from vidresults.results.footers import footers, is_uncounted
from vidresults.results.source import Facts, gather_facts
from vidresults.schema import TABLES

if TYPE_CHECKING:
    from vidresults.results.stored import StoredTables

_WHOLE = ("documents", "classes")
_READ = {
    "frames": ["sample_index"],
    "inferences": ["source_id", "image_width", "image_height"],
    "detections": ["source_id", "sample_index"],
}


def stored_facts(stored: StoredTables) -> Facts:
    """The facts that reading everything would give.

    Raises:
        FormatError: A file is not Parquet, or is damaged.
        SchemaError: A table does not follow this release's schema or version.
    """
    rows, values = dict.fromkeys(TABLES, 0), dict[str, int]()
    for table in TABLES:
        for footer in footers(stored, table):
            if footer.counts is None or footer.file.without:
                return gather_facts(stored.batches())
            for name, count in footer.counts.items():
                values[f"{table}.{name}"] = values.get(f"{table}.{name}", 0) + count
            rows[table] += footer.counts["source_id"]
    columns = {
        table: _READ.get(table, []) + [field.name for field in schema if is_uncounted(field)]
        for table, schema in TABLES.items()
        if table not in _WHOLE
    }
    batches = itertools.chain(stored.batches(_WHOLE), read_columns(stored, columns))
    found = gather_facts(batches)
    return dataclasses.replace(found, rows=rows, values=found.values | values)
