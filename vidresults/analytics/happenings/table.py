"""The table of events."""

from __future__ import annotations

from typing import Final

import pyarrow as pa

from vidresults.schema.fields import field

EVENT_KINDS: Final = (
    "appear", "disappear", "enter", "leave", "cross_in", "cross_out", "dwell", "count",
)  # fmt: skip

EVENTS: Final = pa.schema(
    [
        field("source_id", pa.string(), "which result"),
        field("model", pa.string(), "the model"),
        field("kind", pa.string(), f"one of {', '.join(EVENT_KINDS)}"),
        field("class_name", pa.string(), "class of the box: the first one of what appears, enters "
                                         "or stays, the last one of what disappears, the one "
                                         "before the line of what crosses"),
        field("track", pa.int64(), "number of the track in its model, by first sight",
              null="many objects are counted"),
        field("tracker_id", pa.int64(), "the track as sent",
              null="its boxes are not tracked, or many objects are counted"),
        field("place", pa.string(), "name of the zone or line", null="the picture"),
        field("start_frame", pa.float64(), "when it happens, or begins; between two frames evenly"),
        field("start_seconds", pa.float64(), "the same in time", unit="s", null="unknown"),
        field("end_frame", pa.float64(), "when it ends; what has no length ends when it begins"),
        field("end_seconds", pa.float64(), "the same in time", unit="s", null="unknown"),
        field("clock", pa.string(), "whose time: video or sent", null="no time is known"),
        field("value", pa.float64(), "of disappear, leave and dwell seconds that it was seen "
                                     "there; of count the most on one sample",
              null="it has none, or times are unknown"),
        field("open_start", pa.bool_(), "nobody looked just before, or it was there when it was "
                                        "first seen: it may have begun earlier"),
        field("open_end", pa.bool_(), "nobody looked just after, or it was there when it was last "
                                      "seen: it may have ended later"),
    ]
)  # fmt: skip
