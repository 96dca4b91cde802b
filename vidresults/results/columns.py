"""Some columns of a table alone, for what counts many rows: texts as numbers of a short list."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from vidresults.results.stored import current, is_large, parquet
from vidresults.schema import TABLES, fill

if TYPE_CHECKING:
    from vidresults.results.stored import StoredFile, StoredTables

Wanted = Mapping[str, Collection[str]]
"""Names of columns by table."""

_BATCH_ROWS = 1 << 17


def stored_columns(stored: StoredTables, wanted: Wanted) -> Iterator[tuple[str, Any]]:
    """The same as `read_columns`; the next batch is read while one is worked on."""
    batches = read_columns(stored, wanted)
    with ThreadPoolExecutor(1) as reader:
        ahead = reader.submit(next, batches, None)
        while (found := ahead.result()) is not None:
            ahead = reader.submit(next, batches, None)
            yield found


def read_columns(stored: StoredTables, wanted: Wanted) -> Iterator[tuple[str, Any]]:
    """Yield (table, batch) pairs of stored tables; nothing but the columns is read.

    Raises:
        FormatError: A file is not Parquet, or is damaged.
        SchemaError: A table does not follow this release's schema or version.
    """
    for table in TABLES:
        names = list(wanted.get(table, ()))
        for file, opened in stored.opened(table) if names else ():
            with stored.reading(file):
                for batch in _batches(table, file, opened, names):
                    yield table, _wanted(batch, table, names)


def _batches(table: str, file: StoredFile, opened: Any, names: list[str]) -> Iterator[Any]:
    """The rows of a file that count; of the columns those that it has."""
    lying = pq.read_schema(opened)
    fill(table, pa.RecordBatch.from_pylist([], schema=lying))
    read = [name for name in names if name in lying.names]
    if file.without and "source_id" not in read:
        read.append("source_id")
    texts = [name for name in read if TABLES[table].field(name).type == pa.string()]
    with parquet(opened, read_dictionary=texts) as parts:
        for batch in parts.iter_batches(_BATCH_ROWS, columns=read, use_threads=is_large(parts)):
            yield current(batch, file)


def _wanted(batch: Any, table: str, names: list[str]) -> Any:
    """The columns in their order; those that an older file lacks are null."""
    if batch.schema.names == names:
        return batch
    columns = [
        batch[name]
        if name in batch.schema.names
        else _coded(pa.nulls(batch.num_rows, TABLES[table].field(name).type))
        for name in names
    ]
    return pa.RecordBatch.from_arrays(columns, names=names)


def coded(batch: Any, names: Collection[str]) -> Any:
    """These columns of a batch, with every text as its number in a dictionary."""
    columns = {name: batch[name] for name in names}
    arrays = [_coded(column) for column in columns.values()]
    return pa.RecordBatch.from_arrays(arrays, names=list(columns))


def _coded(column: Any) -> Any:
    return column.dictionary_encode() if column.type == pa.string() else column
