"""From zones and results to what is drawn of them on a video."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from vidresults.analytics.zones import crossings, zones_to_video
from vidresults.render.marks import Marks

if TYPE_CHECKING:
    from vidresults.analytics.zones import Zones
    from vidresults.render.between import Clock
    from vidresults.render.style import Style
    from vidresults.results import Source

_WITH_BOXES: Final = ("object-detection", "instance-segmentation", "keypoint-detection")


def marks_for(
    zones: Zones | None,
    source: Source,
    size: tuple[int, int],
    *,
    style: Style,
    clock: Clock,
    models: Iterable[str | None],
) -> dict[str | None, Marks]:
    """The marks for all models (None) or each one; nothing where there are no zones.

    Raises:
        MatchError: The zones are of a picture of another aspect ratio, or the results of pictures
            of several sizes and the zones do not say which one they are of.
    """
    if zones is None:
        return {}
    scale = zones_to_video(zones, source, size)
    table = crossings(source, zones)
    counted = _models_with_boxes(source)
    return {
        model: Marks(
            zones,
            table,
            scale=scale,
            size=size,
            style=style,
            clock=clock,
            models=[name for name in counted if model in (None, name)],
        )
        for model in models
    }


def _models_with_boxes(source: Source) -> list[str]:
    """Models that look for boxes and ran at least once; one that never ran cannot be counted."""
    ran: set[str] = set()
    for batch in source.batches("inferences"):
        rows = batch.select(["model", "state"]).to_pylist()
        ran.update(row["model"] for row in rows if row["state"] == "inferred")
    lists = source.facts.documents["models"].to_pylist()
    tasks = {item["model"]: item["task"] for models in lists for item in models}
    return [name for name, task in tasks.items() if name in ran and task in (None, *_WITH_BOXES)]
