"""The gate: pyarrow alone lets nulls into non-null fields, so every batch passes here."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from vidresults.errors import SchemaError
from vidresults.schema.fields import VERSION_KEY
from vidresults.schema.tables import SCHEMA_VERSION, TABLES

if TYPE_CHECKING:
    from collections.abc import Iterator


def check(table: str, batch: pa.RecordBatch) -> pa.RecordBatch:
    """Return the batch with the published schema, or say what is wrong with it.

    Names, order, types, nulls (also inside lists and structs) and the schema version are held
    against `TABLES[table]`.

    Raises:
        SchemaError: The batch does not follow the schema; names the table, column and row.
    """
    if table not in TABLES:
        raise SchemaError(f"there is no table {table!r}; the tables are {', '.join(TABLES)}")
    wanted = TABLES[table]
    check_version(table, batch.schema)
    if batch.schema.names != wanted.names:
        raise SchemaError(
            f"table {table!r}: columns {difference(batch.schema.names, wanted.names)}"
        )
    for column, field in zip(batch.columns, wanted, strict=True):
        if column.type != field.type:
            raise SchemaError(
                f"table {table!r}, column {field.name!r}: type {column.type}, expected {field.type}"
            )
        for path, row in _forbidden_nulls(column, field, field.name):
            raise SchemaError(f"table {table!r}, column {path!r}, row {row}: null is not allowed")
    return pa.RecordBatch.from_arrays(batch.columns, schema=wanted)


def check_table(table: str, data: pa.Table) -> pa.Table:
    """Check a whole table batch by batch; the same rules and errors as `check`."""
    if not data.num_rows:
        empty = pa.RecordBatch.from_pylist([], schema=data.schema)
        return pa.Table.from_batches([check(table, empty)])
    return pa.Table.from_batches([check(table, batch) for batch in data.to_batches()])


def check_version(table: str, schema: pa.Schema) -> None:
    """Refuse a table that says to be of another schema version.

    Raises:
        SchemaError: It does; a table that says nothing passes.
    """
    found = (schema.metadata or {}).get(VERSION_KEY)
    if found is not None and found != str(SCHEMA_VERSION).encode():
        raise SchemaError(
            f"table {table!r} has schema version {found.decode(errors='replace')}, this release "
            f"reads version {SCHEMA_VERSION}"
        )


def difference(found: list[str], wanted: list[str]) -> str:
    """How the names of columns differ, in words."""
    missing = [name for name in wanted if name not in found]
    unknown = [name for name in found if name not in wanted]
    if missing or unknown:
        return f"missing: {', '.join(missing) or 'none'}; unknown: {', '.join(unknown) or 'none'}"
    return f"in another order: {', '.join(found)}; expected {', '.join(wanted)}"


def _forbidden_nulls(column: pa.Array, field: pa.Field, path: str) -> Iterator[tuple[str, int]]:
    """Yield dotted path and row (of the innermost array) of the first null in each bad field."""
    if not field.nullable and column.null_count:
        yield path, column.is_null().index(pa.scalar(value=True)).as_py()
    kind = field.type
    if pa.types.is_list(kind):
        yield from _forbidden_nulls(column.flatten(), kind.value_field, path)
    elif pa.types.is_struct(kind):
        present = column.drop_null()
        for position in range(kind.num_fields):
            inner = kind.field(position)
            yield from _forbidden_nulls(present.field(position), inner, f"{path}.{inner.name}")
