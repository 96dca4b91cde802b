"""What happened, and when: everything that appeared, entered, crossed, stayed or was many."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from vidresults.analytics.anchors import anchors_of
from vidresults.analytics.clock import refuse_untimed
from vidresults.analytics.happenings.stays import SHARED, ends_of, sightings, stay_of
from vidresults.analytics.happenings.table import EVENT_KINDS, EVENTS
from vidresults.analytics.ordering import by_source
from vidresults.analytics.presence import stretches_of
from vidresults.analytics.zones.crossing import crossings_of
from vidresults.analytics.zones.occupancy import boxes_inside
from vidresults.analytics.zones.steps import LONGEST_GAP_SECONDS, steps_of
from vidresults.analytics.zones.visits import visits_of
from vidresults.errors import SelectionError

if TYPE_CHECKING:
    from vidresults.analytics.anchors import Anchors
    from vidresults.analytics.zones.zone import Zones
    from vidresults.results import Source

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
        MatchError: `dwell_over` is given, and the results tell no times. The zones are of a
            picture of another aspect ratio, or the results of pictures of several sizes and the
            zones do not say which one they are of.
    """
    for name, number in (("dwell_over", dwell_over), ("count_over", count_over)):
        if number is not None and not number >= 0:
            raise SelectionError(f"{name}: found {number}, expected a number from 0 on")
    where: dict[str, Any] = {"mixed": True}
    if zones is not None:
        where = {"size": zones.size, "anchor": zones.anchor}
    rows: list[dict[str, Any]] = []
    for anchors in anchors_of(source, **where):
        if dwell_over is not None:
            refuse_untimed(anchors)
        steps = steps_of(anchors, longest_gap_seconds=longest_gap_seconds)
        stays = [*sightings(anchors, steps)]
        found = [row for stay in stays for row in ends_of(stay, "appear", "disappear")]
        if zones is not None:
            stays = [stay_of(visit) for visit in visits_of(anchors, steps, zones.zones)]
            for stay in stays:
                # Who was inside at first sight was not seen to enter.
                enter, leave = ends_of(stay, "enter", "leave")
                found += [enter] * (not stay["open_start"]) + [leave] * (not stay["open_end"])
            found += [_crossing(row) for row in crossings_of(anchors, steps, zones.lines)]
        if dwell_over is not None:
            long = [stay for stay in stays if (stay["value"] or 0.0) > dwell_over + _ROUNDING]
            found += [stay | {"kind": "dwell"} for stay in long]
        if count_over is not None:
            found += _counts(anchors, zones, count_over)
        rows += sorted(found, key=lambda row: EVENT_KINDS.index(row["kind"]))
    return pa.Table.from_pylist(by_source(rows, "start_frame"), schema=EVENTS)


def _crossing(row: dict[str, Any]) -> dict[str, Any]:
    at = {f"{end}_frame": row["frame"] for end in ("start", "end")}
    at |= {f"{end}_seconds": row["time_seconds"] for end in ("start", "end")}
    return {
        **{name: row[name] for name in SHARED},
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
                    "open_start": found.open_start,
                    "open_end": found.open_end,
                }
