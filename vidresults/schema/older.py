"""Tables of older files: what they lack and may lack is null, everything else is refused."""

from __future__ import annotations

import pyarrow as pa

from vidresults.errors import SchemaError
from vidresults.schema.check import check, check_version, difference
from vidresults.schema.tables import TABLES


def fill(table: str, batch: pa.RecordBatch) -> pa.RecordBatch:
    """The checked batch, with nulls in nullable columns that it does not have.

    Raises:
        SchemaError: As `check`; also where a column is missing that must not be null.
    """
    lacking = lacking_columns(table, batch.schema)
    if not lacking:
        return check(table, batch)
    columns = [
        pa.nulls(batch.num_rows, field.type) if field.name in lacking else batch[field.name]
        for field in TABLES[table]
    ]
    return check(table, pa.RecordBatch.from_arrays(columns, names=TABLES[table].names))


def lacking_columns(table: str, schema: pa.Schema) -> list[str]:
    """The nullable columns that a file does not have, as one of an older release.

    Raises:
        SchemaError: It lacks others, or has unknown ones, another order or another version.
    """
    check_version(table, schema)
    wanted = TABLES[table]
    lacking = [f.name for f in wanted if f.nullable and f.name not in schema.names]
    expected = [name for name in wanted.names if name not in lacking]
    if schema.names != expected:
        raise SchemaError(f"table {table!r}: columns {difference(schema.names, expected)}")
    return lacking
