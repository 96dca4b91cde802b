"""Batches that hold the samples they hold whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
import pyarrow as pa

KEY = ("source_id", "model", "sample_index")
"""The columns that tell samples of models apart."""


def whole_samples(pairs: Iterable[tuple[str, Any]], table: str) -> Iterator[tuple[str, Any]]:
    """The same (table, batch) pairs, with the batches of one table cut between samples.

    A sample's rows stand together, in its table and across batches.
    """
    waiting: list[Any] = []
    for name, batch in pairs:
        if name != table:
            yield name, batch
            continue
        if batch.num_rows:
            waiting.append(batch)
        if len(waiting) > 1 or (waiting and sample_starts(waiting[-1])[-1] > 0):
            whole = pa.concat_batches(waiting)
            last = int(sample_starts(whole)[-1])
            if last:
                yield name, whole.slice(0, last)
            waiting = [whole.slice(last)]
    if waiting:
        yield table, pa.concat_batches(waiting)


def sample_starts(batch: Any) -> Any:
    """Positions of the first row of each sample in a batch that has rows, ascending."""
    change = np.zeros(batch.num_rows, np.bool_)
    change[0] = True
    for name in KEY:
        column = batch[name]
        if pa.types.is_string(column.type):
            column = column.dictionary_encode().indices
        values = column.to_numpy(zero_copy_only=False)
        change[1:] |= values[1:] != values[:-1]
    return np.flatnonzero(change)
