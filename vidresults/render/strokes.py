"""How one zone and one line are drawn: prepared once, painted on every frame."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

from vidresults.render.colours import ink_on

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vidresults.analytics.zones import Line, Zone
    from vidresults.render.layout import Rectangle
    from vidresults.render.style import Colour, Style

_FARTHEST: Final = 32_000  # pixels; what is farther out is not to be seen, and would overflow
_TICK: Final = 4  # half the base of the direction's arrow, in widths of the line


class Area:
    """A zone as a tinted area with an outline.

    Attributes:
        colour: Its colour.
        at: Its highest part in the picture, where its name goes; None where it is not in it.
    """

    def __init__(
        self,
        zone: Zone,
        colour: Colour,
        scale: NDArray[np.float64],
        size: tuple[int, int],
        style: Style,
    ) -> None:
        self.colour = colour
        self._opacity = style.zone_opacity
        self._thickness = style.line_width(*size)
        self._rings = [_pixels(ring * scale) for ring in zone.rings]
        mask = np.zeros((size[1], size[0]), np.uint8)
        cv2.fillPoly(mask, self._rings, 255)  # several rings: even-odd
        rows, columns = (np.flatnonzero(mask.any(axis=axis)) for axis in (1, 0))
        self.at: Rectangle | None = None
        if len(rows):
            self._part = np.s_[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
            self._mask = mask[self._part].copy()
            left = int(np.flatnonzero(mask[rows[0]])[0])
            self.at = (left, int(rows[0]), left + 1, int(rows[0]) + 1)

    def paint(self, picture: NDArray[np.uint8]) -> None:
        """Draw onto the picture itself."""
        if self.at is None:
            return
        if self._opacity:
            part = picture[self._part]
            full = np.full(part.shape, self.colour, np.uint8)
            tinted = cv2.addWeighted(full, self._opacity, part, 1 - self._opacity, 0)
            cv2.copyTo(tinted, self._mask, part)
        cv2.polylines(picture, self._rings, isClosed=True, color=self.colour,
                      thickness=self._thickness, lineType=cv2.LINE_AA)  # fmt: skip


class Stroke:
    """A line with an arrow on its middle to the side that is "in".

    Attributes:
        colour: Its colour.
        at: Where it begins in the picture, where its name goes; None where it is not in it.
    """

    def __init__(
        self,
        line: Line,
        colour: Colour,
        scale: NDArray[np.float64],
        size: tuple[int, int],
        style: Style,
    ) -> None:
        self.colour = colour
        self._thickness = round(1.5 * style.line_width(*size))
        self._around = max(1, self._thickness // 3)
        ends = np.stack([line.start, line.end]) * scale
        first, last = (tuple(map(int, end)) for end in _pixels(ends)[:, 0])
        there, start, stop = cv2.clipLine((0, 0, *size), first, last)
        self._ends = (start, stop)
        self.at: Rectangle | None = None
        if there:
            self.at = (start[0], start[1], start[0] + 1, start[1] + 1)
        middle = (np.array(start) + np.array(stop)) / 2
        way = (ends[1] - ends[0]) / np.linalg.norm(ends[1] - ends[0])
        right = np.array([-way[1], way[0]])  # on a picture, whose y points down
        wide = _TICK * self._thickness
        tip = [middle - wide * way, middle + wide * way, middle + 1.5 * wide * right]
        self._arrow = _pixels(np.array(tip))

    def paint(self, picture: NDArray[np.uint8]) -> None:
        """Draw onto the picture itself."""
        if self.at is None:
            return
        # An edge of the opposite lightness, so that it shows on every ground.
        edge, width, around = ink_on(self.colour), self._thickness, self._around
        cv2.line(picture, *self._ends, edge, width + 2 * around, cv2.LINE_AA)
        cv2.polylines(picture, [self._arrow], isClosed=True, color=edge,
                      thickness=2 * around + 1, lineType=cv2.LINE_AA)  # fmt: skip
        cv2.line(picture, *self._ends, self.colour, width, cv2.LINE_AA)
        cv2.fillPoly(picture, [self._arrow], self.colour, cv2.LINE_AA)


def _pixels(points: NDArray[np.float64]) -> NDArray[np.int32]:
    """Nearest pixels as OpenCV takes them, shape (n, 1, 2)."""
    near = np.clip(points, -_FARTHEST, _FARTHEST)
    return np.round(near).astype(np.int32).reshape(-1, 1, 2)
