"""The heat map: where boxes stood so far, as colour over the picture."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

from vidresults.analytics.heatmap import cells_of, grid_shape

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vidresults.analytics.anchors import Anchors
    from vidresults.render.between import Clock

_MAP: Final = cv2.COLORMAP_PLASMA  # rises in lightness evenly, for all kinds of colour vision
_POWER: Final = 0.7  # below 1 lifts what is seldom beside a place where one always stands
_SPREAD: Final = 1.2  # cells; how far a box warms the cells around its own
_FULL: Final = 0.5  # of the brightest, the value from which on the colour has all of its opacity


class Heat:
    """Counts the boxes of a grid's cells up to a frame, and lays their colours over it.

    The place where most boxes stood up to now has the brightest colour, and the others follow by
    their share of it.
    """

    def __init__(
        self,
        found: Iterable[Anchors],
        size: tuple[int, int],
        *,
        opacity: float,
        clock: Clock,
        seconds: float | None = None,
    ) -> None:
        """Prepare the cells of all boxes.

        Args:
            found: Where the boxes stand, in pixels of the video.
            size: Width and height of the video.
            opacity: 0 is invisible, 1 covers the picture where it is warmest.
            clock: When frames are shown.
            seconds: For how long a box warms its cell; None: for good.
        """
        self._size = size
        self._shape = grid_shape(size)
        self._opacity = opacity
        self._clock = clock
        self._seconds = seconds if clock.in_seconds else None
        moments, cells = [np.zeros(0)], [np.zeros(0, np.int64)]
        for anchors in found:
            where = cells_of(anchors.points, size, self._shape)
            moments.append(clock.at(anchors.frames)[anchors.sample[where >= 0]])
            cells.append(where[where >= 0])
        order = np.argsort(np.concatenate(moments), kind="stable")
        self._moments = np.concatenate(moments)[order]
        self._cells = np.concatenate(cells)[order]
        self._counts = np.zeros(self._shape[0] * self._shape[1], np.int64)
        self._span = (0, 0)
        self._warm = np.s_[:, :]
        self._colours: tuple[NDArray[np.uint8], NDArray[np.uint8]] | None = None

    def blend(self, picture: NDArray[np.uint8], frame: int) -> None:
        """Lay the heat of all samples up to a frame over the picture itself."""
        now = float(self._clock.at(np.array([frame]))[0])
        last = int(np.searchsorted(self._moments, now, side="right"))
        first = 0
        if self._seconds is not None:
            first = int(np.searchsorted(self._moments, now - self._seconds, side="right"))
        if (first, last) != self._span:
            self._move(first, last)
        if self._colours is not None:
            rest, colours = self._colours
            part = picture[self._warm]
            if not part.size:
                return
            cv2.multiply(part, rest, dst=part, scale=1 / 255)
            cv2.add(part, colours, dst=part)

    def counts(self) -> NDArray[np.int64]:
        """How many boxes each cell has by now, shape (rows, columns)."""
        return self._counts.reshape(self._shape)

    def _move(self, first: int, last: int) -> None:
        """Count the boxes from one to before another, and colour them."""
        begin, end = self._span
        if begin <= first <= end <= last:
            self._counts += self._counted(end, last) - self._counted(begin, first)
        else:
            self._counts = self._counted(first, last)
        self._span = (first, last)
        self._colours = self._coloured() if self._counts.any() else None

    def _counted(self, start: int, stop: int) -> NDArray[np.int64]:
        return np.bincount(self._cells[start:stop], minlength=self._shape[0] * self._shape[1])

    def _coloured(self) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
        """How much of the picture is left, 0 to 255, and what is added to it."""
        warm = cv2.GaussianBlur(self.counts().astype(np.float32), (0, 0), _SPREAD)
        share = (warm / warm.max()) ** _POWER
        weight = (np.minimum(share / _FULL, 1) * self._opacity)[..., None]
        colour = cv2.applyColorMap(np.round(share * 255).astype(np.uint8), _MAP)
        added = np.round(colour * weight).astype(np.uint8)
        rest = np.round(np.repeat(1 - weight, 3, axis=2) * 255).astype(np.uint8)
        self._warm = self._around(rest.min(axis=2) < 255)  # noqa: PLR2004 - all of the picture
        # On the coarse grid all of it is cheap; only these two are as large as the picture.
        large = (
            cv2.resize(part, self._size, interpolation=cv2.INTER_LINEAR) for part in (rest, added)
        )
        left, right = (np.asarray(part[self._warm], np.uint8) for part in large)
        return left, right

    def _around(self, cells: NDArray[np.bool_]) -> tuple[slice, slice]:
        """The part of the picture with all of these cells, and one more on each side."""
        part = []
        for axis, length in ((1, self._size[1]), (0, self._size[0])):
            there = np.flatnonzero(cells.any(axis=axis))
            first, last = (there[0] - 1, there[-1] + 2) if len(there) else (0, 0)
            cell = length / self._shape[1 - axis]
            part.append(slice(max(0, int(first * cell)), max(0, -int(-last * cell // 1))))
        return part[0], part[1]
