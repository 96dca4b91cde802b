"""A video and all that draws on its frames, whatever becomes of them afterwards."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vidresults.render.annotators import Annotator, check_annotators
from vidresults.render.artist import Artist
from vidresults.render.privacy import Privacy
from vidresults.render.scene import Scene
from vidresults.render.style import Style

if TYPE_CHECKING:
    from vidresults.matching import Between
    from vidresults.results import Source
    from vidresults.video import FrameTimes, Reader


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """What is drawn and how; the attributes are `render`'s arguments of these names."""

    between: Between = "hold"
    longest_gap: float | None = None
    blur: str | Iterable[str] = ()
    pixelate: str | Iterable[str] = ()
    covered: Source | None = None
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
            MatchError: The results are of pictures of another aspect ratio.
            SelectionError: The results hold several videos, or lack a class that is to be
                covered; an annotator is none.
        """
        check_annotators(drawing.annotators)
        self.reader, self.results = reader, results
        self.size = size or (reader.info.width, reader.info.height)
        hides = bool(drawing.blur or drawing.pixelate)
        times = self.times.seconds if hides or drawing.between == "interpolate" else None
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
        self.artist = Artist(
            self.scene,
            drawing.style or Style(),
            size=self.size,
            privacy=self._privacy if hides else None,
            annotators=drawing.annotators,
        )

    @functools.cached_property
    def times(self) -> FrameTimes:
        """The times of all frames of the video."""
        return self.reader.times()

    @property
    def privacy_notes(self) -> list[str]:
        """What a person should know about what is covered, after the last frame."""
        return self._privacy.notes
