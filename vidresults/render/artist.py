"""One frame after the other: covered, drawn on, and written in the cheapest way that is exact."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import cv2
import numpy as np

from vidresults.render.planes import Painter

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vidresults.render.mosaic import Mosaic
    from vidresults.render.panels import Panel
    from vidresults.render.privacy import Privacy
    from vidresults.render.scene import Scene, Sight
    from vidresults.video import Frame, VideoWriter


class Artist:
    """Draws the frames of one video, in order."""

    def __init__(
        self,
        scene: Scene,
        panels: Sequence[Panel],
        *,
        privacy: Privacy | None,
        mosaic: Mosaic | None = None,
    ) -> None:
        """Take what draws.

        Args:
            scene: What is to be seen on each frame.
            panels: The pictures that a frame becomes, all of one size; the frame is brought to it.
            privacy: What is covered first.
            mosaic: How several pictures become one; None takes the first alone.
        """
        self._scene = scene
        self._panels = panels
        self._privacy = privacy
        self._mosaic = mosaic
        self._next = 0
        self._painter = Painter()

    def put(self, frame: Frame, writer: VideoWriter) -> None:
        """Draw what is to be seen on the frame, and write it."""
        sights = self._sights(frame)
        style, seconds = self._panels[0].style, frame.time_seconds
        pixels = self._privacy is not None or any(panel.needs_pixels for panel in self._panels)
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
        if any(panel.traces is not None for panel in self._panels):
            for index in range(self._next, frame.index):
                left_out = list(self._scene.at(index))
                for panel in self._panels:
                    panel.follow(left_out)
            self._next = frame.index + 1
        return list(self._scene.at(frame.index))

    def _drawn(self, frame: Frame, sights: list[Sight]) -> NDArray[np.uint8]:
        picture, size = frame.to_bgr(), self._panels[0].size
        if (picture.shape[1], picture.shape[0]) != size:
            picture = np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)
        if self._privacy is not None:
            self._privacy.cover(picture, frame.index)
        seen = self._scene.seen(frame.index)
        pictures = [picture, *(picture.copy() for _ in self._panels[1:])]
        for panel, part in zip(self._panels, pictures, strict=True):
            panel.draw(part, frame.index, sights, seen, seconds=frame.time_seconds)
        return picture if self._mosaic is None else self._mosaic.put(pictures)
