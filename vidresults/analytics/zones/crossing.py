"""When tracks cross lines, and in which direction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa

from vidresults.analytics.anchors import anchors_of
from vidresults.analytics.ordering import by_source
from vidresults.analytics.zones.moments import moment
from vidresults.analytics.zones.steps import LONGEST_GAP_SECONDS, steps_of
from vidresults.schema.fields import field

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vidresults.analytics.anchors import Anchors
    from vidresults.analytics.zones.steps import Steps
    from vidresults.analytics.zones.zone import Line, Zones
    from vidresults.results import Source

CROSSINGS: Final = pa.schema(
    [
        field("source_id", pa.string(), "which result"),
        field("model", pa.string(), "the model"),
        field("line", pa.string(), "name of the line"),
        field("direction", pa.string(), "in: from the left of the line, seen along it, to its "
                                        "right; out: the other way"),
        field("class_name", pa.string(), "class of the box before the line"),
        field("track", pa.int64(), "number of the track in its model, by first sight"),
        field("tracker_id", pa.int64(), "the track as sent", null="its boxes are not tracked"),
        field("frame", pa.float64(), "moment between two frames, evenly"),
        field("time_seconds", pa.float64(), "the same in time", unit="s", null="unknown"),
        field("clock", pa.string(), "whose time: video or sent", null="no time is known"),
        field("from_frame", pa.int64(), "frame of the sample before"),
        field("to_frame", pa.int64(), "frame of the sample after"),
        field("x", pa.float64(), "where, in pixels of the zones' picture", unit="px"),
        field("y", pa.float64(), "the same, from the top", unit="px"),
    ]
)  # fmt: skip


def crossings(
    source: Source, zones: Zones, *, longest_gap_seconds: float = LONGEST_GAP_SECONDS
) -> pa.Table:
    """Every crossing of the lines, by source, frame, model and line: rows of `CROSSINGS`.

    Args:
        source: Results of any number of videos.
        zones: Whose lines; their anchor says which point of a box counts.
        longest_gap_seconds: For how long a tracked object may be missed and still cross.

    Raises:
        MatchError: The zones are of a picture of another aspect ratio, or the results of pictures
            of several sizes and the zones do not say which one they are of.
    """
    found = anchors_of(source, size=zones.size, anchor=zones.anchor) if zones.lines else ()
    steps = ((f, steps_of(f, longest_gap_seconds=longest_gap_seconds)) for f in found)
    rows = [row for pair in steps for row in crossings_of(*pair, zones.lines)]
    return pa.Table.from_pylist(by_source(rows, "frame"), schema=CROSSINGS)


def crossings_of(anchors: Anchors, steps: Steps, lines: tuple[Line, ...]) -> list[dict[str, Any]]:
    """Those of one model, line by line."""
    begin, end = anchors.points[steps.first], anchors.points[steps.second]
    rows = []
    for line in lines:
        before, after = _side(line, begin), _side(line, end)
        crossed = ((before > 0) != (after > 0)) & _between_ends(line, begin, end)
        for at in np.flatnonzero(crossed).tolist():
            first, second = int(steps.first[at]), int(steps.second[at])
            share = float(before[at] / (before[at] - after[at]))
            x, y = begin[at] + share * (end[at] - begin[at])
            rows.append(
                {"line": line.name, "direction": "in" if after[at] > 0 else "out"}
                | _who(anchors, first, second, share)
                | {"track": int(steps.track[first]), "x": float(x), "y": float(y)}
            )
    return rows


def _who(anchors: Anchors, first: int, second: int, share: float) -> dict[str, Any]:
    """Who crossed, and when."""
    frame, seconds = moment(anchors, first, second, share)
    start, stop = anchors.frames[anchors.sample[[first, second]]].tolist()
    return {
        "source_id": anchors.source_id,
        "model": anchors.model,
        "class_name": anchors.class_names[first],
        "tracker_id": anchors.tracker_ids[first],
        "frame": frame,
        "time_seconds": seconds,
        "clock": None if seconds is None else anchors.clock,
        "from_frame": start,
        "to_frame": stop,
    }


def _side(line: Line, points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Above 0 on the right of the line, seen along it; a point on the line is on its left."""
    return _turn(line.end - line.start, points - line.start)


def _between_ends(
    line: Line, begin: NDArray[np.float64], end: NDArray[np.float64]
) -> NDArray[np.bool_]:
    """Whether each way meets its own straight line between the ends of a line, these included."""
    way = end - begin
    return np.asarray(_turn(way, line.start - begin) * _turn(way, line.end - begin) <= 0, np.bool_)


def _turn(way: NDArray[np.float64], other: NDArray[np.float64]) -> NDArray[np.float64]:
    """The cross product; above 0 where the other points to the right of the way on a picture."""
    return np.asarray(way[..., 0] * other[..., 1] - way[..., 1] * other[..., 0], np.float64)
