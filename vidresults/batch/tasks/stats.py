"""Counts of every result: OUT/stats/source_id=<id>/part-0.parquet."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from vidresults.batch.tasks import Given, Made
from vidresults.batch.tasks.naming import delivered
from vidresults.batch.tasks.reading import in_memory, read
from vidresults.errors import SelectionError
from vidresults.results import folder_name

_BY: Final = ("class", "time", "sample", "hour")


def check(settings: Mapping[str, Any]) -> None:
    """Refuse what would fail for every input; see `vidresults.batch.tasks.Task`."""
    by = settings.get("by", "class")
    if by not in _BY:
        raise SelectionError(f"there is no by {by!r}; there are {', '.join(_BY)}")
    if by == "hour" and settings.get("recorded_at") is None:
        raise SelectionError("by hour needs recorded_at, such as 2026-01-01T08:00+01:00")


def make(given: Given, folder: Path, settings: Mapping[str, Any]) -> Made:
    """Count what one input holds; see `vidresults.batch.tasks.Task`.

    Settings are `by` (class, time, sample or hour), `bin_seconds`, `moving` and `recorded_at`, as
    of the analytics, `select`, and how the input is read.
    """
    ids, count = [], 0
    for result in read(given, settings):
        whole = in_memory(result, given)
        source_id = whole.facts.source_ids[0]
        table = _counted(whole, settings)
        if "source_id" not in table.column_names:
            named = pa.array([source_id] * table.num_rows, pa.string())
            table = table.add_column(0, pa.field("source_id", pa.string(), nullable=False), named)
        target = folder / "stats" / f"source_id={folder_name(source_id)}" / "part-0.parquet"
        target.parent.mkdir(parents=True)
        pq.write_table(table, target, compression="zstd")
        ids.append(source_id)
        count += table.num_rows
    return Made(
        source_ids=tuple(ids), root=folder, outputs=delivered(folder), counts={"rows": count}
    )


def _counted(source: Any, settings: Mapping[str, Any]) -> pa.Table:
    from vidresults.analytics import count_by_class, count_by_hour, count_over_time

    by: str = settings.get("by", "class")
    recorded_at: Any = settings.get("recorded_at")
    if by == "class":
        return count_by_class(source)
    if by == "hour":
        return count_by_hour(source, recorded_at)
    return count_over_time(
        source,
        bin_seconds=settings.get("bin_seconds", 1.0) if by == "time" else None,
        moving=settings.get("moving"),
        recorded_at=recorded_at,
    )
