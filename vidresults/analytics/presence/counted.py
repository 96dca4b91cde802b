"""How many boxes of each class are on each sample, without the boxes themselves in memory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from vidresults.analytics.by_model import ModelKey, by_model
from vidresults.analytics.clock import floats_of, places_of, times_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vidresults.results import Source

Sparse = tuple["NDArray[np.int64]", "NDArray[np.int64]"]
"""Positions of samples, ascending, and a number above 0 for each."""

_SAMPLE_CLASS = ["sample_index", "class_name"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Counted:
    """The samples of one model, in order, and how many of each class are on them.

    Attributes:
        source_id: The source.
        model: The model.
        frames: Frame of each sample, ascending, shape (samples,).
        seconds: Time of each sample, NaN where it is not known.
        clock: Whose times these are: "video", "sent", or None where no time is known.
        inferred: Whether the model ran on it.
        classes: Of each class, in the order of their first sight, the positions of the samples
            that have some and how many; a class that was predicted for a frame counts once.
    """

    source_id: str
    model: str
    frames: NDArray[np.int64]
    seconds: NDArray[np.float64]
    clock: str | None
    inferred: NDArray[np.bool_]
    classes: dict[str, Sparse]


def counted_of(source: Source) -> Iterator[Counted]:
    """The samples of each model of each source, in the order of the source, from one pass."""
    times: dict[str, list[Any]] = {}
    samples: dict[ModelKey, list[Any]] = {}
    counts: dict[ModelKey, list[pa.Table]] = {}
    for table, batch in source.stream(("frames", "inferences", "detections", "classifications")):
        if table == "frames":
            for name in batch["source_id"].unique().to_pylist():
                times.setdefault(name, []).append(batch.filter(pc.field("source_id") == name))
            continue
        for key, rows in by_model(batch):
            if table == "inferences":
                kept = rows.select(["sample_index", "frame_index", "state"])
                samples.setdefault(key, []).append(kept)
            else:
                counts.setdefault(key, []).append(_counts(table, rows))
    for key, parts in samples.items():
        yield _counted(key, parts, times.get(key[0], []), counts.get(key, []))


def _counts(table: str, rows: Any) -> pa.Table:
    """Number of rows of each sample and class."""
    if table == "classifications":
        rows = rows.filter(pc.field("predicted"))
    grouped = pa.table(rows.select(_SAMPLE_CLASS)).group_by(_SAMPLE_CLASS, use_threads=False)
    return grouped.aggregate([([], "count_all")])


def _counted(
    key: ModelKey, samples: list[Any], times: list[Any], counts: list[pa.Table]
) -> Counted:
    rows = pa.Table.from_batches(samples).sort_by("sample_index")
    numbers = floats_of(rows["sample_index"])
    seconds, clock = times_of(numbers, times)
    return Counted(
        source_id=key[0],
        model=key[1],
        frames=floats_of(rows["frame_index"]).astype(np.int64),
        seconds=seconds,
        clock=clock,
        inferred=np.array([state == "inferred" for state in rows["state"].to_pylist()], np.bool_),
        classes=dict(_classes(numbers, counts)),
    )


def _classes(numbers: NDArray[np.float64], counts: list[pa.Table]) -> Iterator[tuple[str, Sparse]]:
    """The counts of each class; a sample may be spread over several batches."""
    if not counts:
        return
    table = pa.concat_tables(counts)
    for name in table["class_name"].unique().to_pylist():
        rows = table.filter(pc.field("class_name") == name)
        places, known = places_of(numbers, floats_of(rows["sample_index"]))
        number = floats_of(rows["count_all"]).astype(np.int64)
        total = np.bincount(places[known], number[known], minlength=len(numbers)).astype(np.int64)
        positions = np.flatnonzero(total)
        yield name, (positions, total[positions])
