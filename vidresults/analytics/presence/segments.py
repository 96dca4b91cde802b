"""From when until when things are there."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final, Literal, get_args

import numpy as np
import pyarrow as pa

from vidresults.analytics.anchors import anchors_of
from vidresults.analytics.clock import refuse_untimed
from vidresults.analytics.ordering import by_source
from vidresults.analytics.presence.counted import counted_of
from vidresults.analytics.presence.stretches import Stretch, stretches_of
from vidresults.analytics.zones.steps import steps_of
from vidresults.errors import SelectionError
from vidresults.schema.fields import field

if TYPE_CHECKING:
    from vidresults.analytics.anchors import Anchors
    from vidresults.analytics.presence.counted import Counted, Sparse
    from vidresults.results import Source

SegmentsBy = Literal["class", "track"]

_BY_CLASS = "segments are those of a class"
SEGMENTS: Final = pa.schema(
    [
        field("source_id", pa.string(), "which result"),
        field("model", pa.string(), "the model"),
        field("class_name", pa.string(), "the class; of a track that of its first box"),
        field("track", pa.int64(), "number of the track in its model, by first sight",
              null=_BY_CLASS),
        field("tracker_id", pa.int64(), "the track as sent",
              null=f"{_BY_CLASS}, or its boxes are not tracked"),
        field("start_frame", pa.float64(), "frame of the first sample"),
        field("start_seconds", pa.float64(), "its time", unit="s", null="unknown"),
        field("end_frame", pa.float64(), "that of the sample after the last one, at most 1.5 "
                                         "sample intervals later; after the last of all, one"),
        field("end_seconds", pa.float64(), "the same in time", unit="s", null="unknown"),
        field("clock", pa.string(), "whose time: video or sent", null="no time is known"),
        field("seconds", pa.float64(), "how long it is", unit="s", null="unknown"),
        field("samples", pa.int64(), "samples from first to last on which the model ran"),
        field("present", pa.int64(), "samples of these that have what makes the segment"),
        field("share", pa.float64(), "present / samples: below 1 where gaps were bridged"),
        field("not_inferred", pa.int64(), "samples from first to last on which the model did not "
                                          "run, or failed"),
        field("most", pa.int64(), "most boxes on one sample"),
        field("open_start", pa.bool_(), "nobody looked just before: it may have begun earlier"),
        field("open_end", pa.bool_(), "nobody looked just after: it may have ended later"),
    ]
)  # fmt: skip


def segments(
    source: Source,
    *,
    by: SegmentsBy = "class",
    gap_seconds: float = 0.0,
    min_seconds: float = 0.0,
    on: int = 1,
    off: int | None = None,
) -> pa.Table:
    """Presence segments of each class or track, by source, model, class, track and start.

    What counts are boxes, and the classes that were predicted for whole frames. When a segment
    begins and ends is told by `stretches_of`: it begins with a sample, is held until the next
    one, and ends at a sample that was not inferred.

    Args:
        source: Results of any number of videos.
        by: "class", or "track" for each object: tracker ids where they were sent, else the links
            between samples (see `steps_of`).
        gap_seconds: Segments that are at most so far apart become one, also over samples that
            were not inferred.
        min_seconds: Shorter segments are left out, after that.
        on: How many boxes on a sample begin a segment.
        off: With how many it goes on; None: as many.

    Returns:
        Rows of `SEGMENTS`.

    Raises:
        SelectionError: A value is not one that is expected.
        MatchError: A gap or a length is given, and the results tell no times.
    """
    if by not in get_args(SegmentsBy):
        raise SelectionError(f"by={by!r} is not known; there is {', '.join(get_args(SegmentsBy))}")
    if by == "track" and on != 1:
        raise SelectionError(f"on={on}: a track has one box on a sample, expected 1")
    rows = []
    for samples, names, sparse in _tracks(source) if by == "track" else _classes(source):
        if gap_seconds or min_seconds:
            refuse_untimed(samples)
        found = stretches_of(
            samples, *sparse, on=on, off=off, gap_seconds=gap_seconds, min_seconds=min_seconds
        )
        rows += [_row(samples, stretch) | names for stretch in found]
    return pa.Table.from_pylist(by_source(rows), schema=SEGMENTS)


def _classes(source: Source) -> Iterator[tuple[Counted, dict[str, Any], Sparse]]:
    for counted in counted_of(source):
        for name, sparse in counted.classes.items():
            yield counted, {"class_name": name, "track": None, "tracker_id": None}, sparse


def _tracks(source: Source) -> Iterator[tuple[Anchors, dict[str, Any], Sparse]]:
    for anchors in anchors_of(source, mixed=True):
        track = steps_of(anchors).track
        order = np.argsort(track, kind="stable")  # boxes stay in the order of samples
        for boxes in np.split(order, np.flatnonzero(np.diff(track[order])) + 1):
            if not len(boxes):
                continue
            first = int(boxes[0])
            names = {
                "class_name": anchors.class_names[first],
                "track": int(track[first]),
                "tracker_id": anchors.tracker_ids[first],
            }
            positions = np.unique(anchors.sample[boxes])
            yield anchors, names, (positions, np.ones(len(positions), np.int64))


def _row(samples: Anchors | Counted, stretch: Stretch) -> dict[str, Any]:
    start, end = stretch.start_seconds, stretch.end_seconds
    ran = int(samples.inferred[stretch.first : stretch.last + 1].sum())
    return {
        "source_id": samples.source_id,
        "model": samples.model,
        "start_frame": stretch.start_frame,
        "start_seconds": _known(start),
        "end_frame": stretch.end_frame,
        "end_seconds": _known(end),
        "clock": None if math.isnan(start) and math.isnan(end) else samples.clock,
        "seconds": _known(end - start),
        "samples": ran,
        "present": stretch.present,
        "share": stretch.present / ran,
        "not_inferred": stretch.last + 1 - stretch.first - ran,
        "most": stretch.most,
        "open_start": stretch.open_start,
        "open_end": stretch.open_end,
    }


def _known(seconds: float) -> float | None:
    return None if math.isnan(seconds) else seconds
