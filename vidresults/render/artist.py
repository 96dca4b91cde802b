"""One frame after the other: covered, drawn on, and written in the cheapest way that is exact."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from vidresults.render.annotators import Annotator, apply_annotators, detections_on
from vidresults.render.drawing import draw
from vidresults.render.planes import Painter
from vidresults.render.traces import Traces

if TYPE_CHECKING:
    from vidresults.render.privacy import Privacy
    from vidresults.render.scene import Scene
    from vidresults.render.style import Style
    from vidresults.video import Frame, VideoWriter


class Artist:
    """Draws the frames of one video, in order."""

    def __init__(
        self,
        scene: Scene,
        style: Style,
        *,
        size: tuple[int, int],
        privacy: Privacy | None,
        annotators: Sequence[Annotator],
    ) -> None:
        self._scene = scene
        self._style = style
        self._size = size
        self._privacy = privacy
        self._annotators = annotators
        self._traces = Traces(style.traces) if style.traces else None
        self._painter = Painter()

    def put(self, frame: Frame, writer: VideoWriter) -> None:
        """Draw what is to be seen on the frame, and write it."""
        sights = list(self._scene.at(frame.index))
        style, seconds = self._style, frame.time_seconds
        pixels = self._privacy is not None or bool(self._annotators)
        if not pixels and frame.is_plain_420 and self._painter.takes(sights, style):
            self._painter.draw(frame.native, sights, style, seconds=seconds)
            writer.write_native(frame, frame.native)
            return
        picture = frame.to_bgr()
        if self._privacy is not None:
            self._privacy.cover(picture, frame.index)
        draw(picture, sights, style, seconds=seconds, traces=self._traces)
        if self._annotators:
            apply_annotators(picture, detections_on(sights, self._size), self._annotators)
        writer.write(frame, picture)
