"""What happened, and when: one table of everything that appeared, entered, crossed or stayed."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa

from vidresults.analytics.anchors import anchors_of
from vidresults.analytics.ordering import by_source
from vidresults.analytics.presence import looked_after, looked_before, stretches_of
from vidresults.analytics.zones.crossing import crossings_of
from vidresults.analytics.zones.moments import moment
from vidresults.analytics.zones.occupancy import boxes_inside
from vidresults.analytics.zones.steps import LONGEST_GAP_SECONDS, chains_of, steps_of
from vidresults.analytics.zones.visits import visits_of
from vidresults.errors import SelectionError
from vidresults.schema.fields import field

if TYPE_CHECKING:
    from vidresults.analytics.anchors import Anchors
    from vidresults.analytics.zones.steps import Steps
    from vidresults.analytics.zones.zone import Zones
    from vidresults.results import Source

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

_SHARED = ("source_id", "model", "class_name", "track", "tracker_id", "clock")
_ROUNDING = 1e-6  # seconds; times are sent with four digits


def events(
    source: Source,
    zones: Zones | None = None,
    *,
    dwell_over: float | None = None,
    count_over: int | None = None,
    longest_gap_seconds: float = LONGEST_GAP_SECONDS,
) -> pa.Table:
    """Everything that happened, by source, start, model and kind: rows of `EVENTS`.

    Something appears with its first sighting, and disappears with its last; also where it was
    missed for long, or a sample was not inferred, and the ends there are open. It enters and
    leaves zones as in `zone_visits`, and crosses lines as in `crossings`.

    Args:
        source: Results of any number of videos.
        zones: Zones and lines; without them, things happen in the picture.
        dwell_over: Stays of more seconds than this, in each zone, or without zones in the
            picture, are events of their own.
        count_over: So are times with more boxes of a class than this. When they begin and end is
            told by `stretches_of`.
        longest_gap_seconds: For how long a tracked object may be missed and still be followed.

    Raises:
        SelectionError: A number is below 0.
        MatchError: The zones are of a picture of another aspect ratio, or the results of pictures
            of several sizes and the zones do not say which one they are of.
    """
    for name, number in (("dwell_over", dwell_over), ("count_over", count_over)):
        if number is not None and not number >= 0:
            raise SelectionError(f"{name}: found {number}, expected a number from 0 on")
    where: dict[str, Any] = {"mixed": True}
    if zones is not None:
        where = {"size": zones.size, "anchor": zones.anchor}
    rows: list[dict[str, Any]] = []
    for anchors in anchors_of(source, **where):
        steps = steps_of(anchors, longest_gap_seconds=longest_gap_seconds)
        stays = [*_sightings(anchors, steps)]
        found = [row for stay in stays for row in _ends(stay, "appear", "disappear")]
        if zones is not None:
            stays = [_stay(visit) for visit in visits_of(anchors, steps, zones.zones)]
            for stay in stays:
                # Who was inside at first sight was not seen to enter.
                enter, leave = _ends(stay, "enter", "leave")
                found += [enter] * (not stay["open_start"]) + [leave] * (not stay["open_end"])
            found += [_crossing(row) for row in crossings_of(anchors, steps, zones.lines)]
        if dwell_over is not None:
            long = [stay for stay in stays if (stay["value"] or 0.0) > dwell_over + _ROUNDING]
            found += [stay | {"kind": "dwell"} for stay in long]
        if count_over is not None:
            found += _counts(anchors, zones, count_over)
        rows += sorted(found, key=lambda row: EVENT_KINDS.index(row["kind"]))
    return pa.Table.from_pylist(by_source(rows, "start_frame"), schema=EVENTS)


def _sightings(anchors: Anchors, steps: Steps) -> Iterator[dict[str, Any]]:
    """From first to last sighting: what was followed without a break."""
    for chain in chains_of(anchors, steps):
        first, last = chain[0], chain[-1]
        (start, since), (end, until) = (moment(anchors, box, box) for box in (first, last))
        known = since is not None and until is not None
        yield {
            "source_id": anchors.source_id,
            "model": anchors.model,
            "class_name": anchors.class_names[first],
            "last_class": anchors.class_names[last],
            "track": int(steps.track[first]),
            "tracker_id": anchors.tracker_ids[first],
            "place": None,
            "start_frame": start,
            "start_seconds": since,
            "end_frame": end,
            "end_seconds": until,
            "clock": anchors.clock if known else None,
            "value": until - since if since is not None and until is not None else None,
            "open_start": not looked_before(anchors, int(anchors.sample[first])),
            "open_end": not looked_after(anchors, int(anchors.sample[last])),
        }


def _stay(visit: dict[str, Any]) -> dict[str, Any]:
    """A visit to a zone in the words of events."""
    return {
        **{name: visit[name] for name in _SHARED},
        "place": visit["zone"],
        "start_frame": visit["enter_frame"],
        "start_seconds": visit["enter_seconds"],
        "end_frame": visit["leave_frame"],
        "end_seconds": visit["leave_seconds"],
        "value": visit["seconds"],
        "open_start": visit["open_start"],
        "open_end": visit["open_end"],
    }


def _ends(stay: dict[str, Any], begins: str, stops: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The two moments of a stay, as events."""
    first = {f"end_{unit}": stay[f"start_{unit}"] for unit in ("frame", "seconds")}
    last = {f"start_{unit}": stay[f"end_{unit}"] for unit in ("frame", "seconds")}
    ended_as = stay.get("last_class", stay["class_name"])
    return (
        stay | first | {"kind": begins, "value": None, "open_end": False},
        stay | last | {"kind": stops, "class_name": ended_as, "open_start": False},
    )


def _crossing(row: dict[str, Any]) -> dict[str, Any]:
    at = {f"{end}_frame": row["frame"] for end in ("start", "end")}
    at |= {f"{end}_seconds": row["time_seconds"] for end in ("start", "end")}
    return {
        **{name: row[name] for name in _SHARED},
        "kind": f"cross_{row['direction']}",
        "place": row["line"],
        **at,
        "value": None,
        "open_start": False,
        "open_end": False,
    }


def _counts(anchors: Anchors, zones: Zones | None, count_over: int) -> Iterator[dict[str, Any]]:
    """Times with more boxes of a class than that, in each zone or in the picture."""
    for zone in (None,) if zones is None else zones.zones:
        for name, counts in boxes_inside(anchors, zone).items():
            there = np.flatnonzero(counts)
            for found in stretches_of(anchors, there, counts[there], on=count_over + 1):
                start, end = found.start_seconds, found.end_seconds
                yield {
                    "source_id": anchors.source_id,
                    "model": anchors.model,
                    "kind": "count",
                    "class_name": name,
                    "place": zone.name if zone is not None else None,
                    "start_frame": found.start_frame,
                    "start_seconds": None if math.isnan(start) else start,
                    "end_frame": found.end_frame,
                    "end_seconds": None if math.isnan(end) else end,
                    "clock": None if math.isnan(start) and math.isnan(end) else anchors.clock,
                    "value": found.most,
                    "open_start": not looked_before(anchors, found.first),
                    "open_end": not looked_after(anchors, found.last),
                }
