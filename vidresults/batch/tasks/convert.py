"""Write a result in a format: a source of one dataset in Parquet, else a dataset of its own."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from vidresults.batch.tasks import Given, Made
from vidresults.batch.tasks.naming import delivered, file_name
from vidresults.batch.tasks.reading import in_memory, read
from vidresults.export import export, format_of
from vidresults.results import Scan, Source, concat

DATASET: Final = "parquet"
"""The one format in which all inputs make one dataset."""


def check(settings: Mapping[str, Any]) -> None:
    """Refuse what would fail for every input; see `vidresults.batch.tasks.Task`."""
    format_of(settings.get("format", DATASET))


def make(given: Given, folder: Path, settings: Mapping[str, Any]) -> Made:
    """Write the results of one input; see `vidresults.batch.tasks.Task`.

    Settings are `format`, `options` (those of `export`), `select`, and how the input is read.
    """
    results = read(given, settings)
    name, options = settings.get("format", DATASET), dict(settings.get("options") or {})
    source = _whole(results, given)
    facts = source.facts
    ids = tuple(facts.source_ids)
    # A dataset's folders are those of its tables; another format gets a folder, or file, of its own
    target = folder / (DATASET if name == DATASET else file_name(ids[0], format_of(name).suffix))
    told = export(source, target, format=name, **options)
    root = target if name == DATASET else folder
    return Made(
        source_ids=ids,
        root=root,
        outputs=delivered(root),
        counts={table: count for table, count in facts.rows.items() if count},
        notes=tuple(told.words()),
    )


def _whole(results: list[Scan], given: Given) -> Source:
    if len(results) == 1:
        return in_memory(results[0], given)
    return concat([result.load() for result in results])
