"""How a field is declared: its Arrow type, and in its metadata the unit, meaning and null."""

from __future__ import annotations

from typing import NamedTuple

import pyarrow as pa

VERSION_KEY = b"vidresults.schema_version"
TABLE_KEY = b"vidresults.table"


class FieldDescription(NamedTuple):
    """One row of the published table of fields; `null` is None where null cannot occur."""

    table: str
    name: str
    type: str
    unit: str
    meaning: str
    null: str | None


def field(
    name: str, kind: pa.DataType, meaning: str, *, unit: str = "", null: str | None = None
) -> pa.Field:
    """Declare one field; it is nullable exactly where `null` says what null means."""
    metadata = {"meaning": meaning}
    if unit:
        metadata["unit"] = unit
    if null is not None:
        metadata["null"] = null
    return pa.field(name, kind, nullable=null is not None, metadata=metadata)


def describe(schemas: dict[str, pa.Schema]) -> list[FieldDescription]:
    """Every field of every table as rows of text, in the order of the schema."""
    rows = []
    for table, schema in schemas.items():
        for item in schema:
            words = {key.decode(): value.decode() for key, value in (item.metadata or {}).items()}
            rows.append(
                FieldDescription(
                    table,
                    item.name,
                    _type_words(item.type),
                    words.get("unit", ""),
                    words["meaning"],
                    words.get("null"),
                )
            )
    return rows


def _type_words(kind: pa.DataType) -> str:
    """The type in the words of Arrow, without the nullability of inner fields."""
    if pa.types.is_list(kind):
        return f"list<{_type_words(kind.value_type)}>"
    if pa.types.is_struct(kind):
        inner = ", ".join(f"{f.name} {_type_words(f.type)}" for f in kind)
        return f"struct<{inner}>"
    return str(kind)
