"""One frame after the other: covered, drawn on, and written in the cheapest way that is exact."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from vidresults.render.planes import Painter

if TYPE_CHECKING:
    from vidresults.render.mosaic import Mosaic
    from vidresults.render.panels import Panel
    from vidresults.render.privacy import Privacy
    from vidresults.render.scene import Scene
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
            panels: The pictures that a frame becomes.
            privacy: What is covered first.
            mosaic: How several pictures become one; None takes the first alone.
        """
        self._scene = scene
        self._panels = panels
        self._privacy = privacy
        self._mosaic = mosaic
        self._painter = Painter()

    def put(self, frame: Frame, writer: VideoWriter) -> None:
        """Draw what is to be seen on the frame, and write it."""
        sights = list(self._scene.at(frame.index))
        style, seconds = self._panels[0].style, frame.time_seconds
        pixels = self._privacy is not None or any(panel.needs_pixels for panel in self._panels)
        if not pixels and frame.is_plain_420 and self._painter.takes(sights, style):
            self._painter.draw(frame.native, sights, style, seconds=seconds)
            writer.write_native(frame, frame.native)
            return
        picture = frame.to_bgr()
        if self._privacy is not None:
            self._privacy.cover(picture, frame.index)
        seen = self._scene.seen(frame.index)
        if self._mosaic is None:
            self._panels[0].draw(picture, frame.index, sights, seen, seconds=seconds)
            writer.write(frame, picture)
            return
        pictures = [picture.copy() for _ in self._panels]
        for panel, part in zip(self._panels, pictures, strict=True):
            panel.draw(part, frame.index, sights, seen, seconds=seconds)
        writer.write(frame, self._mosaic.put(pictures))
