"""Which colour a row has: by class, by track or by model, the same in every run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vidresults.matching import colour_key

if TYPE_CHECKING:
    from vidresults.render.scene import Row, Sight
    from vidresults.render.style import Colour, Style

_MIDDLE_GREY = 140
_DARK, _LIGHT = (20, 20, 20), (255, 255, 255)


def row_colour(row: Row, sight: Sight, style: Style) -> Colour:
    """The colour of a row; by track, what has no track has the colour of its class."""
    if style.colour_by == "model":
        return style.colour(sight.number)
    track = row.get("tracker_id")
    if style.colour_by == "track" and track is not None:
        return style.colour(track)
    return style.colour(colour_key(row["class_id"], row["class_name"]))


def ink_on(colour: Colour) -> Colour:
    """Dark or light, whichever can be read on the colour."""
    blue, green, red = colour
    return _DARK if 0.114 * blue + 0.587 * green + 0.299 * red > _MIDDLE_GREY else _LIGHT


def opacity_of(row: Row) -> float:
    """How much of a row is to be seen: 0 nothing, 1 (where it does not say) all."""
    return min(max(float(row.get("opacity", 1.0)), 0.0), 1.0)
