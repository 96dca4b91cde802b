"""Text on a coloured ground, in a font that draws Latin, Greek, Cyrillic, Hebrew and CJK."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

import cv2

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from vidresults.render.style import Colour, Style

_LONGEST = 80
_DARK, _LIGHT = (20, 20, 20), (255, 255, 255)
_MIDDLE_GREY = 140


def label(
    picture: NDArray[np.uint8], text: str, corner: tuple[int, int], colour: Colour, style: Style
) -> None:
    """Write above the corner of a box; below its edge where there is no room, never outside."""
    height, width = picture.shape[:2]
    size = style.font_height(width, height)
    text_width, text_height, pad = *_extent(_one_line(text), size), max(2, size // 5)
    x = min(max(corner[0], 0), max(0, width - text_width - 2 * pad))
    y = corner[1] - text_height - 2 * pad
    if y < 0:
        y = min(max(corner[1], 0), max(0, height - text_height - 2 * pad))
    _plate(picture, _one_line(text), (x, y), colour, size)


def caption(picture: NDArray[np.uint8], lines: list[tuple[str, Colour]], style: Style) -> None:
    """Write lines below each other into the top left corner."""
    height, width = picture.shape[:2]
    size = style.font_height(width, height)
    y = size // 2
    for text, colour in lines:
        y += _plate(picture, _one_line(text), (size // 2, y), colour, size) + 2


def _plate(
    picture: NDArray[np.uint8], text: str, at: tuple[int, int], colour: Colour, size: int
) -> int:
    """Draw the ground and the text on it; returns the ground's height."""
    width, height = _extent(text, size)
    pad = max(2, size // 5)
    x, y = at
    cv2.rectangle(picture, (x, y), (x + width + 2 * pad, y + height + 2 * pad), colour, -1)
    blue, green, red = colour
    ink = _DARK if 0.114 * blue + 0.587 * green + 0.299 * red > _MIDDLE_GREY else _LIGHT
    baseline = (x + pad, y + pad + round(size * 0.82))
    cv2.putText(picture, text, baseline, ink, _font(), size)
    return height + 2 * pad


@functools.lru_cache(maxsize=4096)
def _extent(text: str, size: int) -> tuple[int, int]:
    """Width and height of the text in pixels; the height is the same for every text."""
    _, _, width, _ = cv2.getTextSize((1 << 14, 1 << 14), text, (0, 0), _font(), size)
    return int(width), round(size * 1.1)


@functools.cache
def _font() -> Any:
    return cv2.FontFace("uni")


def _one_line(text: str) -> str:
    plain = "".join(c if c.isprintable() else " " for c in text)
    return plain if len(plain) <= _LONGEST else f"{plain[: _LONGEST - 3]}..."
