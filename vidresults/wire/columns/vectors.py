"""Bare vectors as batches of inferences and embeddings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from vidresults.wire.columns.plain import EXACT, NotPlain, list_of, refuse_nulls, within

if TYPE_CHECKING:
    from vidresults.wire.rows import Samples

VECTORS = pa.schema([("vector", pa.list_(pa.float64()))])


def vectors(batch: pa.RecordBatch, samples: Samples) -> list[tuple[str, pa.RecordBatch]]:
    """The checked batches; gives up on an empty vector, which tells no task."""
    sent = batch["vector"]
    numbers = sent.flatten()
    refuse_nulls(numbers)
    within(numbers, -EXACT, EXACT)
    if pc.min(sent.value_lengths()).as_py() == 0:
        raise NotPlain
    there = np.flatnonzero(sent.is_valid().to_numpy(zero_copy_only=False))
    inferred = sent.is_valid()
    state = pc.if_else(inferred, "inferred", "not_inferred")
    task = pc.if_else(inferred, "clip-embed-image", pa.scalar(None, pa.string()))
    rows = np.arange(len(sent))
    found = [("inferences", samples.batch("inferences", rows, task=task, state=state))]
    if len(there):
        kept = sent.drop_null()
        typed = pa.ListArray.from_arrays(kept.offsets, kept.values, type=list_of(pa.float64()))
        found.append(("embeddings", samples.batch("embeddings", there, vector=typed)))
    return found
