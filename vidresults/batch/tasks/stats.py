"""Counts of every result: OUT/stats/source_id=<id>/part-0.parquet."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from vidresults.analytics.counts import counted, refuse_by
from vidresults.batch.tasks import Given, Made
from vidresults.batch.tasks.naming import delivered
from vidresults.batch.tasks.reading import in_memory, read
from vidresults.results import folder_name

_ASKED: Final = ("bin_seconds", "moving", "recorded_at")


def check(settings: Mapping[str, Any]) -> None:
    """Refuse what would fail for every input; see `vidresults.batch.tasks.Task`."""
    refuse_by(settings.get("by", "class"), settings.get("recorded_at"))


def make(given: Given, folder: Path, settings: Mapping[str, Any]) -> Made:
    """Count what one input holds; see `vidresults.batch.tasks.Task`.

    Settings are `by` (class, time, sample or hour), `bin_seconds`, `moving` and `recorded_at`, as
    of the analytics, `select`, and how the input is read.
    """
    asked = {name: settings.get(name) for name in _ASKED}
    ids, count = [], 0
    for result in read(given, settings):
        whole = in_memory(result, given)
        source_id = whole.facts.source_ids[0]
        table = counted(whole, settings.get("by", "class"), **asked)
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
