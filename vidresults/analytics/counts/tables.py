"""The tables that counting answers with."""

from __future__ import annotations

from typing import Final

import pyarrow as pa

from vidresults.schema.fields import field

_NO_CLASS = "the model has no class that is counted"
_NOT_COUNTED = "the model finds nothing that is counted: vectors, gazes, labelled frames"
_NOT_TRACKED = "no box of them is tracked"
_WHO = (
    field("source_id", pa.string(), "which result"),
    field("model", pa.string(), "the model"),
    field("class_name", pa.string(), "the class", null=_NO_CLASS),
)
_SAMPLES = (
    field("inferred", pa.int64(), "samples on which the model ran"),
    field("not_inferred", pa.int64(), "samples on which it did not run"),
    field("failed", pa.int64(), "samples on which it failed"),
)
_DETECTIONS = field("detections", pa.int64(), "boxes of the class; of a classified frame the "
                    "predicted label counts as one", null=_NOT_COUNTED)  # fmt: skip
_MEAN = field("mean", pa.float64(), "detections for each inferred sample",
              null="no sample was inferred")  # fmt: skip
_MOST = field("most", pa.int64(), "most on one sample", null="no sample was inferred")
_TRACKS = field("tracks", pa.int64(), "different tracker ids among them", null=_NOT_TRACKED)
_CLOCK = field("clock", pa.string(), "whose times: video or sent", null="no time is known")

COUNT_OVER_TIME: Final = pa.schema(
    [
        *_WHO,
        field("start_seconds", pa.float64(), "begin of the bin, or time of the sample", unit="s",
              null="these samples have no time"),
        field("end_seconds", pa.float64(), "end of the bin, not part of it; of a sample its time",
              unit="s", null="these samples have no time"),
        field("local_start", pa.string(), "the begin in local time, ISO 8601",
              null="not asked for, or no time"),
        field("frame_index", pa.int64(), "frame of the sample", null="the row is a bin of time"),
        *_SAMPLES,
        _DETECTIONS,
        _MEAN,
        _MOST,
        field("moving_mean", pa.float64(), "detections for each inferred sample of this bin and "
              "those before it, as many as were asked for",
              null="not asked for, no time, or no sample of them was inferred"),
        _TRACKS,
        _CLOCK,
    ]
)  # fmt: skip

COUNT_BY_CLASS: Final = pa.schema(
    [
        *_WHO,
        *_SAMPLES,
        _DETECTIONS,
        field("samples", pa.int64(), "samples with at least one", null=_NOT_COUNTED),
        field("share", pa.float64(), "samples with at least one, of those inferred, 0 to 1",
              null="no sample was inferred"),
        _MEAN,
        _MOST,
        field("peak_frame", pa.int64(), "first frame with so many", null="there is none"),
        field("peak_seconds", pa.float64(), "its time", unit="s", null="there is none, or no time"),
        field("first_frame", pa.int64(), "first frame with one", null="there is none"),
        field("first_seconds", pa.float64(), "its time", unit="s",
              null="there is none, or no time"),
        field("last_frame", pa.int64(), "last frame with one", null="there is none"),
        field("last_seconds", pa.float64(), "its time", unit="s", null="there is none, or no time"),
        field("mean_confidence", pa.float64(), "mean of the known confidences",
              null="none is known"),
        _TRACKS,
        _CLOCK,
    ]
)  # fmt: skip

COUNT_BY_HOUR: Final = pa.schema(
    [
        *_WHO,
        field("hour", pa.int32(), "hour of the day in local time, 0 to 23",
              null="these samples have no time"),
        *_SAMPLES,
        _DETECTIONS,
        _MEAN,
        _MOST,
        _TRACKS,
        _CLOCK,
    ]
)  # fmt: skip
