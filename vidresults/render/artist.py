"""One frame after the other: covered, drawn on, and written in the cheapest way that is exact."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import cv2
import numpy as np

from vidresults.render.annotators import Annotator, apply_annotators, detections_on
from vidresults.render.drawing import draw
from vidresults.render.planes import Painter
from vidresults.render.traces import Traces

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vidresults.render.privacy import Privacy
    from vidresults.render.scene import Scene, Sight
    from vidresults.render.style import Style
    from vidresults.video import Frame, VideoWriter


class Artist:
    """Draws frames of one video, in order; some may be left out."""

    def __init__(
        self,
        scene: Scene,
        style: Style,
        *,
        size: tuple[int, int],
        privacy: Privacy | None,
        annotators: Sequence[Annotator],
    ) -> None:
        """Take what is to be drawn, and the size of the pictures that are drawn on."""
        self._scene = scene
        self._style = style
        self._size = size
        self._privacy = privacy
        self._annotators = annotators
        self._traces = Traces(style.traces) if style.traces else None
        self._next = 0
        self._painter = Painter()

    def put(self, frame: Frame, writer: VideoWriter) -> None:
        """Draw what is to be seen on the frame, and write it."""
        sights = self._sights(frame)
        style, seconds = self._style, frame.time_seconds
        pixels = self._privacy is not None or bool(self._annotators)
        if not pixels and frame.is_plain_420 and self._painter.takes(sights, style):
            self._painter.draw(frame.native, sights, style, seconds=seconds)
            writer.write_native(frame, frame.native)
            return
        writer.write(frame, self._drawn(frame, sights))

    def picture(self, frame: Frame) -> NDArray[np.uint8]:
        """The frame with what is to be seen on it: BGR, shape (height, width, 3)."""
        return self._drawn(frame, self._sights(frame))

    def _sights(self, frame: Frame) -> list[Sight]:
        """What is to be seen; tracks go on over the frames that were left out."""
        if self._traces is not None:
            for index in range(self._next, frame.index):
                self._traces.follow(self._scene.at(index))
            self._next = frame.index + 1
        return list(self._scene.at(frame.index))

    def _drawn(self, frame: Frame, sights: list[Sight]) -> NDArray[np.uint8]:
        picture = frame.to_bgr()
        if (picture.shape[1], picture.shape[0]) != self._size:
            smaller = cv2.resize(picture, self._size, interpolation=cv2.INTER_AREA)
            picture = np.asarray(smaller, np.uint8)
        if self._privacy is not None:
            self._privacy.cover(picture, frame.index)
        draw(picture, sights, self._style, seconds=frame.time_seconds, traces=self._traces)
        if self._annotators:
            apply_annotators(picture, detections_on(sights, self._size), self._annotators)
        return picture
