"""Where the objects that nobody shall see are on each frame, with room for doubt."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from vidresults.render.privacy_links import LONGEST_LINK, Links, Sighting

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vidresults.render.between import Clock

MARGIN: Final = 0.15
"""What is covered beyond a box on each side, as a share of its width and height."""

MOTION: Final = 0.5
"""What is covered beyond that: so much of the object's motion between two sightings."""

BEYOND: Final = 2
"""For how many intervals before its first and after its last sighting an object is covered: one,
and one for a sample on which the model missed it."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Path:
    """A box on its way.

    Attributes:
        frames: First and last frame.
        times: Their times.
        corners: x_min, y_min, x_max, y_max in pixels of the video at both, shape (2, 4).
        margins: Margins in x and y at both, shape (2, 2).
        swept: The end, 0 or 1, from which all is covered that was passed; None for the box alone.
    """

    frames: tuple[float, float]
    times: tuple[float, float]
    corners: NDArray[np.float64]
    margins: NDArray[np.float64]
    swept: int | None = None

    def area(self, time: float) -> NDArray[np.float64]:
        """What to cover at a time: x_min, y_min, x_max, y_max."""
        length = self.times[1] - self.times[0]
        share = (time - self.times[0]) / length if length > 0 else 0.0
        corners = self.corners[0] + (self.corners[1] - self.corners[0]) * share
        margin = self.margins[0] + (self.margins[1] - self.margins[0]) * share
        if self.swept is not None:
            sighting = self.corners[self.swept]
            low, high = np.minimum(corners, sighting)[:2], np.maximum(corners, sighting)[2:]
            corners = np.concatenate([low, high])
        return np.concatenate([corners[:2] - margin, corners[2:] + margin])


class Paths:
    """The paths of one model's objects, sample by sample."""

    def __init__(self, links: Links, clock: Clock) -> None:
        self._links = links
        self._clock = clock
        self._frames = links.samples.frames
        self._times = clock.at(self._frames)
        self._interval = links.samples.interval
        self._ran = self._frames[links.samples.inferred]

    def at(self, frame: int) -> Iterator[NDArray[np.float64]]:
        """The areas to cover on a frame."""
        first = int(np.searchsorted(self._frames, frame - LONGEST_LINK * self._interval))
        last = frame + BEYOND * self._interval
        end = int(np.searchsorted(self._frames, last, side="right"))
        self._links.forget(first - 2)  # the motion before a path counts too
        time = self._time(frame)
        for position in range(first, end):
            for path in self._paths(position):
                if path.frames[0] <= frame <= path.frames[1]:
                    yield path.area(time)

    def knows(self, frame: int) -> bool:
        """Whether the model ran near enough to the frame to tell what is on it."""
        at = int(np.searchsorted(self._ran, frame))
        near = self._ran[max(at - 1, 0) : at + 1]
        return bool(len(near)) and int(np.abs(near - frame).min()) <= BEYOND * self._interval

    def _time(self, frame: float) -> float:
        return float(self._clock.at(np.array([round(frame)]))[0])

    def _paths(self, position: int) -> list[Path]:
        """The paths that begin at the sightings of a sample, or end there as the first ones."""
        return self._links.once(position, "paths", lambda: list(self._new_paths(position)))

    def _new_paths(self, position: int) -> Iterator[Path]:
        for sighting in self._links.at(position):
            before, after = self._links.before(sighting), self._links.after(sighting)
            if after is None:
                yield self._beyond(sighting, before, BEYOND)
            else:
                yield self._to_next(before, sighting, after)
            if before is None:
                yield self._beyond(sighting, after, -BEYOND)

    def _to_next(self, before: Sighting | None, sighting: Sighting, after: Sighting) -> Path:
        """From one sighting to the next; motion just before and after counts too."""
        links = self._links
        later = links.after(after)
        steps = [(before, sighting), (sighting, after), (after, later)]
        motions = [links.motion(one, other) for one, other in steps if one and other]
        corners = np.stack([links.corners(sighting), links.corners(after)])
        sides = (corners[:, 2:] - corners[:, :2]).max(axis=0)
        start, end = sighting[0], after[0]
        intervals = max(1.0, float(self._frames[end] - self._frames[start]) / self._interval)
        margin = MARGIN * sides + MOTION * intervals * np.max(motions, axis=0)
        return Path(
            frames=(float(self._frames[start]), float(self._frames[end])),
            times=(float(self._times[start]), float(self._times[end])),
            corners=corners,
            margins=np.stack([margin, margin]),
        )

    def _beyond(self, sighting: Sighting, other: Sighting | None, intervals: int) -> Path:
        """On after the last sighting, or back before the first (`intervals` below 0).

        The object is taken to go on as between this and the other sighting, or to stay, or
        anything between, and may turn: the margin grows by half of its motion an interval. One
        that was seen once may be anywhere around: the margin grows by half of its box.
        """
        corners, frame = self._links.corners(sighting), float(self._frames[sighting[0]])
        far_frame = frame + intervals * self._interval
        time, far_time = self._time(frame), self._time(far_frame)
        sides = corners[2:] - corners[:2]
        near = MARGIN * sides
        if other is None:
            far, moved = near + MOTION * abs(intervals) * sides, corners
        else:
            motion = np.linalg.norm(self._links.motion(sighting, other))
            near, far = near + MOTION * motion, near + MOTION * motion * (1 + abs(intervals))
            way = self._links.corners(other) - corners
            lapse = float(self._times[other[0]]) - time or 1.0
            moved = corners + np.tile((way[:2] + way[2:]) / 2, 2) * (far_time - time) / lapse
        ends = [(frame, time, corners, near), (far_frame, far_time, moved, far)]
        start, end = ends if intervals > 0 else ends[::-1]
        return Path(
            frames=(start[0], end[0]),
            times=(start[1], end[1]),
            corners=np.stack([start[2], end[2]]),
            margins=np.stack([start[3], end[3]]),
            swept=0 if intervals > 0 else 1,
        )
