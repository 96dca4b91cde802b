"""Some columns of a table alone, for what counts many rows: texts as numbers of a short list."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from vidresults.results.stored import reading, stored_files
from vidresults.schema import TABLES, check

Wanted = Mapping[str, Collection[str]]
"""Names of columns by table."""

_BATCH_ROWS = 1 << 17


def stored_columns(folder: Path, wanted: Wanted) -> Iterator[tuple[str, Any]]:
    """The same as `read_columns`; the next batch is read while one is worked on."""
    batches = read_columns(folder, wanted)
    with ThreadPoolExecutor(1) as reader:
        ahead = reader.submit(next, batches, None)
        while (found := ahead.result()) is not None:
            ahead = reader.submit(next, batches, None)
            yield found


def read_columns(folder: Path, wanted: Wanted) -> Iterator[tuple[str, Any]]:
    """Yield (table, batch) pairs of stored tables; nothing but the columns is read.

    Raises:
        FormatError: A file is not Parquet, or is damaged.
        SchemaError: A table does not follow this release's schema or version.
    """
    for table, schema in TABLES.items():
        names = list(wanted.get(table, ()))
        texts = [name for name in names if schema.field(name).type == pa.string()]
        for path in stored_files(folder, table) if names else ():
            with reading(path):
                check(table, pa.RecordBatch.from_pylist([], schema=pq.read_schema(path)))
                with pq.ParquetFile(path, read_dictionary=texts) as file:
                    for batch in file.iter_batches(_BATCH_ROWS, columns=names):
                        yield table, batch


def coded(batch: Any, names: Collection[str]) -> Any:
    """These columns of a batch, with every text as its number in a dictionary."""
    columns = {name: batch[name] for name in names}
    arrays = [
        column.dictionary_encode() if column.type == pa.string() else column
        for column in columns.values()
    ]
    return pa.RecordBatch.from_arrays(arrays, names=list(columns))
