"""The texts of Advanced SubStation Alpha: its head, times, colours and escapes."""

from __future__ import annotations

import math
import re
from typing import Final

from vidresults.export.times.subtitles import words

_INFO = """\
[Script Info]
ScriptType: v4.00+
{size}ScaledBorderAndShadow: yes
WrapStyle: 2
YCbCr Matrix: None

[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, \
Bold, Italic, Underline, StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, \
Alignment, MarginL, MarginR, MarginV, Encoding
"""
# A label is dark on a ground of the box's colour (BorderStyle 3).
_STYLE = (
    "Style: {name},sans-serif,{font},&H00141414,&H00141414,&H00FFFFFF,&H00000000,"
    "{bold},0,0,0,100,100,0,0,{border},{line},0,7,0,0,0,1\n"
)
_EVENTS = """
[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
"""
_CONTROL: Final = re.compile("[\x00-\x1f\x7f]")
_WORD_JOINER: Final = "\u2060"


def sizes_of(size: tuple[int, int]) -> tuple[int, int]:
    """Width of lines and height of the font in pixels, those of rendered video."""
    side = math.sqrt(size[0] * size[1])
    return max(2, round(side / 480)), max(12, round(side / 48))


def head(size: tuple[int, int] | None) -> str:
    """All before the events; without a size where nothing will be drawn."""
    told = "" if size is None else f"PlayResX: {size[0]}\nPlayResY: {size[1]}\n"
    line, font = sizes_of(size or (0, 0))
    box = _STYLE.format(name="Box", font=font, bold=0, border=1, line=line)
    label = _STYLE.format(name="Label", font=font, bold=-1, border=3, line=line)
    return _INFO.format(size=told) + box + label + _EVENTS


def clock(hundredths: int) -> str:
    """A time as H:MM:SS.cc."""
    seconds, rest = divmod(hundredths, 100)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}.{rest:02}"


def colour(rgb: str) -> str:
    """A colour #RRGGBB as the format has it, blue first."""
    return f"&H{rgb[5:7]}{rgb[3:5]}{rgb[1:3]}&"


def escaped(name: str) -> str:
    r"""A class's name on one line, of which nothing is taken for an override.

    The format has no escape for a backslash: an invisible joiner behind it keeps it from being
    read with what follows, as in `\N`. Other control characters are replaced.
    """
    text = _CONTROL.sub("\ufffd", words(name)).replace("\\", "\\" + _WORD_JOINER)
    return text.replace("{", r"\{").replace("}", r"\}")
