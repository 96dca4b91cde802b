"""What happened in the video, as the page lists it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from vidresults.analytics import events

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vidresults.analytics import Zones
    from vidresults.report.names import Names
    from vidresults.results import Source

MOST: Final = 5000
"""More events are not listed."""

_LONGEST = 80  # of a name within a sentence
_WORDS: Final = {
    "appear": "{who} appears",
    "disappear": "{who} disappears{after}",
    "enter": "{who} enters {place}",
    "leave": "{who} leaves {place}{after}",
    "cross_in": "{who} crosses {place} inwards",
    "cross_out": "{who} crosses {place} outwards",
}


def happenings_of(
    source: Source, zones: Zones | None, names: Names, seconds: NDArray[np.float64]
) -> tuple[list[dict[str, Any]], list[str]]:
    """The events in order of time, and what is to be said of those that are not listed.

    Args:
        source: The results of one video.
        zones: Zones and lines, if there are any.
        names: The numbers of models and classes.
        seconds: The time of each frame of the video, shape (frames,).
    """
    rows = events(source, zones).to_pylist()
    inside = [row for row in rows if 0 <= row["start_frame"] <= len(seconds) - 1]
    found = [_happening(row, names, seconds) for row in inside]
    found.sort(key=lambda event: event["seconds"])
    words = []
    if len(found) > MOST:
        words.append(f"there are {len(found)} events, of which the first {MOST} are listed")
    if len(rows) > len(inside):
        words.append(f"{len(rows) - len(inside)} events are on frames that are not in the video")
    return found[:MOST], words


def _happening(row: dict[str, Any], names: Names, seconds: NDArray[np.float64]) -> dict[str, Any]:
    tracker, value = row["tracker_id"], row["value"]
    return {
        # Between two frames evenly, as events have it, on the clock of the video.
        "seconds": float(np.interp(row["start_frame"], np.arange(len(seconds)), seconds)),
        "frame": int(row["start_frame"]),
        "kind": row["kind"],
        "words": _WORDS[row["kind"]].format(
            who=_cut(row["class_name"]) + ("" if tracker is None else f" {tracker}"),
            place=_cut(row["place"] or ""),
            after="" if value is None else f" after {value:.1f} s",
        ),
        "class": names.class_number(row["class_name"]),
        "model": names.models.index(row["model"]),
        "track": None if tracker is None else names.track(tracker),
    }


def _cut(name: str) -> str:
    return name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1]}…"
