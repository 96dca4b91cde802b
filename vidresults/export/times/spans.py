"""A segment inside its video, and how segments are cut to it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A segment in which a class is there, inside the video.

    Attributes:
        label: The class's name, behind its model's where several models have a class of this name.
        start: When it begins, in seconds.
        end: When it ends, in seconds, after `start`.
        start_frame: Frame of its first sample.
        end_frame: Until when its last one is held, in frames; a part of one where times lie
            between frames.
        row: The segment as found, a row of `SEGMENTS`.
    """

    label: str
    start: float
    end: float
    start_frame: float
    end_frame: float
    row: dict[str, Any]


class Cutting:
    """Makes spans of segments, and counts those that are cut or have no time."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()

    def span(
        self, label: str, row: dict[str, Any], video_end: float | None, rate: Fraction | None
    ) -> list[Span]:
        """The segment inside the video; none where nothing is left of it."""
        start, end = row["start_seconds"], row["end_seconds"]
        if start is None or end is None:
            self._counts["of unknown time are left out"] += 1
            return []
        first, last = max(start, 0.0), end if video_end is None else min(end, video_end)
        if last <= first:
            self._counts["without length, or outside of the video, are left out"] += 1
            return []
        self._counts["are cut to the video"] += (first, last) != (start, end)
        end_frame = row["end_frame"]
        if last < end and rate is not None:
            end_frame = min(end_frame, end_frame - round((end - last) * rate, 3))
        return [
            Span(
                label=label, start=first, end=last,
                start_frame=row["start_frame"], end_frame=float(end_frame), row=row,
            )
        ]  # fmt: skip

    def notes(self) -> list[str]:
        """What was left out or cut."""
        return [f"{count} segments {what}" for what, count in self._counts.items() if count]
