"""Zones and lines on the picture, with what is inside and what has crossed."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from vidresults.analytics.anchors import held_in_picture
from vidresults.analytics.zones import inside
from vidresults.render.colours import opacity_of
from vidresults.render.plates import Sign
from vidresults.render.strokes import Area, Stroke

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vidresults.analytics.zones import Zones
    from vidresults.render.between import Clock
    from vidresults.render.scene import Sight
    from vidresults.render.style import Style

_UNKNOWN: Final = "?"  # in the place of a number: nobody looked


class Marks:
    """The zones and lines of one video.

    Each has a colour of its own, from the end of the palette, so that it is seldom that of a
    class.
    """

    def __init__(
        self,
        zones: Zones,
        crossings: Any,
        *,
        scale: tuple[float, float],
        size: tuple[int, int],
        style: Style,
        clock: Clock,
        models: Collection[str],
    ) -> None:
        """Prepare what stays the same.

        Args:
            zones: The zones and lines.
            crossings: The table of `analytics.zones.crossings`.
            scale: Factors from their pixels to those of the video.
            size: Width and height of the video.
            style: How things look.
            clock: When frames are shown; a crossing is shown from its moment on.
            models: Models whose boxes count.
        """
        self._zones = zones
        self._to_zones = 1 / np.array(scale)
        self._models = frozenset(models)
        colours = [style.colour(-1 - n) for n in range(len(zones.zones) + len(zones.lines))]
        count = len(zones.zones)
        self._areas = [
            Area(zone, colour, np.array(scale), size, style)
            for zone, colour in zip(zones.zones, colours[:count], strict=True)
        ]
        self._strokes = [
            Stroke(line, colour, np.array(scale), size, style)
            for line, colour in zip(zones.lines, colours[count:], strict=True)
        ]
        self._picture = (size[0] / scale[0], size[1] / scale[1])
        self._notes = zones.outside((round(self._picture[0]), round(self._picture[1])))
        self._clock = clock
        self._moments = _moments(crossings, clock, self._models)

    @property
    def notes(self) -> list[str]:
        """What a person should know: which marks are not, or not whole, in the picture."""
        return self._notes

    def paint(self, picture: NDArray[np.uint8]) -> None:
        """Draw the areas and lines onto the picture itself."""
        for area in self._areas:
            area.paint(picture)
        for stroke in self._strokes:
            stroke.paint(picture)

    def signs(self, frame: int, sights: Iterable[Sight], seen: Collection[str]) -> list[Sign]:
        """What is written beside them on a frame.

        Args:
            frame: Number of the frame.
            sights: What is to be seen on it; only the models of these marks count.
            seen: The models of which it is known what they see there.
        """
        shown = [sight for sight in sights if sight.model in self._models]
        known = self._models <= {
            *seen,
            *(sight.model for sight in shown if any(sight.rows.values())),
        }
        points = self._points(shown)
        now = float(self._clock.at(np.array([frame]))[0])
        signs = []
        for zone, area in zip(self._zones.zones, self._areas, strict=True):
            if area.at is not None:
                number = int(inside(zone, points).sum()) if known and self._models else _UNKNOWN
                signs.append(Sign((zone.name, f" {number}"), area.colour, area.at))
        for line, stroke in zip(self._zones.lines, self._strokes, strict=True):
            if stroke.at is not None:
                gone = self.counts(line.name, now)
                words = "".join(f" {way} {sum(gone[way].values())}" for way in gone)
                signs.append(Sign((line.name, words), stroke.colour, stroke.at))
        return signs

    def counts(self, line: str, now: float) -> dict[str, dict[str, int]]:
        """Crossings of a line up to a time of the clock: by direction, of each class."""
        gone: dict[str, dict[str, int]] = {"in": {}, "out": {}}
        for (name, way, class_name), moments in self._moments.items():
            if name == line:
                # Times of frames are floats: what is a billionth late is in time.
                count = int(np.searchsorted(moments, now + 1e-9, side="right"))
                gone[way][class_name] = count
        return gone

    def _points(self, sights: Iterable[Sight]) -> NDArray[np.float64]:
        """Anchors of what is to be seen, in pixels of the zones, shape (n, 2)."""
        down = 0.5 if self._zones.anchor == "bottom" else 0.0
        points = [
            (
                row["x_center"] * sight.scale[0],
                (row["y_center"] + down * row["height"]) * sight.scale[1],
            )
            for sight in sights
            for row in sight.rows.get("detections", [])
            if opacity_of(row) > 0
        ]
        shown = np.array(points, np.float64).reshape(-1, 2) * self._to_zones
        return held_in_picture(shown, self._picture)


def _moments(
    crossings: Any, clock: Clock, models: Collection[str]
) -> dict[tuple[str, str, str], NDArray[np.float64]]:
    """When each line was crossed in each direction by each class, in order."""
    found: dict[tuple[str, str, str], list[float]] = {}
    for row in crossings.to_pylist():
        if row["model"] in models:
            ends = np.array([row["from_frame"], row["to_frame"]])
            start, stop = clock.at(ends).tolist()
            share = (row["frame"] - ends[0]) / (ends[1] - ends[0])
            key = (row["line"], row["direction"], row["class_name"])
            found.setdefault(key, []).append(float(start + share * (stop - start)))
    return {key: np.sort(np.array(moments)) for key, moments in found.items()}
