"""A video and all that draws on its frames, whatever becomes of them afterwards."""

from __future__ import annotations

import functools
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vidresults.analytics.zones import Zones, read_zones
from vidresults.render.annotators import Annotator, check_annotators
from vidresults.render.artist import Artist
from vidresults.render.between import Clock
from vidresults.render.mosaic import Mosaic
from vidresults.render.panels import panels_for
from vidresults.render.privacy import Privacy
from vidresults.render.scene import Scene
from vidresults.render.style import Style

if TYPE_CHECKING:
    from vidresults.matching import Between
    from vidresults.results import Source
    from vidresults.video import FrameTimes, Reader, VideoInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """What is drawn and how; the attributes are `render`'s arguments of these names."""

    between: Between = "hold"
    longest_gap: float | None = None
    blur: str | Iterable[str] = ()
    pixelate: str | Iterable[str] = ()
    covered: Source | None = None
    zones: Zones | str | os.PathLike[str] | None = None
    side_by_side: bool = False
    style: Style | None = None
    annotators: Sequence[Annotator] = ()


class Stage:
    """The frames of a video, and what there is to be seen on each.

    Attributes:
        reader: Where the frames come from.
        results: What is drawn.
        scene: What is to be seen on each frame.
        artist: Draws it; takes the frames in their order.
        size: Width and height of the pictures that are drawn on.
    """

    def __init__(
        self,
        results: Source,
        reader: Reader,
        drawing: Drawing,
        *,
        size: tuple[int, int] | None = None,
    ) -> None:
        """Set it up.

        Args:
            results: Results of this video.
            reader: The video.
            drawing: What is drawn.
            size: Size to which frames are brought before they are drawn on; None is their own.

        Raises:
            MatchError: The results, or the zones, are of pictures of another aspect ratio.
            SelectionError: The results hold several videos, or lack a class that is to be
                covered; an annotator is none; side by side, there is one model, or too many.
            FormatError: The file of the zones is not as it should be.
        """
        check_annotators(drawing.annotators)
        self.reader, self.results = reader, results
        self.size = size or (reader.info.width, reader.info.height)
        look, zones = drawing.style or Style(), drawing.zones
        hides = bool(drawing.blur or drawing.pixelate)
        timed = hides or drawing.between == "interpolate" or look.heatmap_seconds is not None
        times = self.times.seconds if timed else None
        self.scene = Scene(
            results,
            self.size,
            between=drawing.between,
            times=times,
            longest_gap=drawing.longest_gap,
        )
        whole = results if drawing.covered is None else drawing.covered
        self._privacy = Privacy(
            whole, self.size, blur=drawing.blur, pixelate=drawing.pixelate, times=times
        )
        self._panels = panels_for(
            results,
            self.size,
            style=look,
            clock=Clock(times),
            zones=zones if zones is None or isinstance(zones, Zones) else read_zones(zones),
            annotators=drawing.annotators,
            side_by_side=drawing.side_by_side,
        )
        count = len(self._panels)
        self._mosaic = Mosaic.like(reader.info, count) if drawing.side_by_side else None
        self.artist = Artist(
            self.scene,
            self._panels,
            privacy=self._privacy if hides else None,
            mosaic=self._mosaic,
        )

    @property
    def info(self) -> VideoInfo:
        """The video as it is with what is drawn: side by side its picture is larger."""
        info = self.reader.info
        return info if self._mosaic is None else self._mosaic.described(info)

    @functools.cached_property
    def times(self) -> FrameTimes:
        """The times of all frames of the video."""
        return self.reader.times()

    def notes(self, size: tuple[int, int]) -> list[str]:
        """What a person should know after the last frame, in an output of this size."""
        side_by_side = [] if self._mosaic is None else self._mosaic.notes(size)
        return [*self._privacy.notes, *self._panels[0].notes, *side_by_side]
