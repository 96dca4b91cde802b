"""ActivityNet: one JSON with the segments of all videos, as datasets of temporal detection have it.

The taxonomy is a root with the classes below it. A video's duration is that of the joined video,
else it ends where the last sample or segment does; null where no time is known.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import msgspec

from vidresults import atomic
from vidresults.export.format import Format
from vidresults.export.times.footage import SEGMENT_OPTIONS, Footage, clock_notes, footage_of
from vidresults.export.times.segment_losses import LOSES, OMITS

if TYPE_CHECKING:
    from vidresults.results import Facts, Source

FORMAT: Final = Format(
    makes="file",
    suffix=".json",
    options=SEGMENT_OPTIONS | {"subset"},
    summary="ActivityNet: segments of time in which each class is there, all videos in one JSON",
    loses=LOSES,
    omits=OMITS,
)

_ROOT: Final = {"nodeId": 0, "nodeName": "Root", "parentId": None, "parentName": None}


def write(
    source: Source,
    path: Path,
    *,
    gap_seconds: float = 0.0,
    min_seconds: float = 0.0,
    subset: str = "training",
) -> list[str]:
    """Write the segments of all videos.

    Args:
        source: What to write.
        path: The file.
        gap_seconds: Segments that are at most so far apart become one.
        min_seconds: Shorter segments are left out, after that.
        subset: The part of a dataset that the videos are: training, validation or testing.

    Raises:
        SelectionError: A number is below 0.
        MatchError: A number is given, and the results tell no times.
        OutputError: The file cannot be written.
    """
    notes: list[str] = []
    videos = footage_of(source, notes, gap_seconds=gap_seconds, min_seconds=min_seconds)
    notes += clock_notes(videos)
    labels = sorted({span.label for video in videos for span in video.spans})
    nodes = [
        {"nodeId": number, "nodeName": label, "parentId": 0, "parentName": _ROOT["nodeName"]}
        for number, label in enumerate(labels, start=1)
    ]
    unsaid = sum(video.end is None for video in videos)
    if unsaid:
        notes.append(
            f"{unsaid} videos of unknown length end with their last sample or segment: give them "
            "(--video)"
        )
    dataset = {
        "version": "VERSION 1.3",
        "taxonomy": [_ROOT, *nodes],
        "database": {v.source_id: _entry(source.facts, v, subset) for v in videos},
    }
    with atomic.new_file(path) as file:
        file.write_bytes(msgspec.json.format(msgspec.json.encode(dataset), indent=1) + b"\n")
    return notes


def _entry(facts: Facts, video: Footage, subset: str) -> dict[str, Any]:
    size = facts.frame_size(video.source_id)
    return {
        "duration": video.seen_until if video.end is None else video.end,
        "subset": subset,
        **({} if size is None else {"resolution": f"{size[0]}x{size[1]}"}),
        "annotations": [
            {"segment": [span.start, span.end], "label": span.label} for span in video.spans
        ],
    }
