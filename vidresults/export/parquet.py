"""Parquet: all tables as they are, FOLDER/<table>/source_id=<id>/part-0.parquet."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from vidresults import atomic
from vidresults.export.format import Format
from vidresults.schema import TABLES

if TYPE_CHECKING:
    from vidresults.results import Source

FORMAT = Format(
    makes="folder",
    summary="all tables, for DuckDB, Polars, Spark, pandas and for loading again",
)

# What folders cannot be called on some system, and what readers of such layouts decode.
_UNSAFE = re.compile(r'[\x00-\x1f\x7f%/\\:*?"<>|=#]')


def write(source: Source, path: Path) -> list[str]:
    """Write every table that has rows; loading the folder gives the same tables.

    Raises:
        OutputError: The folder holds other files or cannot be written.
    """
    with atomic.new_folder(path) as folder:
        for table in TABLES:
            for source_id, part, batches in _parts(source.batches(table)):
                target = folder / table / f"source_id={folder_name(source_id)}"
                target.mkdir(parents=True, exist_ok=True)
                file = target / f"part-{part}.parquet"
                with pq.ParquetWriter(file, TABLES[table], compression="zstd") as writer:
                    for batch in batches:
                        writer.write_batch(batch)
    return []


def folder_name(source_id: str) -> str:
    """The id with characters that folder names cannot have percent-encoded."""
    return _UNSAFE.sub(lambda found: f"%{ord(found.group()):02X}", source_id)


def _parts(
    batches: Iterator[pa.RecordBatch],
) -> Iterator[tuple[str, int, Iterator[pa.RecordBatch]]]:
    """Group the rows by source as they come; a source that comes again gets another part."""
    parts: dict[str, int] = {}
    runs = _runs(batches)
    held = next(runs, None)
    while held is not None:
        source_id = held[0]

        def same(
            first: pa.RecordBatch = held[1], wanted: str = source_id
        ) -> Iterator[pa.RecordBatch]:
            nonlocal held
            yield first
            for name, batch in runs:
                if name != wanted:
                    held = (name, batch)
                    return
                yield batch
            held = None

        yield source_id, parts.get(source_id, 0), same()
        parts[source_id] = parts.get(source_id, 0) + 1


def _runs(batches: Iterator[pa.RecordBatch]) -> Iterator[tuple[str, pa.RecordBatch]]:
    """Split batches where the source changes."""
    for batch in batches:
        ends = pc.run_end_encode(batch["source_id"])
        start = 0
        for end, name in zip(ends.run_ends.to_pylist(), ends.values.to_pylist(), strict=True):
            yield name, batch.slice(start, end - start)
            start = end
