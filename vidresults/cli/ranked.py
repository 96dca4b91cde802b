"""Answers in order of rank."""

from __future__ import annotations

from typing import Any


def ranked(table: Any) -> Any:
    """The rows with a rank, by source and model where there is one, in order of rank."""
    import pyarrow.compute as pc

    kept = table.filter(pc.is_valid(table["rank"]))
    names = [name for name in ("source_id", "model") if name in table.column_names]
    order: dict[tuple[Any, ...], int] = {}
    keys = list(zip(*(kept[name].to_pylist() for name in names), strict=True))
    for key in keys:
        order.setdefault(key, len(order))
    ranks = kept["rank"].to_pylist()
    places = sorted(range(len(ranks)), key=lambda at: (order[keys[at]], ranks[at]))
    return kept.take(places)
