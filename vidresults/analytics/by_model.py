"""Splits a batch by the models whose rows it holds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

ModelKey = tuple[str, str]
"""Source and model."""


def by_model(batch: pa.RecordBatch) -> Iterator[tuple[ModelKey, Any]]:
    """Yield (source_id, model) and the rows of each; a batch of one model passes uncopied."""
    columns = ["source_id", "model"]
    keys = pa.table(batch.select(columns)).group_by(columns).aggregate([]).to_pylist()
    for key in keys:
        source_id, model = key["source_id"], key["model"]
        here = (pc.field("source_id") == source_id) & (pc.field("model") == model)
        yield (source_id, model), batch if len(keys) == 1 else batch.filter(here)
