"""The ways that tracks took, through their last positions."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

import cv2
import numpy as np

from vidresults.render.boxes import pixel
from vidresults.render.colours import opacity_of, row_colour

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vidresults.render.scene import Row, Sight
    from vidresults.render.style import Style

_Track = tuple[str, int]


class Traces:
    """Remembers where each track was; frames are given in the order of the video."""

    def __init__(self, length: int) -> None:
        """Begin without a past.

        Args:
            length: Positions to remember of each track; a box that is held is one position.
        """
        self._length = length
        self._ways: dict[_Track, deque[tuple[int, int]]] = {}

    def follow(self, sights: Iterable[Sight]) -> None:
        """Add the positions of a frame."""
        for sight, row, track in _tracked(sights):
            here = (pixel(row["x_center"] * sight.scale[0]),
                    pixel(row["y_center"] * sight.scale[1]))  # fmt: skip
            way = self._ways.setdefault((sight.model, track), deque(maxlen=self._length))
            if not way or way[-1] != here:
                way.append(here)

    def draw(self, picture: NDArray[np.uint8], sights: Sequence[Sight], style: Style) -> None:
        """Add this frame's positions, and draw the way of every track that is to be seen."""
        self.follow(sights)
        height, width = picture.shape[:2]
        thickness = style.line_width(width, height)
        for sight, row, track in _tracked(sights):
            way = self._ways[sight.model, track]
            if opacity_of(row) > 0 and len(way) > 1:
                ring = np.array(way, np.int32)
                colour = row_colour(row, sight, style)
                cv2.polylines(picture, [ring], isClosed=False, color=colour,
                              thickness=thickness, lineType=cv2.LINE_AA)  # fmt: skip


def _tracked(sights: Iterable[Sight]) -> Iterator[tuple[Sight, Row, int]]:
    """The rows that have a track."""
    for sight in sights:
        for row in sight.rows.get("detections", []):
            if (track := row.get("tracker_id")) is not None:
                yield sight, row, track
