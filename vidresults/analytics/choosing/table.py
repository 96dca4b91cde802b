"""The table of chosen frames."""

from __future__ import annotations

from typing import Final, Literal, get_args

import pyarrow as pa

from vidresults.schema.fields import field

By = Literal["uncertain", "diverse", "both"]
BY: Final[tuple[str, ...]] = get_args(By)
Distances = Literal["auto", "vectors", "scenes"]
DISTANCES: Final[tuple[str, ...]] = get_args(Distances)

CHOSEN: Final = pa.schema(
    [
        field("source_id", pa.string(), "which result"),
        field("rank", pa.int32(), "1 for what was chosen first of this source", null="not chosen"),
        field("sample_index", pa.int32(), "0-based position in the document's lists"),
        field("frame_index", pa.int64(), "0-based frame number in the source video"),
        field("time_seconds", pa.float64(), "time of the frame", unit="s", null="unknown"),
        field("clock", pa.string(), "whose time: video or sent", null="no time is known"),
        field("score", pa.float64(), "what it was chosen by: the uncertainty, the distance, or "
              "for both their product, in which the distance of the first is 1",
              null="not chosen, the first by distance, or not inferred"),
        field("uncertainty", pa.float64(), "doubts: 1 for a box, face or label at the threshold, "
              "falling to 0 at the margin, and for a classified frame 1 minus the lead of its "
              "first class; the sum over models",
              null="no model ran that tells confidences"),
        field("distance", pa.float64(), "to the nearest frame that was chosen before: 1 minus the "
              "cosine of the vectors, or the share of boxes and labels that the other has not "
              "there", null="not chosen, the first, or it has no vector or scene"),
        field("reason", pa.string(), "why, in words", null="not chosen"),
    ]
)  # fmt: skip
