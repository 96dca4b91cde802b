"""What the table of tracks says of each."""

from __future__ import annotations

from typing import Final

import pyarrow as pa

from vidresults.schema.fields import field

TEXT, LONG, REAL = pa.string(), pa.int64(), pa.float64()
_NO_TIME = "no time is known"
_STOOD = "seen once, or no time is known"
_PLAIN = "no homography, or a place above its horizon"
_SEEN_AT: Final = pa.struct([("frame", LONG), ("seconds", REAL), ("x", REAL), ("y", REAL)])

TRACKS: Final = pa.schema(
    [
        field("source_id", TEXT, "which result"),
        field("model", TEXT, "the model"),
        field("tracker_id", LONG, "id of the track, unique in its model"),
        field("class_name", TEXT, "the class of most of its boxes; of equal ones the first seen"),
        field("class_share", REAL, "share of its boxes that are of this class, 0 to 1"),
        field("first_frame", LONG, "where it was first seen"),
        field("last_frame", LONG, "where it was last seen"),
        field("first_seconds", REAL, "when it was first seen", unit="s", null=_NO_TIME),
        field("last_seconds", REAL, "when it was last seen", unit="s", null=_NO_TIME),
        field("duration_seconds", REAL, "from first to last", unit="s", null=_NO_TIME),
        field("clock", TEXT, "whose time: video or sent", null=_NO_TIME),
        field("samples", LONG, "samples on which it was seen"),
        field("missed", LONG, "samples in between on which the model ran and it was not seen"),
        field("not_inferred", LONG, "samples in between on which the model did not run, or failed"),
        field("gaps", LONG, "times that it was missed and seen again"),
        field("longest_gap_seconds", REAL, "longest time unseen around missed samples", unit="s",
              null="never missed, or no time is known"),
        field("repeated", LONG, "boxes left out, because their sample had one of this id before"),
        field("mean_confidence", REAL, "mean of the confidences that are known", null="unknown"),
        field("path_pixels", REAL, "length of its path, straight between sightings", unit="px"),
        field("displacement_pixels", REAL, "straight from first to last", unit="px"),
        field("mean_speed_pixels", REAL, "path by duration", unit="px/s", null=_STOOD),
        field("top_speed_pixels", REAL, "fastest from one sighting to the next", unit="px/s",
              null=_STOOD),
        field("direction_degrees", REAL, "of the displacement on the picture: 0 right, 90 up, 180 "
              "left, 270 down", unit="degrees", null="it ended where it began"),
        field("path_metres", REAL, "length of its path on the ground; with a homography only",
              unit="m", null=_PLAIN),
        field("displacement_metres", REAL, "straight on the ground; with a homography only",
              unit="m", null=_PLAIN),
        field("mean_speed_metres", REAL, "path by duration; with a homography only", unit="m/s",
              null=f"{_STOOD}; {_PLAIN}"),
        field("top_speed_metres", REAL, "fastest on the ground; with a homography only",
              unit="m/s", null=f"{_STOOD}; {_PLAIN}"),
        field("path", pa.list_(_SEEN_AT), "its anchors in order; only where asked for",
              unit="px, s"),
    ]
)  # fmt: skip
OF_GROUND: Final = ("path_metres", "displacement_metres", "mean_speed_metres", "top_speed_metres")
"""The columns that need a homography: length, displacement, mean and top speed."""
