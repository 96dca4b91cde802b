"""When tracked objects appear and disappear, as marks on a timeline."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from vidresults.analytics.happenings import events

if TYPE_CHECKING:
    from vidresults.results import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One event.

    Attributes:
        words: What happens: "car 7 appears".
        frame: On which frame of the video.
        seconds: When, None where no time is known.
        row: The event as the analytics tell it.
    """

    words: str
    frame: float
    seconds: float | None
    row: dict[str, Any]


_WORDS = {"appear": "appears", "disappear": "disappears"}


def marks_of(source: Source) -> dict[str, list[Mark]]:
    """The marks of every source in the order of time; boxes without tracker ids have none."""
    found: dict[str, list[Mark]] = {}
    if not source.facts.values["detections.tracker_id"]:
        return found
    for row in events(source).to_pylist():
        if row["tracker_id"] is None or row["kind"] not in _WORDS:
            continue
        mark = Mark(
            words=f"{row['class_name']} {row['tracker_id']} {_WORDS[row['kind']]}",
            frame=row["start_frame"],
            seconds=row["start_seconds"],
            row=row,
        )
        found.setdefault(row["source_id"], []).append(mark)
    return found
