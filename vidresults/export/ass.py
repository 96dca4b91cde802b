"""Advanced SubStation Alpha: boxes that players draw over a video, which stays as it is.

A box is two events, shown as long as a cue of the other subtitles: an outline, whose line lies
around the box's edges, and a label with class and confidence at its top left corner. The script
is as large as the frames; players scale it with the picture.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from vidresults import atomic
from vidresults.errors import OutputError
from vidresults.export.format import Format
from vidresults.export.labels.categories import Categories
from vidresults.export.labels.clipping import edges_of
from vidresults.export.times.ass_texts import clock, colour, escaped, head, sizes_of
from vidresults.export.times.cue_times import Samples
from vidresults.export.times.subtitles import CLOCKS, check_one_video
from vidresults.matching import PALETTE, colour_key
from vidresults.results import rows_of

if TYPE_CHECKING:
    from vidresults.results import Source

Row = dict[str, Any]

_NOT_A_BOX = "boxes are drawn"
_NOT_SHOWN = "a label shows class and confidence"
_UPRIGHT = "upright boxes are drawn"
FORMAT: Final = Format(
    makes="file",
    suffix=".ass",
    summary="ASS overlay for players: boxes, class names and confidences drawn over the video",
    loses={
        **dict.fromkeys(
            ("classifications", "semantic_masks", "embeddings", "gazes", "opaque", "defects"),
            _NOT_A_BOX,
        ),
        **{
            f"detections.{name}": _NOT_SHOWN
            for name in ("parent_id", "tracker_id", "class_confidence", "extra")
        },
        **{
            f"detections.{name}": _UPRIGHT
            for name in ("rotated_box", "polygons", "rle", "keypoints")
        },
    },
    omits={
        "documents": "events have no place for it",
        "classes": "labels name them",
        "frames.sample_index": "events have times",
        "frames.frame_index": "events have times",
        "frames.time_seconds": "the video's own time is written where it is known",
        "frames.video_pts": "events have times",
        "frames.extra": "events have no place for it",
        "inferences": "events have no place for it",
        "detections.detection_index": "events are in order",
        "detections.detection_id": "events have no place for it",
        "detections.class_id": "labels name classes; colours follow it",
        **{
            f"detections.{name}": "rounded to whole pixels, counted in the notes"
            for name in ("x_center", "y_center", "width", "height")
        },
    },
)


def write(source: Source, path: Path) -> list[str]:
    """Write the boxes of one video.

    Raises:
        SelectionError: There are several sources; subtitles are of one video.
        OutputError: There are boxes, but the frames have no one known size; or the file cannot be
            written.
    """
    check_one_video(source)
    size = next((source.facts.frame_size(name) for name in source.facts.source_ids), None)
    if size is None and source.facts.rows["detections"]:
        raise OutputError(
            "the frames have no one known size, and drawings need it: give the video (--video)"
        )
    times = _Times(source)
    categories = Categories(source.facts)
    names = {category.id: escaped(category.name) for category in categories.all}
    drawing = _Drawing(size or (0, 0))
    with atomic.new_file(path) as file, file.open("w", encoding="utf-8", newline="\n") as out:
        out.write(head(size))
        for row in rows_of(source, "detections"):
            span = times.of(row["sample_index"])
            if span is not None:
                number = categories.id_of(row["model"], row["class_id"], row["class_name"])
                out.write(drawing.events(span, names[number], row))
    return [*times.notes(), *drawing.notes()]


class _Times:
    """When the boxes of a sample are shown; counts those that never are."""

    def __init__(self, source: Source) -> None:
        self._samples = Samples(source)
        self._starts, self._ends = self._samples.spans()
        self._hidden: Counter[str] = Counter()

    def of(self, sample_index: int) -> tuple[str, str] | None:
        """Start and end as the format has them; None where they are not known or no time."""
        place = int(np.searchsorted(self._samples.numbers, sample_index))
        start, end = self._starts[place], self._ends[place]
        if not self._samples.ran[place]:
            self._hidden["on frames on which no model ran"] += 1
        elif np.isnan(start):
            self._hidden["on frames of unknown time"] += 1
        elif (last := round(end * 100)) <= (first := round(start * 100)) or first < 0:
            self._hidden["on frames whose time is too short or before the video"] += 1
        else:
            return clock(first), clock(last)
        return None

    def notes(self) -> list[str]:
        """What is not shown, with counts, and whose times were taken."""
        found = [f"{count} boxes {why} are not shown" for why, count in self._hidden.items()]
        known = self._samples.clock
        if known is not None:
            found.append(f"times are {CLOCKS[known]}, rounded to hundredths of a second")
        return found


@dataclass(slots=True)
class _Drawing:
    """Writes boxes as events and counts what had to be changed.

    Attributes:
        size: Width and height of the frames in pixels.
    """

    size: tuple[int, int]
    rounded: int = field(default=0, init=False)
    flat: int = field(default=0, init=False)
    shortened: int = field(default=0, init=False)

    def events(self, span: tuple[str, str], name: str, row: Row) -> str:
        """The outline of a box, and its label above it or, where there is no room, inside."""
        edges = edges_of(row)
        left, top, right, bottom = whole = tuple(round(edge) for edge in edges)
        self.rounded += whole != edges
        self.flat += left == right or top == bottom
        line, font = sizes_of(self.size)
        ink = colour(PALETTE[colour_key(row["class_id"], row["class_name"]) % len(PALETTE)])
        # A label whose box begins outside of the picture stands where the box comes into it.
        x, y = max(left, 0) if right > 0 else left, max(top, 0) if bottom > 0 else top
        above = top >= font + 2 * line
        place = rf"\an1\pos({x},{y - line})" if above else rf"\an7\pos({x + line},{y + line})"
        head = ",".join(span)
        corners = f"m {left} {top} l {right} {top} {right} {bottom} {left} {bottom}"
        outline = rf"{{\an7\pos(0,0)\1a&HFF&\3c{ink}\p1}}{corners}{{\p0}}"
        label = rf"{{{place}\3c{ink}}}{name}{self._confidence(row['confidence'])}"
        return (
            f"Dialogue: 0,{head},Box,,0,0,0,,{outline}\nDialogue: 1,{head},Label,,0,0,0,,{label}\n"
        )

    def _confidence(self, known: float | None) -> str:
        if known is None:
            return ""
        text = f"{known:.2f}"
        self.shortened += float(text) != known
        return f" {text}"

    def notes(self) -> list[str]:
        """What was changed, with counts."""
        counts = {
            f"{self.rounded} boxes were rounded to whole pixels": self.rounded,
            f"{self.flat} boxes without area in whole pixels have a label alone": self.flat,
            f"{self.shortened} confidences were rounded to hundredths": self.shortened,
        }
        return [text for text, count in counts.items() if count]
