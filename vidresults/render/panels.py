"""The pictures that a frame of the output is made of: one, or one for each model."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from vidresults.analytics.anchors import anchors_of
from vidresults.errors import SelectionError
from vidresults.render.annotators import Annotator, apply_annotators, detections_on
from vidresults.render.drawing import draw
from vidresults.render.heat import Heat
from vidresults.render.traces import Traces
from vidresults.render.zoning import marks_for

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from vidresults.analytics.zones import Zones
    from vidresults.render.between import Clock
    from vidresults.render.marks import Marks
    from vidresults.render.scene import Sight
    from vidresults.render.style import Style
    from vidresults.results import Source

MOST_PANELS: Final = 4


@dataclass(kw_only=True)
class Panel:
    """One picture: whose results are drawn on it, and what it remembers of the frames before.

    Attributes:
        style: How things look.
        size: Width and height of the picture.
        annotators: Steps that draw after the style.
        model: The only model that is drawn; None draws all.
        heat: Where boxes stood so far.
        marks: Zones and lines.
        traces: The ways of the tracks so far.
    """

    style: Style
    size: tuple[int, int]
    annotators: Sequence[Annotator] = ()
    model: str | None = None
    heat: Heat | None = None
    marks: Marks | None = None
    traces: Traces | None = None

    @property
    def needs_pixels(self) -> bool:
        """Whether it cannot be drawn on the planes of a frame."""
        return bool(self.model or self.heat or self.marks or self.annotators)

    @property
    def notes(self) -> list[str]:
        """What a person should know."""
        return [] if self.marks is None else self.marks.notes

    def draw(
        self,
        picture: NDArray[np.uint8],
        frame: int,
        sights: Sequence[Sight],
        seen: Collection[str],
        *,
        seconds: float,
    ) -> None:
        """Draw onto the picture itself, for one frame after the other.

        Args:
            picture: BGR, shape (height, width, 3).
            frame: Number of the frame.
            sights: What is to be seen, of all models.
            seen: Models of which it is known what they see.
            seconds: Time of the frame.
        """
        mine = [sight for sight in sights if self.model in (None, sight.model)]
        under = []
        if self.heat is not None:
            heat = self.heat
            under.append(lambda ground: heat.blend(ground, frame))
        signs = []
        if self.marks is not None:
            under.append(self.marks.paint)
            signs = self.marks.signs(frame, mine, seen)
        draw(picture, mine, self.style, seconds=seconds, traces=self.traces, under=under,
             signs=signs, title=self.model)  # fmt: skip
        if self.annotators:
            apply_annotators(picture, detections_on(mine, self.size), self.annotators)


def panels_for(
    source: Source,
    size: tuple[int, int],
    *,
    style: Style,
    clock: Clock,
    zones: Zones | None = None,
    annotators: Sequence[Annotator] = (),
    side_by_side: bool = False,
) -> list[Panel]:
    """One panel for all models, or one for each.

    Args:
        source: Results of one video.
        size: Width and height of the video.
        style: How things look.
        clock: When frames are shown.
        zones: Zones and lines to draw on each panel.
        annotators: Steps that draw after the style, on each panel.
        side_by_side: Whether each model has its own.

    Raises:
        SelectionError: Each model is to have its own, and there is only one, or too many.
        MatchError: The zones, or the results, are of pictures of another aspect ratio.
    """
    models: list[str | None] = [None]
    if side_by_side:
        there = source.facts.models
        if not 1 < len(there) <= MOST_PANELS:
            names = ", ".join(map(repr, there)) or "none"
            raise SelectionError(
                f"side by side takes 2 to {MOST_PANELS} models, and the results hold "
                f"{len(there)}: {names}"
            )
        models = list(there)
    found = list(anchors_of(source, size=size)) if style.heatmap else []
    marks = marks_for(zones, source, size, style=style, clock=clock, models=models)
    return [
        Panel(
            style=style,
            size=size,
            annotators=annotators,
            model=model,
            heat=Heat(
                [one for one in found if model in (None, one.model)],
                size,
                opacity=style.heatmap,
                clock=clock,
                seconds=style.heatmap_seconds,
            )
            if style.heatmap
            else None,
            marks=marks.get(model),
            traces=Traces(style.traces) if style.traces else None,
        )
        for model in models
    ]
