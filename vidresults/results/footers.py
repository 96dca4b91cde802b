"""What the footers of stored files tell: rows, values, and whether the columns are the schema's."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq
import pyarrow.types as kinds

from vidresults.results.folder import ahead
from vidresults.results.stored import parquet
from vidresults.schema import TABLES, fill

if TYPE_CHECKING:
    from vidresults.results.stored import StoredFile, StoredTables

_THREADS = 4  # of a local disk; files that lie far away are opened with more


@dataclass(frozen=True, slots=True)
class Footer:
    """One file's.

    Attributes:
        file: The file.
        counts: How many values the columns have that files count; None where it does not tell.
    """

    file: StoredFile
    counts: dict[str, int] | None


def footers(stored: StoredTables, table: str) -> Iterator[Footer]:
    """The footers of all files of a table, read in threads.

    Raises:
        FormatError: A file is not Parquet, or is damaged.
        SchemaError: A file does not follow this release's schema or version.
    """
    work = functools.partial(_footer, stored, table)
    files = stored.files(table)
    threads = max(stored.folder.at_once, _THREADS)
    return ahead(work, files, 1 if len(files) <= threads else threads)


def _footer(stored: StoredTables, table: str, file: StoredFile) -> Footer:
    opened = stored.folder.open(file.name, file.size)
    with stored.reading(file), parquet(opened) as parts:
        fill(table, pa.RecordBatch.from_pylist([], schema=parts.schema_arrow))
        return Footer(file, _counted(table, parts))


def _counted(table: str, file: pq.ParquetFile) -> dict[str, int] | None:
    present = set(file.schema_arrow.names)
    found = {field.name: 0 for field in TABLES[table] if not is_uncounted(field)}
    for number in range(file.metadata.num_row_groups):
        group = file.metadata.row_group(number)
        nulls = _nulls(group)
        if nulls is None:
            return None
        for name in found.keys() & present:
            field = TABLES[table].field(name)
            missing = 0 if kinds.is_list(field.type) else nulls[name]
            if missing and not field.nullable:
                return None  # reading says where
            found[name] += group.num_rows - missing
    return found


def _nulls(group: Any) -> dict[str, int] | None:
    """How many nulls the columns of a row group have; None where it does not tell."""
    nulls: dict[str, int] = {}
    for position in range(group.num_columns):
        column = group.column(position)
        if column.statistics is None or not column.statistics.has_null_count:
            return None
        # Members of a structure are never null but where all of it is.
        nulls[column.path_in_schema.partition(".")[0]] = column.statistics.null_count
    return nulls


def is_uncounted(field: pa.Field) -> bool:
    """A list: an empty one and none at all count as the same."""
    return bool(kinds.is_list(field.type)) and field.nullable
