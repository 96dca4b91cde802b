"""Times that objects spend in the picture or in a zone, in the words of events."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from vidresults.analytics.presence import links_of
from vidresults.analytics.zones.moments import moment
from vidresults.analytics.zones.steps import chains_of

if TYPE_CHECKING:
    from vidresults.analytics.anchors import Anchors
    from vidresults.analytics.zones.steps import Steps

SHARED: Final = ("source_id", "model", "class_name", "track", "tracker_id", "clock")
"""What events have in common with visits and crossings."""


def sightings(anchors: Anchors, steps: Steps) -> Iterator[dict[str, Any]]:
    """From first to last sighting: what was followed without a break."""
    links = links_of(anchors).tolist()
    for chain in chains_of(anchors, steps):
        first, last = chain[0], chain[-1]
        begin, stop = int(anchors.sample[first]), int(anchors.sample[last])
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
            "open_start": not (begin and links[begin - 1]),
            "open_end": not links[stop],
        }


def stay_of(visit: dict[str, Any]) -> dict[str, Any]:
    """A visit to a zone in the words of events."""
    return {
        **{name: visit[name] for name in SHARED},
        "place": visit["zone"],
        "start_frame": visit["enter_frame"],
        "start_seconds": visit["enter_seconds"],
        "end_frame": visit["leave_frame"],
        "end_seconds": visit["leave_seconds"],
        "value": visit["seconds"],
        "open_start": visit["open_start"],
        "open_end": visit["open_end"],
    }


def ends_of(stay: dict[str, Any], begins: str, stops: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The two moments of a stay, as events."""
    first = {f"end_{unit}": stay[f"start_{unit}"] for unit in ("frame", "seconds")}
    last = {f"start_{unit}": stay[f"end_{unit}"] for unit in ("frame", "seconds")}
    ended_as = stay.get("last_class", stay["class_name"])
    return (
        stay | first | {"kind": begins, "value": None, "open_end": False},
        stay | last | {"kind": stops, "class_name": ended_as, "open_start": False},
    )
