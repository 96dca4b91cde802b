"""Zones and lines as people draw them onto a picture, in its pixels."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from vidresults.analytics.anchors import ANCHORS, Anchor
from vidresults.errors import MatchError, SelectionError
from vidresults.geometry import same_aspect

if TYPE_CHECKING:
    from numpy.typing import NDArray

_FEWEST = 3  # points of an area
_LARGEST = 1e6  # pixels; no picture is larger, and what is, is a slip


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Zone:
    """An area.

    What lies inside is told by the even-odd rule, so that an outline may cross itself, and holes
    are not part of it.

    Attributes:
        name: Its name.
        ring: The corners of its outline in pixels, not closed, shape (n, 2).
        holes: Outlines of what is left out, each of shape (n, 2).
    """

    name: str
    ring: NDArray[np.float64]
    holes: tuple[NDArray[np.float64], ...] = ()

    def __post_init__(self) -> None:
        """Raise SelectionError where a value is not what its field takes."""
        where = _named("zone", self.name)
        object.__setattr__(self, "ring", _ring(self.ring, where))
        holes = tuple(_ring(hole, f"{where}, hole {n}") for n, hole in enumerate(self.holes, 1))
        object.__setattr__(self, "holes", holes)

    @property
    def rings(self) -> tuple[NDArray[np.float64], ...]:
        """The outline, and the holes."""
        return (self.ring, *self.holes)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Line:
    """A line that is crossed.

    Who walks along it from start to end has the side "in" on the right: what goes from left to
    right goes in, what goes from right to left goes out.

    Attributes:
        name: Its name.
        start: Where it begins, x and y in pixels, shape (2,).
        end: Where it ends, shape (2,).
    """

    name: str
    start: NDArray[np.float64]
    end: NDArray[np.float64]

    def __post_init__(self) -> None:
        """Raise SelectionError where a value is not what its field takes."""
        where = _named("line", self.name)
        object.__setattr__(self, "start", _points([self.start], f"{where}, from")[0])
        object.__setattr__(self, "end", _points([self.end], f"{where}, to")[0])
        if np.array_equal(self.start, self.end):
            raise SelectionError(f"{where}: it ends where it begins, expected two points")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Zones:
    """Zones and lines of one picture; no two have the same name.

    Attributes:
        zones: The areas.
        lines: The lines.
        size: Width and height of the picture that the pixels are of; None: those of the frames
            that the results are of.
        anchor: Which point of a box counts: the middle of its lower edge ("bottom", where
            people stand and cars touch the road) or its centre ("center").
    """

    zones: tuple[Zone, ...] = ()
    lines: tuple[Line, ...] = ()
    size: tuple[int, int] | None = None
    anchor: Anchor = "bottom"

    def __post_init__(self) -> None:
        """Raise SelectionError where a value is not what its field takes."""
        object.__setattr__(self, "zones", tuple(self.zones))
        object.__setattr__(self, "lines", tuple(self.lines))
        names = [zone.name for zone in self.zones] + [line.name for line in self.lines]
        counts = Counter(names)
        if not counts:
            raise SelectionError("there is neither a zone nor a line")
        for name, count in counts.items():
            if count > 1:
                raise SelectionError(f"the name {name!r} is there {count} times, expected once")
        if self.anchor not in ANCHORS:
            raise SelectionError(f"anchor: found {self.anchor!r}, expected {' or '.join(ANCHORS)}")
        if self.size is not None:
            object.__setattr__(self, "size", _size(self.size))

    def scale_to(self, size: tuple[int, int]) -> tuple[float, float]:
        """Factors from these pixels to those of a picture of another size, for x and y.

        Raises:
            MatchError: It has another aspect ratio.
        """
        if self.size is None:
            return 1.0, 1.0
        if not same_aspect(self.size, size):
            (width, height), (other, other_height) = self.size, size
            raise MatchError(
                f"the zones are of {width}x{height} pictures and the frames are "
                f"{other}x{other_height}: the aspect ratios differ"
            )
        return size[0] / self.size[0], size[1] / self.size[1]

    def outside(self, size: tuple[int, int]) -> list[str]:
        """What a person should know: which of them reach outside of a picture of this size."""
        parts = [("zone", zone.name, zone.ring) for zone in self.zones]
        parts += [("line", line.name, np.stack([line.start, line.end])) for line in self.lines]
        said = []
        for kind, name, points in parts:
            low, high = points.min(axis=0), points.max(axis=0)
            if (high < 0).any() or (low > size).any():
                said.append(f"{kind} {name!r} lies outside of the {size[0]}x{size[1]} picture")
            elif (low < 0).any() or (high > size).any():
                said.append(f"{kind} {name!r} reaches outside of the {size[0]}x{size[1]} picture")
        return said


def _named(kind: str, name: Any) -> str:
    if not isinstance(name, str) or not name.strip():
        raise SelectionError(f"{kind}: found {name!r} as its name, expected a text")
    return f"{kind} {name!r}"


def _ring(points: Any, where: str) -> NDArray[np.float64]:
    """The corners as an array; one that repeats the first at its end loses that."""
    ring = _points(points, where)
    if len(ring) > 1 and np.array_equal(ring[0], ring[-1]):
        ring = ring[:-1]
    if len(np.unique(ring, axis=0)) < _FEWEST:
        raise SelectionError(f"{where}: found {len(ring)} points, expected {_FEWEST} or more")
    ring.flags.writeable = False
    return ring


def _points(points: Any, where: str) -> NDArray[np.float64]:
    if not isinstance(points, Iterable) or isinstance(points, str | dict):
        raise SelectionError(f"{where}: found {points!r}, expected points as [x, y]")
    pairs = [_pair(point, where) for point in points]
    return np.array(pairs, np.float64).reshape(-1, 2)


def _pair(point: Any, where: str) -> tuple[float, float]:
    """One point; the numbers of JSON and TOML, or an array's."""
    try:
        values = list(point) if not isinstance(point, str | dict) else []
        numbers = [not isinstance(v, bool | str) and bool(abs(v) <= _LARGEST) for v in values]
    except TypeError:
        numbers, values = [False], []
    if len(values) != 2 or not all(numbers):  # noqa: PLR2004 - x and y
        raise SelectionError(
            f"{where}: found {point!r} as a point, expected two numbers [x, y] of at most "
            f"{_LARGEST:.0f} pixels"
        )
    return float(values[0]), float(values[1])


def _size(size: Any) -> tuple[int, int]:
    width, height = _points([size], "size")[0].tolist()
    if width < 1 or height < 1 or width % 1 or height % 1:
        raise SelectionError(f"size: found {size!r}, expected width and height in pixels")
    return int(width), int(height)
