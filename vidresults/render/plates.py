"""Pieces of text on a coloured ground, ready to be laid onto a picture."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final, NamedTuple

import cv2
import numpy as np

from vidresults.render.colours import ink_on
from vidresults.render.scripts import face, readable

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vidresults.render.layout import Rectangle
    from vidresults.render.style import Colour, Style

_WEIGHT: Final = 400  # of the font, where it has several
_DOTS: Final = "..."
_LONGEST: Final = 80  # characters of a class name


class Plate(NamedTuple):
    """A text on its ground, and where it stands.

    Attributes:
        ground: BGR pixels, shape (height, width, 3); shared, not to be written to.
        left: Left edge in the picture.
        top: Top edge.
        opacity: 0 is invisible, 1 covers.
    """

    ground: NDArray[np.uint8]
    left: int
    top: int
    opacity: float = 1.0

    @property
    def edges(self) -> Rectangle:
        """Left, top, right and bottom edge."""
        height, width = self.ground.shape[:2]
        return self.left, self.top, self.left + width, self.top + height


class Sign(NamedTuple):
    """A text that belongs to a place of the picture.

    Attributes:
        text: What may be shortened where there is no room for it, and what follows it.
        colour: Of its ground.
        at: The place it stands beside.
    """

    text: tuple[str, str]
    colour: Colour
    at: Rectangle


def ground_of(
    text: tuple[str, str], colour: Colour, size: tuple[int, int], style: Style
) -> NDArray[np.uint8]:
    """The ground with its text; the same one for the same text, colour and size of picture.

    Args:
        text: What may be shortened where there is no room for it, and what follows it.
        colour: Of the ground; the text is dark or light.
        size: Width and height of the picture.
        style: How large, and in which font.
    """
    return _ground(text, colour, style.font_height(*size), size, style.font)


def paste(picture: NDArray[np.uint8], plates: Iterable[Plate]) -> None:
    """Put plates onto the picture, later ones above."""
    for plate in plates:
        left, top, right, bottom = plate.edges
        part = picture[top:bottom, left:right]
        ground = plate.ground[: part.shape[0], : part.shape[1]]
        if plate.opacity >= 1:
            part[...] = ground
        elif part.size:
            part[...] = cv2.addWeighted(ground, plate.opacity, part, 1 - plate.opacity, 0)


@functools.lru_cache(maxsize=256)
def _ground(
    text: tuple[str, str],
    colour: Colour,
    letters: int,
    room: tuple[int, int],
    font: str | None,
) -> NDArray[np.uint8]:
    """The text on its ground, shortened and cut to the room there is."""
    pad = max(2, letters // 5)
    shown, kind, width = _fitted(text, letters, room[0] - 2 * pad, font)
    height = round(letters * 1.1) + 2 * pad
    ground = np.full((height, width + 2 * pad, 3), colour, np.uint8)
    baseline = (pad, pad + round(letters * 0.82))
    cv2.putText(ground, shown, baseline, ink_on(colour), face(kind), letters, _WEIGHT)
    ground = ground[: room[1], : room[0]]
    ground.flags.writeable = False
    return ground


def _fitted(
    text: tuple[str, str], letters: int, room: int, font: str | None
) -> tuple[str, str, int]:
    """The text as it is drawn, its font and its width; the name is shortened to the room."""
    name, tail = text
    name = name if readable(name, font).text.strip() else "[blank]"
    longest = len(name) if len(name) <= _LONGEST else _LONGEST - len(_DOTS)
    for length in range(longest, 0, -1):
        whole = name if length == len(name) else f"{name[:length].rstrip()}{_DOTS}"
        shown, kind = readable(whole + tail, font)
        if (width := _width(shown, kind, letters)) <= room:
            return shown, kind, width
    shown, kind = readable(name[0], font)
    return shown, kind, min(_width(shown, kind, letters), max(room, 1))


def _width(text: str, font: str, letters: int) -> int:
    # Through a window that no text fills; a smaller one would cut the measure.
    window = (1 << 14, 1 << 14)
    _, _, width, _ = cv2.getTextSize(window, text, (0, 0), face(font), letters, _WEIGHT)
    return int(width)
