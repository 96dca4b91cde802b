"""What formats of segments share: when each class is there, on one clock, within the video.

The segments are those of `vidresults.analytics.segments`, by class. They are cut to the video: the
last sample of all is held for an interval, which may be longer than what is left of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Final

import numpy as np

from vidresults.analytics.clock import clock_times
from vidresults.analytics.presence import segments
from vidresults.errors import SelectionError, VideoError
from vidresults.export.pictures.coco_images import frame_numbers, frame_times, video_times
from vidresults.export.times.spans import Cutting, Span
from vidresults.export.times.subtitles import CLOCKS
from vidresults.export.tracks.tracking import rate_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vidresults.results import Source

SEGMENT_OPTIONS: Final = frozenset({"gap_seconds", "min_seconds"})
"""What `write` of these formats takes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Footage:
    """One source with its segments.

    Attributes:
        source_id: The source.
        video: The joined video as it was named, None where there is none.
        rate: Frames per second, None where they are unknown or not constant.
        begin: When the video's first frame is shown, in seconds; 0 where it is not known.
        end: When the video ends, in seconds; None where no video is joined, or it is gone.
        seen_until: When the last sample was taken, or the last segment ends, in seconds; None
            where no time is known.
        clock: Whose times these are: "video", "sent", or None where no time is known.
        spans: By start, then label.
    """

    source_id: str
    video: str | None
    rate: Fraction | None
    begin: float
    end: float | None
    seen_until: float | None
    clock: str | None
    spans: tuple[Span, ...]


def footage_of(
    source: Source, notes: list[str], *, gap_seconds: float = 0.0, min_seconds: float = 0.0
) -> list[Footage]:
    """The segments of all sources, in the order of the sources.

    Args:
        source: Results of any number of videos.
        notes: Gets what was left out or cut, with counts.
        gap_seconds: Segments that are at most so far apart become one.
        min_seconds: Shorter segments are left out, after that.

    Raises:
        SelectionError: A number is below 0.
        MatchError: A number is given, and the results tell no times.
    """
    rows = segments(source, gap_seconds=gap_seconds, min_seconds=min_seconds).to_pylist()
    models = {(row["class_name"], row["model"]) for row in rows}
    shared = Counter(name for name, _ in models)
    cutting = Cutting()
    found = []
    frames, sent, shown = frame_numbers(source), frame_times(source), video_times(source)
    for source_id, document in source.facts.document_of.items():
        video = document["video_path"]
        rate = rate_of(source.facts, source_id, frames[source_id], sent[source_id])
        steady = rate is not None and _is_steady(frames[source_id], shown[source_id], rate)
        times, clock = clock_times(shown[source_id], sent[source_id])
        begin, end = (0.0, None) if video is None else _extent_of(video, clock)
        spans = []
        for row in rows:
            if row["source_id"] == source_id:
                name = row["class_name"]
                label = name if shared[name] == 1 else f"{row['model']}/{name}"
                spans += cutting.span(label, row, end, rate)
        ends = [*times[~np.isnan(times)].tolist(), *(span.end for span in spans)]
        found.append(
            Footage(
                source_id=source_id,
                video=video,
                rate=rate if steady else None,
                begin=begin,
                end=end,
                seen_until=max(ends, default=None),
                clock=clock,
                spans=tuple(sorted(spans, key=lambda span: (span.start, span.label))),
            )
        )
    notes += [*cutting.notes(), *_unanswered(source)]
    return found


def clock_notes(videos: Sequence[Footage]) -> list[str]:
    """Whose times were taken, of videos with segments."""
    clocks = sorted({video.clock for video in videos if video.clock and video.spans})
    return [f"times are {' or '.join(CLOCKS[clock] for clock in clocks)}"] if clocks else []


def check_one_video(source: Source, format_name: str) -> None:
    """Refuse several sources.

    Raises:
        SelectionError: There are several, and the format is of one video.
    """
    ids = source.facts.source_ids
    if len(ids) > 1:
        raise SelectionError(
            f"{format_name} is of one video, the results hold {len(ids)}: {', '.join(ids)}"
        )


def _is_steady(frames: NDArray[np.int64], seconds: NDArray[np.float64], rate: Fraction) -> bool:
    """Whether no frame is half a frame away from where a constant rate has it."""
    apart = (seconds * float(rate) - frames)[~np.isnan(seconds)]
    return not len(apart) or float(np.ptp(apart)) < 1 / 2


def _extent_of(video: str, clock: str | None) -> tuple[float, float | None]:
    """When a video begins and ends; None where it is not there any more, or does not say."""
    from vidresults.video.probe import probe

    try:
        info = probe(video)
    except VideoError:
        return 0.0, None
    begin = float((info.start_pts or 0) * info.time_base) if clock == "video" else 0.0
    length = info.duration_seconds
    return begin, None if length is None else begin + length


def _unanswered(source: Source) -> list[str]:
    """Segments do not tell where nobody looked."""
    count = 0
    for batch in source.batches("inferences"):
        count += sum(state != "inferred" for state in batch["state"].to_pylist())
    told = f"{count} samples on which a model gave no answer are in no segment"
    return [f"{told}, unless a gap was bridged"] if count else []
