"""When tracks cross lines, and in which direction."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa

from vidresults.analytics.anchors import anchors_of
from vidresults.analytics.zones.steps import steps_of
from vidresults.schema.fields import field

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vidresults.analytics.anchors import Anchors
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


def crossings(source: Source, zones: Zones) -> pa.Table:
    """Every crossing of the lines, by source, frame, model and line: rows of `CROSSINGS`.

    Args:
        source: Results of any number of videos.
        zones: Whose lines; their anchor says which point of a box counts.

    Raises:
        MatchError: The zones are of a picture of another aspect ratio, or the results of pictures
            of several sizes and the zones do not say which one they are of.
    """
    found = anchors_of(source, size=zones.size, anchor=zones.anchor) if zones.lines else ()
    return crossings_of(found, zones.lines)


def crossings_of(anchors: Iterable[Anchors], lines: Iterable[Line]) -> pa.Table:
    """The same for anchors that are known, in pixels of the lines' picture."""
    lines = tuple(lines)
    rows: list[dict[str, Any]] = []
    for found in anchors:
        rows += _crossings(found, lines)
    order = {
        name: number for number, name in enumerate(dict.fromkeys(r["source_id"] for r in rows))
    }
    rows.sort(key=lambda row: (order[row["source_id"]], row["frame"]))
    return pa.Table.from_pylist(rows, schema=CROSSINGS)


def _crossings(anchors: Anchors, lines: tuple[Line, ...]) -> list[dict[str, Any]]:
    """Those of one model, line by line."""
    steps = steps_of(anchors)
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
                | _moment(anchors, first, second, share)
                | {"track": int(steps.track[first]), "x": float(x), "y": float(y)}
            )
    return rows


def _moment(anchors: Anchors, first: int, second: int, share: float) -> dict[str, Any]:
    """Who crossed, and when."""
    samples = [int(anchors.sample[first]), int(anchors.sample[second])]
    start, stop = anchors.frames[samples].tolist()
    since, until = anchors.seconds[samples].tolist()
    seconds = since + share * (until - since)
    return {
        "source_id": anchors.source_id,
        "model": anchors.model,
        "class_name": anchors.class_names[first],
        "tracker_id": anchors.tracker_ids[first],
        "frame": start + share * (stop - start),
        "time_seconds": None if np.isnan(seconds) else seconds,
        "clock": None if np.isnan(seconds) else anchors.clock,
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
