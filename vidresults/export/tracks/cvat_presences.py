"""Where tracks begin and end: an object's boxes, cut where it was not seen."""

from __future__ import annotations

import bisect
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

import numpy as np

from vidresults.matching import HOLD_INTERVALS, sample_interval


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """One box of a track.

    Attributes:
        frame: 0-based frame of the video.
        label: The label's name.
        place: Where it is, as attributes of CVAT.
        tracker_id: None where it is not tracked.
        confidence: None where it is unknown.
        model: Its model, None where it need not be said.
    """

    frame: int
    label: str
    place: str
    tracker_id: int | None
    confidence: float | None
    model: str | None


class Sighting(Protocol):
    """What has to be known of a box to cut its track."""

    @property
    def frame(self) -> int:
        """0-based frame of the video."""

    @property
    def label(self) -> str:
        """The label's name."""


_Sighting = TypeVar("_Sighting", bound=Sighting)


class Clock:
    """Which frame of a source is the next one on which a track goes on, or ends."""

    def __init__(self, frames: Sequence[int]) -> None:
        """Take the sampled frames, ascending."""
        self._frames = frames
        interval = sample_interval(np.asarray(frames, np.int64)) if len(frames) > 1 else 1.0
        self._step = max(math.ceil(interval), 1)
        self._reach = HOLD_INTERVALS * interval

    def following(self, frame: int) -> tuple[int | None, bool]:
        """The next sampled frame, None after the last; and whether it is near enough.

        Where it is not near enough, the frame one interval later is given instead.
        """
        at = bisect.bisect_right(self._frames, frame)
        if at == len(self._frames):
            return None, False
        following = self._frames[at]
        near = following - frame <= self._reach
        return (following, True) if near else (min(frame + self._step, following), False)


def presences(
    boxes: Sequence[_Sighting], clock: Clock
) -> Iterator[tuple[list[_Sighting], int | None]]:
    """Cut a track's boxes where the object was not seen, or its label is another.

    Args:
        boxes: By frame.
        clock: That of the source.

    Yields:
        The boxes of one presence, and the frame on which the object is gone; None where no frame
        was sampled after it.
    """
    presence: list[_Sighting] = []
    for at, box in enumerate(boxes):
        presence.append(box)
        end, near = clock.following(box.frame)
        after = boxes[at + 1] if at + 1 < len(boxes) else None
        goes_on = near and after is not None and after.frame == end and after.label == box.label
        if not goes_on:
            yield presence, end
            presence = []
