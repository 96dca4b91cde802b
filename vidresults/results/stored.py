"""Reads tables back from the layout on disk: FOLDER/<table>/source_id=<id>/part-0.parquet."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pyarrow as pa
import pyarrow.parquet as pq

from vidresults.errors import FormatError, Place, SchemaError
from vidresults.schema import TABLES, check

_BATCH_ROWS = 16_384


def is_stored(folder: Path) -> bool:
    """Whether a folder holds stored tables: each dataset has at least its documents."""
    return any((folder / "documents").rglob("*.parquet"))


def stored_batches(folder: Path, tables: Collection[str] = tuple(TABLES)) -> Iterator[Any]:
    """Yield the checked (table, batch) pairs of the tables asked for.

    Raises:
        FormatError: A file is not Parquet, or is damaged.
        SchemaError: A table does not follow this release's schema or version.
    """
    for table in TABLES:
        if table not in tables:
            continue
        for path in stored_files(folder, table):
            yield from _read(table, path)


def stored_datasets(folder: Path) -> dict[str, Any]:
    """Every table as a dataset of Arrow, which reads only the columns and rows that are asked for.

    Raises:
        FormatError: A file is not Parquet, or is damaged.
        SchemaError: A table does not follow this release's schema or version, as far as its first
            file tells.
    """
    import pyarrow.dataset as ds

    found: dict[str, Any] = {}
    for table, schema in TABLES.items():
        files = stored_files(folder, table)
        if files:
            next(_read(table, files[0]), None)
            found[table] = ds.dataset([str(file) for file in files], schema, format="parquet")
        else:
            found[table] = schema.empty_table()
    return found


def stored_files(folder: Path, table: str) -> list[Path]:
    """The files of a table, in the order of their rows."""
    return sorted((folder / table).rglob("*.parquet"), key=_order)


def _order(path: Path) -> tuple[str, int, str]:
    """Sources by their id, then the parts by their number."""
    part = re.search(r"(\d+)$", path.stem)
    return unquote(path.parent.name), int(part.group()) if part else 0, path.name


def _read(table: str, path: Path) -> Iterator[tuple[str, pa.RecordBatch]]:
    with reading(path), pq.ParquetFile(path) as file:
        for batch in file.iter_batches(_BATCH_ROWS):
            yield table, check(table, batch)


@contextlib.contextmanager
def reading(path: Path) -> Iterator[None]:
    """Say of what is wrong with a file which one it is.

    Raises:
        FormatError: It is not Parquet, or is damaged.
        SchemaError: It does not follow this release's schema or version.
    """
    try:
        yield
    except SchemaError as error:
        raise SchemaError(f"{path}: {error}") from None
    except (pa.ArrowException, OSError) as error:
        raise FormatError(
            f"cannot be read as Parquet: {' '.join(str(error).split())}", Place(file=str(path))
        ) from error
