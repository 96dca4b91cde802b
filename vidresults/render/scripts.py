"""Any class name as something the font can draw: by letters, else by the letters' names.

OpenCV draws characters from left to right, each by itself, and a question mark for what its font
lacks. So scripts that run from right to left are put into the order in which they are seen, with
the joined forms of Arabic, and emoji and letters of other scripts become their Unicode name.
"""

from __future__ import annotations

import functools
import importlib.util
import itertools
import re
import unicodedata
from pathlib import Path
from typing import Any, NamedTuple

import cv2
import numpy as np

BUILT_IN = "uni"
"""OpenCV's own font: WenQuanYi Micro Hei, with Rubik for Hebrew and unjoined Arabic."""

_RIGHT_TO_LEFT = frozenset({"R", "AL"})
_SPACES = frozenset({"Zs", "Zl", "Zp", "Cc"})
_FLAG = "REGIONAL INDICATOR SYMBOL LETTER "
_RUN = re.compile(r"[\u0590-\u08ff\ufb1d-\ufefc](?:[\u0590-\u08ff\ufb1d-\ufefc\s]*"
                  r"[\u0590-\u08ff\ufb1d-\ufefc])?")  # fmt: skip
_SHARED = frozenset({"letter", "character", "sign"})
_PROBE = 24  # pixels; size at which a character is compared with the question mark


class Writing(NamedTuple):
    """A text in the order in which it is drawn, and the font for it."""

    text: str
    font: str


@functools.lru_cache(maxsize=4096)
def readable(text: str, font: str | None = None) -> Writing:
    """The text as it can be drawn on one line.

    Args:
        text: Any text.
        font: A font file for what the built-in font lacks; None takes the one of the extra.
    """
    plain = _one_line(text)
    other = font or _font_of_the_extra()
    if other is None:
        return Writing(_in_order(_named(plain, BUILT_IN), BUILT_IN), BUILT_IN)
    # The built-in font has Arabic letters, but not their joined forms.
    better = _is_right_to_left(plain) or any(
        has_glyph(c, other) and not has_glyph(c, BUILT_IN) for c in plain
    )
    chosen = other if better else BUILT_IN
    return Writing(_in_order(_named(plain, chosen), chosen), chosen)


@functools.lru_cache(maxsize=16384)
def has_glyph(character: str, font: str = BUILT_IN) -> bool:
    """Whether the font draws the character and not a question mark in its place."""
    if character in "? ":
        return True
    ink = _ink(character, font)
    return bool(ink.any()) and not np.array_equal(ink, _ink("?", font))


@functools.cache
def face(font: str) -> Any:
    """OpenCV's font of that name or path."""
    return cv2.FontFace(font)


def _ink(character: str, font: str) -> Any:
    canvas = np.zeros((2 * _PROBE, 3 * _PROBE, 3), np.uint8)
    cv2.putText(canvas, character, (_PROBE, 3 * _PROBE // 2), (255, 255, 255), face(font), _PROBE)
    return canvas


def _one_line(text: str) -> str:
    """Without line breaks and without characters that only steer others, such as joiners."""
    shown = [c for c in unicodedata.normalize("NFC", text) if not _steers(c)]
    return "".join(" " if unicodedata.category(c) in _SPACES else c for c in shown)


def _steers(character: str) -> bool:
    return unicodedata.category(character) == "Cf" or "\ufe00" <= character <= "\ufe0f"


def _named(text: str, font: str) -> str:
    """The text with [names] in place of what the font lacks."""
    parts = []
    for drawn, group in itertools.groupby(text, lambda c: has_glyph(c, font)):
        run = list(group)
        parts.append("".join(run) if drawn else f"[{' '.join(map(_name, run))}]")
    return "".join(parts)


def _name(character: str) -> str:
    """The Unicode name; of a letter without its script's and without what all letters share."""
    name = unicodedata.name(character, f"U+{ord(character):04X}")
    if unicodedata.category(character)[0] not in "LM" or " " not in name:
        return name if name.startswith("U+") else name.removeprefix(_FLAG).lower()
    return " ".join(word for word in name.lower().split()[1:] if word not in _SHARED)


def _is_right_to_left(text: str) -> bool:
    return any(unicodedata.bidirectional(c) in _RIGHT_TO_LEFT for c in text)


def _in_order(text: str, font: str) -> str:
    """The text in the order in which it is seen from the left."""
    if not _is_right_to_left(text) or _engine_turns():
        return text
    try:
        from arabic_reshaper import reshape
        from bidi import get_display
    except ImportError:
        return _RUN.sub(lambda run: run[0][::-1], text)
    seen = str(get_display(reshape(text)))
    # What the font has no joined form of is drawn unjoined; a ligature is several letters.
    return "".join(
        c if has_glyph(c, font) else unicodedata.normalize("NFKC", c)[::-1] for c in seen
    )


@functools.cache
def _engine_turns() -> bool:
    """Whether OpenCV turns right-to-left text round itself, as builds with HarfBuzz do."""
    alef, both = _ink("\u05d0", BUILT_IN), _ink("\u05d0\u05d9", BUILT_IN)
    width = int(np.nonzero(alef.any(axis=(0, 2)))[0].max())
    return not np.array_equal(alef[:, : width - 1], both[:, : width - 1])


@functools.cache
def _font_of_the_extra() -> str | None:
    """DejaVu Sans as matplotlib brings it along; None where that is not installed."""
    found = importlib.util.find_spec("matplotlib")  # importing it takes 10 MB
    if found is None or found.origin is None:
        return None
    path = Path(found.origin).parent / "mpl-data" / "fonts" / "ttf" / "DejaVuSans.ttf"
    return str(path) if path.is_file() else None
