"""Facts of stored tables: Parquet files count their values themselves, a few columns are read."""

from __future__ import annotations

import dataclasses
import itertools
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pyarrow.types as kinds

from vidresults.results.columns import read_columns
from vidresults.results.source import Facts, gather_facts
from vidresults.results.stored import reading, stored_batches, stored_files
from vidresults.schema import TABLES, check

_WHOLE = ("documents", "classes")
_READ = {
    "frames": ["sample_index"],
    "inferences": ["source_id", "image_width", "image_height"],
    "detections": ["source_id", "sample_index"],
}


def stored_facts(folder: Path) -> Facts:
    """The facts that reading everything would give.

    Raises:
        FormatError: A file is not Parquet, or is damaged.
        SchemaError: A table does not follow this release's schema or version.
    """
    rows, values = dict.fromkeys(TABLES, 0), dict[str, int]()
    for table in TABLES:
        for path in stored_files(folder, table):
            counted = _counted(table, path)
            if counted is None:
                return gather_facts(stored_batches(folder))
            for name, count in counted.items():
                values[f"{table}.{name}"] = values.get(f"{table}.{name}", 0) + count
            rows[table] += counted["source_id"]
    columns = {
        table: _READ.get(table, []) + [field.name for field in schema if _is_uncounted(field)]
        for table, schema in TABLES.items()
        if table not in _WHOLE
    }
    batches = itertools.chain(stored_batches(folder, _WHOLE), read_columns(folder, columns))
    found = gather_facts(batches)
    return dataclasses.replace(found, rows=rows, values=found.values | values)


def _counted(table: str, path: Path) -> dict[str, int] | None:
    """How many values the columns have that files count; None where the file does not tell."""
    with reading(path), pq.ParquetFile(path) as file:
        check(table, pa.RecordBatch.from_pylist([], schema=file.schema_arrow))
        found = {field.name: 0 for field in TABLES[table] if not _is_uncounted(field)}
        for number in range(file.metadata.num_row_groups):
            group = file.metadata.row_group(number)
            nulls: dict[str, int] = {}
            for position in range(group.num_columns):
                column = group.column(position)
                if column.statistics is None or not column.statistics.has_null_count:
                    return None
                # Members of a structure are never null but where all of it is.
                nulls[column.path_in_schema.partition(".")[0]] = column.statistics.null_count
            for name in found:
                field = TABLES[table].field(name)
                missing = 0 if kinds.is_list(field.type) else nulls[name]
                if missing and not field.nullable:
                    return None  # reading says where
                found[name] += group.num_rows - missing
    return found


def _is_uncounted(field: pa.Field) -> bool:
    """A list: an empty one and none at all count as the same."""
    return bool(kinds.is_list(field.type)) and field.nullable
