"""Who is on the street, and where at which time: the scene's truth, as functions of time.

Everything that moves follows legs: stretches from one edge of the picture to another, given as
keyframes. Between keyframes a monotone cubic is followed, so that equal neighbours mean a stop
and nothing overshoots. Outside its legs an object is not there.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from canvas import Colour, rgb
from numpy.typing import NDArray

FPS = 25
FRAMES = 500

FAR_WALK, FAR_EDGE, FAR_LANE = 192.0, 219.0, 241.0  # where feet and wheels stand, pixels from top
NEAR_LANE, NEAR_EDGE, NEAR_WALK = 282.0, 294.0, 322.0

RIGHT, AWAY, LEFT, TOWARDS = 0.0, 90.0, 180.0, 270.0  # facings in degrees, seen from above

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
        # Depth is foreshortened to about a half, so a pixel down is a longer way than one across.
        way = np.hypot(np.diff(spots[:, 0]), 2.0 * np.diff(spots[:, 1]))
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


def _way(y: float, facing: float, *spots: tuple[float, float]) -> Leg:
    """Makes a straight leg along row y from (seconds, x) pairs."""
    return Leg(tuple((time, x, y, facing) for time, x in spots))


def _bicycle(name: str, frame: str, rider: Look, *legs: Leg) -> tuple[Actor, Actor]:
    return (
        Actor(name, "bicycle", Look(main=rgb(frame)), legs),
        Actor(f"{name} rider", "rider", rider, legs),
    )


_VEHICLES = (
    Actor(
        "red car",
        "car",
        Look("hatchback", rgb("#e4572e")),
        (
            _way(NEAR_LANE, RIGHT, (0, 205), (3.6, 725)),
            _way(FAR_LANE, LEFT, (13.9, 720), (17.6, -80)),
        ),
    ),
    Actor(
        "teal car",
        "car",
        Look("sedan", rgb("#2a9d8f")),
        (
            _way(FAR_LANE, LEFT, (0, 400), (2.8, -80)),
            _way(NEAR_LANE, RIGHT, (14.5, -80), (18.8, 730)),
        ),
    ),
    Actor(
        "plum car",
        "car",
        Look("hatchback", rgb("#8e5a9e")),
        (_way(FAR_LANE, LEFT, (3.8, 700), (7.9, -80)),),
    ),
    Actor(
        "blue car",
        "car",
        Look("wagon", rgb("#3d7dca")),
        (
            _way(FAR_LANE, LEFT, (5.6, 710), (7.5, 566), (9.3, 566), (13.2, -80)),
            _way(NEAR_LANE, RIGHT, (16.7, -80), (20.1, 470)),
        ),
    ),
    Actor(
        "taxi",
        "car",
        Look("sedan", rgb("#f4b63f"), second=rgb("#33384f")),
        (_way(NEAR_LANE, RIGHT, (6.7, -80), (9.1, 358), (10.2, 358), (13.2, 735)),),
    ),
    Actor(
        "bus",
        "bus",
        Look("", rgb("#d1495b"), second=rgb("#fbeedb")),
        (
            _way(NEAR_LANE, RIGHT, (3.3, -125), (8.1, 775)),
            _way(FAR_LANE, LEFT, (16.0, 750), (20.1, 170)),
        ),
    ),
    *_bicycle(
        "green bicycle",
        "#2f6f4f",
        Look("helmet", rgb("#f6f1e6"), rgb("#38455e"), rgb("#c98d66"), rgb("#e4572e")),
        _way(NEAR_EDGE, RIGHT, (0.4, -45), (6.1, 690)),
        _way(FAR_EDGE, LEFT, (14.1, 690), (20.1, 60)),
    ),
    *_bicycle(
        "orange bicycle",
        "#e07a2f",
        Look("long", rgb("#4c6fb1"), rgb("#8a5a44"), rgb("#f0c3a0"), rgb("#5b3326")),
        _way(FAR_EDGE, LEFT, (0.8, 680), (8.8, -45)),
        _way(NEAR_EDGE, RIGHT, (17.6, -45), (20.1, 235)),
    ),
)

_PEOPLE = (
    Actor(
        "woman in yellow",
        "person",
        Look("coat long", rgb("#f2b632"), rgb("#3c4766"), rgb("#f0c3a0"), rgb("#7a3e2a")),
        (
            _way(NEAR_WALK - 6, RIGHT, (0, 84), (12.8, 680)),
            _way(NEAR_WALK - 6, LEFT, (14.2, 670), (20.1, 372)),
        ),
    ),
    Actor(
        "dog owner",
        "person",
        Look("shirt short", rgb("#2b7a78"), rgb("#4a4e69"), rgb("#8d5a3c"), rgb("#231c1a")),
        (
            _way(NEAR_WALK + 8, LEFT, (0, 570), (12.6, -50)),
            _way(NEAR_WALK + 8, RIGHT, (14.7, -30), (20.1, 330)),
        ),
    ),
    Actor(
        "dog",
        "dog",
        Look("", rgb("#a9683a"), rgb("#f3e3cf")),
        (
            _way(NEAR_WALK + 11, LEFT, (0, 520), (12.0, -70)),
            _way(
                NEAR_WALK + 11, RIGHT, (13.95, -40), (16.3, 330), (17.2, 345), (18, 345), (20.1, 545)
            ),
        ),
    ),
    Actor(
        "man with a bag",
        "person",
        Look("shirt short bag", rgb("#b85c70"), rgb("#394260"), rgb("#f0c3a0"), rgb("#c9893f")),
        (
            _way(FAR_WALK - 4, LEFT, (0, 318), (9.0, -25)),
            _way(FAR_WALK - 4, RIGHT, (14.1, -20), (20.1, 205)),
        ),
    ),
    Actor(
        "woman crossing",
        "person",
        Look("dress long", rgb("#e4572e"), rgb("#f0c3a0"), rgb("#f0c3a0"), rgb("#2c2327")),
        (
            Leg(
                (
                    (0.0, 612, 193, 180),
                    (4.2, 474, 197, 180),
                    (4.8, 470, 199, 262),
                    (7.2, 470, 199, 270),
                    (8.4, 468, 246, 270),
                    (9.9, 464, 306, 275),
                    (10.5, 478, 313, 340),
                    (13.3, 672, 316, 360),
                )
            ),
        ),
    ),
    Actor(
        "runner",
        "person",
        Look("run short", rgb("#55b3d9"), rgb("#2d3047"), rgb("#c98d66"), rgb("#3a2a22")),
        (
            _way(NEAR_WALK - 14, RIGHT, (2.0, -35), (9.8, 680)),
            _way(FAR_WALK + 1, LEFT, (14.2, 665), (20.1, 235)),
        ),
    ),
)

ACTORS: tuple[Actor, ...] = _VEHICLES + _PEOPLE
