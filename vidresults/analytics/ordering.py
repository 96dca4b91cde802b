"""The order in which rows of several videos stand."""

from __future__ import annotations

from typing import Any


def by_source(rows: list[dict[str, Any]], *columns: str) -> list[dict[str, Any]]:
    """Rows by source, in the order in which these come, then by columns; equal ones stay."""
    order = {name: at for at, name in enumerate(dict.fromkeys(row["source_id"] for row in rows))}
    return sorted(rows, key=lambda row: (order[row["source_id"]], *(row[name] for name in columns)))
