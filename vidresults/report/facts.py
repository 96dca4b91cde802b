"""The facts of the page: what is named once, and what a person reads first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vidresults.matching import HOLD_INTERVALS
from vidresults.report.payload import TABLES

if TYPE_CHECKING:
    from vidresults.report.names import Names
    from vidresults.report.videos import PageVideo
    from vidresults.results import Source


def facts_of(source: Source, names: Names, video: PageVideo, title: str) -> dict[str, Any]:
    """What the script reads as JSON."""
    return {
        "version": 1,
        "title": title,
        "video": video.facts(),
        "models": [{"name": name, "task": None} for name in names.models],
        "classes": [{"name": name, "colour": colour} for name, colour in names.classes],
        "keypoints": names.keypoints,
        "skeleton": [],
        "zones": [],
        "events": [],
        "facts": [["Source", [["Job", source.facts.source_ids[0]]]]],
        "assumed": [],
        "tables": list(TABLES),
        "hold_intervals": HOLD_INTERVALS,
    }
