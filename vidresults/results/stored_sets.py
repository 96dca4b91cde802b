"""Stored tables as datasets of Arrow, which query engines read in pieces where they lie."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa

from vidresults.results.footers import footers
from vidresults.results.stored import current, parquet
from vidresults.schema import TABLES, fill

if TYPE_CHECKING:
    from vidresults.results.stored import StoredFile, StoredTables


def stored_datasets(stored: StoredTables) -> dict[str, Any]:
    """Every table as a dataset, which reads only the columns and rows that are asked for.

    Columns that older files lack are null. A compacted file with rows that do not count any more,
    because their source was written anew since, is the one thing that is read into memory.

    Raises:
        FormatError: A file is not Parquet, or is damaged.
        SchemaError: A file does not follow this release's schema or version, as its footer tells.
    """
    return {table: _dataset(stored, table) for table in TABLES}


def _dataset(stored: StoredTables, table: str) -> Any:
    import pyarrow.dataset as ds

    schema, kind, folder = TABLES[table], ds.ParquetFileFormat(), stored.folder
    files = stored.files(table)
    if not files:
        return schema.empty_table()
    for _ in footers(stored, table):
        pass  # each has been held against the schema
    whole = [file for file in files if not file.without]
    fragments = [kind.make_fragment(folder.path(file.name), folder.system) for file in whole]
    lying = ds.FileSystemDataset(fragments, schema, kind, folder.system)
    old = [_in_memory(stored, table, file) for file in files if file.without]
    return ds.UnionDataset(schema, [*old, lying]) if old else lying


def _in_memory(stored: StoredTables, table: str, file: StoredFile) -> Any:
    import pyarrow.dataset as ds

    with stored.reading(file), parquet(stored.folder.open(file.name, file.size)) as parts:
        batches = [current(fill(table, batch), file) for batch in parts.iter_batches()]
    return ds.InMemoryDataset(pa.Table.from_batches(batches, TABLES[table]))
