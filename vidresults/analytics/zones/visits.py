"""When tracks are in zones, and for how long."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa

from vidresults.analytics.anchors import anchors_of
from vidresults.analytics.ordering import by_source
from vidresults.analytics.zones.inside import inside
from vidresults.analytics.zones.moments import moment
from vidresults.analytics.zones.passing import parts_inside
from vidresults.analytics.zones.steps import LONGEST_GAP_SECONDS, chains_of, steps_of
from vidresults.schema.fields import field

if TYPE_CHECKING:
    from vidresults.analytics.anchors import Anchors
    from vidresults.analytics.zones.steps import Steps
    from vidresults.analytics.zones.zone import Zone, Zones
    from vidresults.results import Source

ZONE_VISITS: Final = pa.schema(
    [
        field("source_id", pa.string(), "which result"),
        field("model", pa.string(), "the model"),
        field("zone", pa.string(), "name of the zone"),
        field("class_name", pa.string(), "class of the box with which the visit begins; that "
                                         "before the outline where it came in"),
        field("track", pa.int64(), "number of the track in its model, by first sight"),
        field("tracker_id", pa.int64(), "the track as sent", null="its boxes are not tracked"),
        field("visit", pa.int64(), "which visit of this track to this zone, from 1"),
        field("enter_frame", pa.float64(), "moment between two frames, evenly"),
        field("enter_seconds", pa.float64(), "the same in time", unit="s", null="unknown"),
        field("leave_frame", pa.float64(), "moment between two frames, evenly"),
        field("leave_seconds", pa.float64(), "the same in time", unit="s", null="unknown"),
        field("clock", pa.string(), "whose time: video or sent", null="no time is known"),
        field("seconds", pa.float64(), "time inside; where an end is open, what was seen of it",
              unit="s", null="unknown"),
        field("samples", pa.int64(), "samples on which it was seen inside; 0 where it passed "
                                     "between two of them"),
        field("open_start", pa.bool_(), "it was inside when it was first seen, or seen again: "
                                        "nobody saw it enter"),
        field("open_end", pa.bool_(), "it was inside when it was last seen: nobody saw it leave"),
    ]
)  # fmt: skip


def zone_visits(
    source: Source, zones: Zones, *, longest_gap_seconds: float = LONGEST_GAP_SECONDS
) -> pa.Table:
    """Every visit of a track to a zone, by source, moment of entering, model and zone.

    Tracks are the tracker ids that were sent; boxes without one are linked from sample to sample
    (see `steps_of`). Where a track enters and leaves is where the straight way from one sighting
    to the next meets the outline. It is not followed over a sample that was not inferred, nor
    when it is missed for long: there a visit ends with what was last seen.

    Args:
        source: Results of any number of videos.
        zones: Whose zones; their anchor says which point of a box counts.
        longest_gap_seconds: For how long a tracked object may be missed and still be followed.

    Returns:
        Rows of `ZONE_VISITS`.

    Raises:
        MatchError: The zones are of a picture of another aspect ratio, or the results of pictures
            of several sizes and the zones do not say which one they are of.
    """
    rows: list[dict[str, Any]] = []
    found = anchors_of(source, size=zones.size, anchor=zones.anchor) if zones.zones else ()
    for anchors in found:
        steps = steps_of(anchors, longest_gap_seconds=longest_gap_seconds)
        rows += visits_of(anchors, steps, zones.zones)
    return pa.Table.from_pylist(by_source(rows, "enter_frame"), schema=ZONE_VISITS)


def visits_of(anchors: Anchors, steps: Steps, zones: tuple[Zone, ...]) -> list[dict[str, Any]]:
    """Those of one model, zone by zone, in each by track and moment."""
    chains = chains_of(anchors, steps)
    rows = []
    for zone in zones:
        numbers: dict[int, int] = {}
        for stay in _stays(zone, anchors, steps, chains):
            track = int(steps.track[stay["box"]])
            numbers[track] = numbers.get(track, 0) + 1
            rows.append(_row(anchors, stay, zone=zone.name, track=track, visit=numbers[track]))
    return rows


def _stays(
    zone: Zone, anchors: Anchors, steps: Steps, chains: list[list[int]]
) -> Iterator[dict[str, Any]]:
    """First box, moments and ends of each stay in a zone."""
    within = inside(zone, anchors.points).tolist()
    passed = parts_inside(zone, anchors.points[steps.first], anchors.points[steps.second])
    parts = {int(steps.second[number]): found for number, found in passed.items()}
    for chain in chains:
        yield from _along(chain, anchors, within, parts)


def _along(
    chain: list[int],
    anchors: Anchors,
    within: list[bool],
    parts: dict[int, list[tuple[float, bool]]],
) -> Iterator[dict[str, Any]]:
    """Stays on one chain: each change of inside and outside on its way."""
    stay: dict[str, Any] | None = None
    for at, box in enumerate(chain):
        before = chain[at - 1] if at else box
        changes = [(before, share, now) for share, now in parts.get(box, ())]
        for start, share, now in (*changes, (box, 0.0, within[box])):
            if now == (stay is not None):
                continue
            when = moment(anchors, start, box, share)
            if now:
                stay = {"box": start, "enter": when, "samples": 0, "open_start": at == 0}
            elif stay is not None:
                yield stay | {"leave": when, "open_end": False}
                stay = None
        if stay is not None:
            stay["samples"] += 1
    if stay is not None:
        yield stay | {"leave": moment(anchors, chain[-1], chain[-1]), "open_end": True}


def _row(anchors: Anchors, stay: dict[str, Any], **more: Any) -> dict[str, Any]:
    (enter_frame, enter), (leave_frame, leave) = stay["enter"], stay["leave"]
    known = enter is not None and leave is not None
    return more | {
        "source_id": anchors.source_id,
        "model": anchors.model,
        "class_name": anchors.class_names[stay["box"]],
        "tracker_id": anchors.tracker_ids[stay["box"]],
        "enter_frame": enter_frame,
        "enter_seconds": enter,
        "leave_frame": leave_frame,
        "leave_seconds": leave,
        "clock": None if enter is None and leave is None else anchors.clock,
        "seconds": leave - enter if known else None,
        "samples": stay["samples"],
        "open_start": stay["open_start"],
        "open_end": stay["open_end"],
    }
