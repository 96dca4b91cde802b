"""A street of straight lines: whatever happens in it can be said aloud, with the moment.

The picture is 640x360 and the scene lasts ten seconds (250 frames of 25 a second). What counts as
the place of an object is the centre of its box (`ZONES` has the anchor "center"), and an object is
seen while its centre is in the picture, edges included.

=====  ======  ==============================================================================
track  class   way
=====  ======  ==============================================================================
1      car     x = 70 + 50 t, y = 100 + 16 t: from the upper left to the lower right
2      bus     x = 570 - 50 t, y = 100 + 16 t: its mirror; they meet at t = 5 in (320, 180)
3      person  x = 120 - 40 t, y = 320: leaves at t = 3, and returns at t = 7 with x = 40 (t - 7)
4      car     y = 60, x = 80 t - 40: seen from t = 0.5, stops at x = 320 from t = 4.5 to 7.5, then
               x = 320 + 160 (t - 7.5): leaves at t = 9.5
=====  ======  ==============================================================================
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from vidresults.analytics.zones import Line, Zone, Zones
from vidresults.load import load

if TYPE_CHECKING:
    from vidresults.results import VideoResults

SIZE: Final = (640, 360)
RATE: Final = 25
SECONDS: Final = 10.0


@dataclass(frozen=True, kw_only=True)
class Mover:
    """An object on straight lines.

    Attributes:
        track: Its tracker id.
        class_name: Its class.
        knots: Time in seconds, x and y of where its lines begin and end.
        sides: Width and height of its box.
    """

    track: int
    class_name: str
    knots: tuple[tuple[float, float, float], ...]
    sides: tuple[float, float] = (60.0, 40.0)

    def at(self, seconds: float) -> tuple[float, float]:
        """Its centre."""
        times, xs, ys = zip(*self.knots, strict=True)
        return float(np.interp(seconds, times, xs)), float(np.interp(seconds, times, ys))

    def seen(self, seconds: float) -> bool:
        """Whether its centre is in the picture; what is a rounding away from its edge is in it."""
        return all(-1e-9 <= v <= s + 1e-9 for v, s in zip(self.at(seconds), SIZE, strict=True))


MOVERS: Final = (
    Mover(track=1, class_name="car", knots=((0, 70, 100), (10, 570, 260))),
    Mover(track=2, class_name="bus", knots=((0, 570, 100), (10, 70, 260))),
    Mover(track=3, class_name="person", knots=((0, 120, 320), (5, -80, 320), (10, 120, 320))),
    Mover(track=4, class_name="car",
          knots=((0, -40, 60), (4.5, 320, 60), (7.5, 320, 60), (10, 720, 60))),
)  # fmt: skip


def _rectangle(left: float, top: float, right: float, bottom: float) -> list[tuple[float, float]]:
    return [(left, top), (right, top), (right, bottom), (left, bottom)]


ZONES: Final = Zones(
    zones=(
        Zone(name="middle", ring=_rectangle(245, 140, 395, 220)),
        Zone(name="stop", ring=_rectangle(280, 20, 360, 100)),
        Zone(name="door", ring=_rectangle(-20, 280, 80, 360)),
    ),
    lines=(
        # Who walks down along the gate has the left of the picture on the right.
        Line(name="gate", start=(220, 100), end=(220, 260)),
        Line(name="across", start=(0, 180), end=(640, 180)),
    ),
    size=SIZE,
    anchor="center",
)


@dataclass(frozen=True, kw_only=True)
class Stay:
    """A stay in a zone, in seconds; None where it was not seen to begin or to end there."""

    track: int
    class_name: str
    zone: str
    enter: float | None
    leave: float | None


STAYS: Final = (
    Stay(track=1, class_name="car", zone="middle", enter=(245 - 70) / 50, leave=(395 - 70) / 50),
    Stay(track=2, class_name="bus", zone="middle", enter=(570 - 395) / 50, leave=(570 - 245) / 50),
    Stay(track=3, class_name="person", zone="door", enter=(120 - 80) / 40, leave=None),
    Stay(track=3, class_name="person", zone="door", enter=None, leave=7 + 80 / 40),
    Stay(track=4, class_name="car", zone="stop", enter=(280 + 40) / 80,
         leave=7.5 + (360 - 320) / 160),
)  # fmt: skip
"""The middle is held from 3.5 s to 6.5 s by both, the stop from 4 s to 7.75 s; the person enters
the door at 1 s, and leaves it at 9 s."""


@dataclass(frozen=True, kw_only=True)
class Cross:
    """A crossing of a line, at a time in seconds."""

    track: int
    class_name: str
    line: str
    direction: str
    seconds: float


CROSSES: Final = (
    Cross(track=1, class_name="car", line="gate", direction="out", seconds=(220 - 70) / 50),
    Cross(track=2, class_name="bus", line="gate", direction="in", seconds=(570 - 220) / 50),
    Cross(track=1, class_name="car", line="across", direction="in", seconds=(180 - 100) / 16),
    Cross(track=2, class_name="bus", line="across", direction="in", seconds=(180 - 100) / 16),
)
"""The gate at 3 s and 7 s, and the line across at 5 s by both."""

SEEN: Final = {1: [(0.0, 10.0)], 2: [(0.0, 10.0)], 3: [(0.0, 3.0), (7.0, 10.0)], 4: [(0.5, 9.5)]}
"""From when until when each track is in the picture, in seconds."""


@dataclass(frozen=True, kw_only=True)
class Sampling:
    """Which frames of the scene the model saw.

    Attributes:
        frames: Their numbers.
        times: Their times in seconds.
        interval: The longest distance of two of them in seconds.
    """

    frames: tuple[int, ...]
    times: tuple[float, ...]

    @property
    def interval(self) -> float:
        return float(np.diff(self.times).max())


def _steady(frames: Sequence[int]) -> Sampling:
    return Sampling(frames=tuple(frames), times=tuple(round(f / RATE, 4) for f in frames))


def _uneven() -> Sampling:
    """Every fifth frame of a video whose frames last 20, 30, 70 and 40 ms in turns."""
    starts = np.concatenate([[0.0], np.cumsum(np.resize([0.02, 0.03, 0.07, 0.04], 249))])
    frames = range(0, 250, 5)
    return Sampling(frames=tuple(frames), times=tuple(round(float(starts[f]), 4) for f in frames))


SAMPLINGS: Final = {
    "every frame": _steady(range(250)),
    "every 6th frame": _steady(range(0, 250, 6)),
    "3 of 25 a second": _steady([i * RATE // 3 for i in range(30)]),
    "variable rate": _uneven(),
}


def scene_document(
    sampling: Sampling,
    *,
    movers: Sequence[Mover] = MOVERS,
    tracked: bool = True,
    not_inferred: Collection[int] = (),
    missed: Collection[tuple[int, int]] = (),
    model: str = "street",
) -> dict[str, Any]:
    """The scene as the API tells it.

    Args:
        sampling: What the model saw.
        movers: The objects, in the order of their boxes.
        tracked: Whether boxes carry tracker ids.
        not_inferred: Numbers of the frames on which the model did not run.
        missed: Track and frame of boxes that it did not find.
        model: Its name.
    """
    elements: list[Any] = []
    for frame, seconds in zip(sampling.frames, sampling.times, strict=True):
        boxes = [
            _box(mover, seconds, tracked=tracked)
            for mover in movers
            if mover.seen(seconds) and (mover.track, frame) not in missed
        ]
        element = {"image": {"width": SIZE[0], "height": SIZE[1]}, "predictions": boxes}
        elements.append(None if frame in not_inferred else element)
    offsets = {"frame_offset": [*sampling.frames], "time_offset": [*sampling.times]}
    return {**offsets, model: elements}


def scene(sampling: Sampling, **options: Any) -> VideoResults:
    """The same as results; options as `scene_document`."""
    return load(scene_document(sampling, **options), source_id="scene")


def _box(mover: Mover, seconds: float, *, tracked: bool) -> dict[str, Any]:
    (x, y), (width, height) = mover.at(seconds), mover.sides
    names = ("car", "bus", "person")
    track = {"tracker_id": mover.track} if tracked else {}
    return {
        "x": x, "y": y, "width": width, "height": height, "confidence": 0.875,
        "class": mover.class_name, "class_id": names.index(mover.class_name), **track,
    }  # fmt: skip
