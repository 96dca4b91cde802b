"""What subtitle formats share: a cue for every sample on which something was found.

A cue lasts until the next sample, but at most 1.5 sample intervals, as results are held on
rendered video; a lone sample lasts one frame. Times are the video's own where they are known of
every sample, else those that were sent, rounded to the milliseconds that the formats have. The
first line counts the boxes of each class, the second names the classes of a classified frame.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from vidresults.errors import SelectionError
from vidresults.export.labels.categories import Categories
from vidresults.export.times.cue_times import Samples
from vidresults.results import rows_of

if TYPE_CHECKING:
    from vidresults.results import Source

_COUNTED = "a cue counts boxes by class"
_NAMED = "a cue names classes"
_NO_TEXT = "a cue is text"
LOSES: Final = {
    "semantic_masks": _NO_TEXT,
    "embeddings": _NO_TEXT,
    "gazes": _NO_TEXT,
    "opaque": _NO_TEXT,
    "defects": _NO_TEXT,
    **{
        f"detections.{name}": _COUNTED
        for name in (
            "parent_id", "tracker_id", "confidence", "class_confidence", "x_center", "y_center",
            "width", "height", "rotated_box", "polygons", "rle", "keypoints", "extra",
        )
    },
    "classifications.confidence": _NAMED,
    "classifications.extra": _NAMED,
}  # fmt: skip
"""What no subtitle keeps."""

OMITS: Final = {
    "documents": _NO_TEXT,
    "classes": "cues name them",
    "frames.sample_index": "cues are in order",
    "frames.frame_index": "cues have times",
    "frames.time_seconds": "the video's own time is written where it is known",
    "frames.video_pts": "cues have times",
    "frames.extra": _NO_TEXT,
    "inferences": _NO_TEXT,
    "detections.detection_index": _COUNTED,
    "detections.detection_id": _COUNTED,
    "detections.class_id": "cues name classes",
    "classifications.rank": "names are in the order of classes",
    "classifications.class_id": "cues name classes",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """One subtitle.

    Attributes:
        start: When it appears, in milliseconds.
        end: When it goes, in milliseconds, after `start`.
        lines: Its text, one or two lines that are not blank.
    """

    start: int
    end: int
    lines: tuple[str, ...]


def cues(source: Source, notes: list[str]) -> Iterator[Cue]:
    """The cues of a video in the order of time; they never overlap.

    Args:
        source: What was found on one video.
        notes: Gets what has no cue, with counts, and whose times were taken.

    Raises:
        SelectionError: There are several sources; subtitles are of one video.
    """
    check_one_video(source)
    samples = Samples(source)
    texts = _texts(source)
    starts, ends = samples.spans()
    left_out = Counter({"on which no model ran": 0, "on which nothing was found": 0})
    for place in np.argsort(starts, kind="stable").tolist():
        lines = texts.get(int(samples.numbers[place]))
        if lines is None or not samples.ran[place]:
            ran = "nothing was found" if samples.ran[place] else "no model ran"
            left_out[f"on which {ran}"] += 1
        elif np.isnan(starts[place]):
            left_out["of unknown time"] += 1
        elif (end := _ticks(ends[place])) <= (start := _ticks(starts[place])) or start < 0:
            left_out["whose time is too short or before the video"] += 1
        else:
            yield Cue(start=start, end=end, lines=lines)
    notes += [f"{count} frames {why} have no cue" for why, count in left_out.items() if count]
    if len(samples.numbers) and samples.clock is not None:
        notes.append(f"times are {CLOCKS[samples.clock]}, rounded to milliseconds")


CLOCKS: Final = {"video": "the video's own", "sent": "those that were sent"}
"""Whose times were taken, in words."""

_CLASS_COLUMNS = ("sample_index", "model", "class_id", "class_name")


def _texts(source: Source) -> dict[int, tuple[str, ...]]:
    """The lines of every sample that has any: counts alone are held, not boxes."""
    categories = Categories(source.facts)
    names = {category.id: words(category.name) for category in categories.all}
    found: dict[int, tuple[Counter[int], Counter[int]]] = {}
    for line, (table, more) in enumerate((("detections", []), ("classifications", ["predicted"]))):
        for row in rows_of(source, table, [*_CLASS_COLUMNS, *more]):
            if not row.get("predicted", True):
                continue
            category = categories.id_of(row["model"], row["class_id"], row["class_name"])
            found.setdefault(row["sample_index"], (Counter(), Counter()))[line][category] += 1
    return {
        sample: tuple(
            line
            for line in (
                ", ".join(f"{names[key]} {boxes[key]}" for key in sorted(boxes)),
                ", ".join(names[key] for key in sorted(labels)),
            )
            if line
        )
        for sample, (boxes, labels) in found.items()
    }


def check_one_video(source: Source) -> None:
    """Refuse several sources.

    Raises:
        SelectionError: There are several; subtitles are of one video.
    """
    ids = source.facts.source_ids
    if len(ids) > 1:
        raise SelectionError(
            f"subtitles are of one video, the results hold {len(ids)}: {', '.join(ids)}"
        )


def words(name: str) -> str:
    """A class's name on one line; a blank one is shown by its quotes."""
    return " ".join(name.split()) or '""'


def _ticks(seconds: float) -> int:
    return round(seconds * 1000)


def clock(milliseconds: int, point: str) -> str:
    """A time as HH:MM:SS and the milliseconds behind `point`."""
    seconds, rest = divmod(milliseconds, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}{point}{rest:03}"
