"""The table that a search answers with, and what it says of frames that could not be compared."""

from __future__ import annotations

from typing import Final

import pyarrow as pa

from vidresults.schema.fields import field

STATES_OF_VECTORS: Final = ("compared", "zero", "not_finite", "not_inferred", "failed", "missing")
_WORDS: Final = {
    "zero": "have a vector of zeros",
    "not_finite": "have a vector with what is no number",
    "not_inferred": "were not inferred",
    "failed": "failed",
    "missing": "have no vector",
}

SEARCH: Final = pa.schema(
    [
        field("source_id", pa.string(), "which result"),
        field("model", pa.string(), "the model whose vectors were compared"),
        field("asked", pa.string(), "what was asked: `frame N` with its source, `vector`, or "
                                    "`outliers`"),
        field("rank", pa.int32(), "1 for the best hit of this source and model",
              null="not a hit"),
        field("sample_index", pa.int32(), "0-based position in the document's lists"),
        field("frame_index", pa.int64(), "0-based frame number in the source video"),
        field("time_seconds", pa.float64(), "time of the frame", unit="s", null="unknown"),
        field("clock", pa.string(), "whose time: video or sent", null="no time is known"),
        field("similarity", pa.float64(), "cosine similarity to what was asked, -1 to 1; for "
              "outliers the mean of those to its most similar other frames",
              null="it was not compared"),
        field("state", pa.string(), "compared; zero: its vector has no direction; not_finite: it "
              "holds what is no number; not_inferred, failed: the model has none; missing: none "
              "was sent"),
    ]
)  # fmt: skip


def without_vector(table: pa.Table) -> list[str]:
    """What a person should know of the samples that could not be compared, with their numbers.

    Args:
        table: Rows of `SEARCH` of every sample.
    """
    keys = ["source_id", "model", "state"]
    said = []
    for row in table.group_by(keys, use_threads=False).aggregate([([], "count_all")]).to_pylist():
        if row["state"] in _WORDS:
            words = f"{row['count_all']} samples {_WORDS[row['state']]}"
            said.append(f"{row['source_id']!r}, model {row['model']!r}: {words}")
    return said
