"""How things move: their place, facing and speed as functions of time.

Everything that moves follows legs: stretches from one edge of the picture to another, given as
keyframes. Between keyframes a monotone cubic is followed, so that equal neighbours mean a stop
and nothing overshoots. Outside its legs an object is not there.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from canvas import Colour
    from numpy.typing import NDArray

FPS = 25
FRAMES = 500

_GRID = 100  # steps per second in which travelled ways are added up

Keyframe = tuple[float, float, float, float]  # seconds, x and y in pixels, facing in degrees


def scale_at(y: float) -> float:
    """Returns the perspective's pixels per unit for things that stand on row y."""
    return (y + 60.0) / 360.0


def monotone_slopes(times: NDArray[np.float64], values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Returns the slopes of the Fritsch-Butland cubic: zero at turns and stops."""
    steps = np.diff(times)
    rises = np.diff(values) / steps
    slopes = np.zeros_like(values)
    slopes[0], slopes[-1] = rises[0], rises[-1]
    for i in range(1, len(values) - 1):
        a, b = rises[i - 1], rises[i]
        if a * b > 0.0:
            w1, w2 = 2 * steps[i] + steps[i - 1], steps[i] + 2 * steps[i - 1]
            slopes[i] = (w1 + w2) / (w1 / a + w2 / b)
    # An end next to a stop starts a little faster, so that its segment is a parabola.
    if len(values) > 2:
        slopes[0] = 1.5 * rises[0] - 0.5 * slopes[1]
        slopes[-1] = 1.5 * rises[-1] - 0.5 * slopes[-2]
    return slopes


@dataclass(frozen=True)
class Leg:
    """One stretch of a way.

    Attributes:
        keys: Keyframes by rising time.
    """

    keys: tuple[Keyframe, ...]

    @cached_property
    def _columns(self) -> NDArray[np.float64]:
        return np.array(self.keys).T

    @cached_property
    def _slopes(self) -> NDArray[np.float64]:
        times = self._columns[0]
        return np.stack([monotone_slopes(times, column) for column in self._columns[1:]])

    def covers(self, time: float) -> bool:
        """Tells whether the time (seconds) lies within the leg."""
        return self.keys[0][0] <= time <= self.keys[-1][0]

    def at(self, time: float) -> tuple[float, float, float]:
        """Returns x, y (pixels) and facing (degrees) at a time within the leg."""
        times = self._columns[0]
        i = min(max(int(np.searchsorted(times, time, "right")) - 1, 0), len(times) - 2)
        step = times[i + 1] - times[i]
        u = (time - times[i]) / step
        weights = (2 * u**3 - 3 * u**2 + 1, u**3 - 2 * u**2 + u, 3 * u**2 - 2 * u**3, u**3 - u**2)
        parts = zip(self._columns[1:], self._slopes, strict=True)
        x, y, facing = (
            float(np.dot(weights, (v[i], s[i] * step, v[i + 1], s[i + 1] * step))) for v, s in parts
        )
        return x, y, facing

    @cached_property
    def _travelled(self) -> NDArray[np.float64]:
        start, end = self.keys[0][0], self.keys[-1][0]
        spots = np.array([self.at(t) for t in np.arange(start, end + 1 / _GRID, 1 / _GRID)])
        # Depth is foreshortened, so a pixel down is a longer way than one across.
        way = np.hypot(np.diff(spots[:, 0]), 1.3 * np.diff(spots[:, 1]))
        units = way / (spots[1:, 1] + 60.0) * 360.0
        return np.concatenate([[0.0], np.cumsum(units)])

    def travelled(self, time: float) -> float:
        """Returns the way since the leg's start in units, the size of the object's own drawing."""
        at = (time - self.keys[0][0]) * _GRID
        return float(np.interp(at, np.arange(len(self._travelled)), self._travelled))


@dataclass(frozen=True, slots=True)
class Pose:
    """Where an object is at a time.

    Attributes:
        x: Pixels from the left.
        y: Pixels from the top, of the ground under the object; also its depth.
        facing: Radians; 0 heads right, pi / 2 away, pi left, 3 pi / 2 towards the viewer.
        travelled: Way since the leg's start, in units.
        speed: Units per second.
        time: Seconds since the clip's start.
    """

    x: float
    y: float
    facing: float
    travelled: float
    speed: float
    time: float

    @property
    def scale(self) -> float:
        """Pixels per unit."""
        return scale_at(self.y)

    @property
    def flip(self) -> float:
        """-1.0 if the object heads left, else 1.0."""
        return -1.0 if math.cos(self.facing) < 0 else 1.0


@dataclass(frozen=True)
class Look:
    """How an object is drawn; which colours mean what depends on its kind.

    Attributes:
        shape: Variant of the kind: a car's body or a person's hair and clothes, by name.
        main: Body, coat or shirt, frame, fur.
        second: Trousers, stripe.
        skin: Skin.
        hair: Hair or helmet.
        size: Factor on the drawing's units.
    """

    shape: str = ""
    main: Colour = (0, 0, 0)
    second: Colour = (60, 66, 90)
    skin: Colour = (236, 188, 152)
    hair: Colour = (70, 50, 44)
    size: float = 1.0


@dataclass(frozen=True)
class Actor:
    """Something that moves.

    Attributes:
        name: Unique; riders have the bicycle's way.
        kind: What is painted: car, bus, bicycle, rider, person or dog.
        look: How it is painted.
        legs: Its way, by rising time.
    """

    name: str
    kind: str
    look: Look
    legs: tuple[Leg, ...] = field(repr=False)

    @property
    def class_name(self) -> str:
        """The class a detector would give."""
        return "person" if self.kind == "rider" else self.kind

    def pose(self, time: float) -> Pose | None:
        """Returns where the object is at a time in seconds, None while it is away."""
        leg = next((leg for leg in self.legs if leg.covers(time)), None)
        if leg is None:
            return None
        x, y, facing = leg.at(time)
        speed = (leg.travelled(time + 0.1) - leg.travelled(time - 0.1)) / 0.2
        return Pose(x, y, math.radians(facing), leg.travelled(time), speed, time)
