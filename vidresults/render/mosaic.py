"""Pictures of one size put together as one: beside each other, or in a square of four."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final, Self

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vidresults.video import VideoInfo

_WANTED: Final = 16 / 9
_PLAYABLE: Final = (4096, 2304)  # the largest picture of H.264's level 5.1, that of most players


class Mosaic:
    """Panels row by row, each with an even size, on black where there is none.

    Attributes:
        rows: Number of rows of panels.
        columns: Number of panels in each.
        size: Width and height of the whole in pixels; both are even.
    """

    def __init__(self, count: int, panel: tuple[int, int], *, pixel_aspect: float = 1.0) -> None:
        """Choose the rows and columns whose whole is nearest to 16:9.

        Args:
            count: Number of panels.
            panel: Width and height of each in pixels.
            pixel_aspect: Width of a pixel divided by its height.
        """
        self._count = count
        self._panel = panel
        self._slot = (panel[0] + panel[0] % 2, panel[1] + panel[1] % 2)
        aspect = panel[0] * pixel_aspect / panel[1]

        def strangeness(rows: int) -> tuple[float, int]:
            whole = aspect * -(-count // rows) / rows
            # Rounded, so that 32:9 and 8:9 are as far from 16:9 as they are: one row wins then.
            return round(abs(math.log(whole / _WANTED)), 6), rows

        full = [rows for rows in range(1, count + 1) if (rows - 1) * -(-count // rows) < count]
        self.rows = min(full, key=strangeness)
        self.columns = -(-count // self.rows)
        self.size = (self._slot[0] * self.columns, self._slot[1] * self.rows)

    @classmethod
    def like(cls, info: VideoInfo, count: int) -> Self:
        """Panels of the size of a video."""
        aspect = info.sample_aspect_ratio
        shown = 1 / aspect if info.rotation_degrees % 180 else aspect
        return cls(count, (info.width, info.height), pixel_aspect=float(shown))

    def described(self, info: VideoInfo) -> VideoInfo:
        """The video as it would be with the whole as its picture."""
        return replace(info, width=self.size[0], height=self.size[1])

    def put(self, pictures: Sequence[NDArray[np.uint8]]) -> NDArray[np.uint8]:
        """The whole of pictures of the panel's size, BGR; odd sides repeat their last pixels."""
        whole = np.zeros((self.size[1], self.size[0], 3), np.uint8)
        width, height = self._slot
        odd = ((0, height - self._panel[1]), (0, width - self._panel[0]), (0, 0))
        for number, picture in enumerate(pictures):
            top, left = number // self.columns * height, number % self.columns * width
            whole[top : top + height, left : left + width] = np.pad(picture, odd, mode="edge")
        return whole

    def notes(self, written: tuple[int, int]) -> list[str]:
        """What a person should know, for the size that was written."""
        width, height = written
        words = (
            f"{self._count} models side by side, {self.columns} across and {self.rows} down: the "
            f"video is {width}x{height}"
        )
        if width > _PLAYABLE[0] or height > _PLAYABLE[1]:
            words += ", which not every player shows: max_height makes it smaller"
        return [words]
