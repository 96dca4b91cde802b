"""What each field of a style takes, and the file that a style is read from."""

from __future__ import annotations

import difflib
import math
import os
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from vidresults.errors import FormatError, Place, SelectionError

if TYPE_CHECKING:
    from vidresults.render.style import Style

_StyleT = TypeVar("_StyleT", bound="Style")
_SMALLEST_TEXT = 6  # pixels; smaller letters are no letters any more
_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")


def check_style(style: Style) -> None:
    """Check every field.

    Raises:
        SelectionError: A value is not what its field takes; names the field and both.
    """
    for field in fields(style):
        fits, expected = _RULES.get(field.name, _FLAG)
        value = getattr(style, field.name)
        if not fits(value):
            raise SelectionError(f"style, field {field.name}: found {value!r}, expected {expected}")


def read_style(kind: type[_StyleT], path: str | os.PathLike[str]) -> _StyleT:
    """A style from a TOML file; what the file does not name is as usual.

    Raises:
        FormatError: The file cannot be read, or is no TOML.
        SelectionError: A key is not known, or a value is not what its field takes.
    """
    file = Path(path)
    try:
        given = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise FormatError(f"cannot be read as TOML: {reason}", Place(file=str(path))) from None
    if isinstance(font := given.get("font"), str):
        given["font"] = str(file.parent / font)  # a path in a file is meant from that file
    try:
        return style_of(kind, given)
    except SelectionError as error:
        raise SelectionError(f"{path}: {error}") from None


def style_of(kind: type[_StyleT], given: Mapping[str, Any]) -> _StyleT:
    """A style from values by field, as TOML or JSON have them; the others are as usual.

    Raises:
        SelectionError: A key is not known, or a value is not what its field takes.
    """
    known = [field.name for field in fields(kind)]
    for key in given:
        if key not in known:
            raise SelectionError(_unknown(key, known))
    return kind(**{key: _frozen(value) for key, value in given.items()})


def _unknown(key: str, known: list[str]) -> str:
    near = difflib.get_close_matches(key, known, n=1)
    hint = f"did you mean {near[0]}? " if near else ""
    return f"{key!r} is no field of a style; {hint}there is {', '.join(sorted(known))}"


def _frozen(value: Any) -> Any:
    return tuple(_frozen(item) for item in value) if isinstance(value, list) else value


def _whole(value: Any, least: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= least


def _share(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1


def _seconds(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < math.inf


def _pairs(value: Any) -> bool:
    return isinstance(value, tuple) and all(
        isinstance(pair, tuple) and [type(name) for name in pair] == [str, str] for pair in value
    )


def _colours(value: Any) -> bool:
    return (
        isinstance(value, tuple)
        and bool(value)
        and all(isinstance(text, str) and _COLOUR.fullmatch(text) for text in value)
    )


def _one_of(*words: str) -> tuple[Callable[[Any], bool], str]:
    return (lambda value: value in words), f"one of {', '.join(words)}"


_FLAG: tuple[Callable[[Any], bool], str] = (lambda v: isinstance(v, bool)), "true or false"
_SHARE: tuple[Callable[[Any], bool], str] = _share, "a number from 0 to 1"
_RULES: dict[str, tuple[Callable[[Any], bool], str]] = {
    "box_kind": _one_of("plain", "rounded", "corner"),
    "colour_by": _one_of("class", "track", "model"),
    "skeleton": ((lambda v: v is None or _pairs(v)), "pairs of names of keypoint classes"),
    "traces": ((lambda v: _whole(v, 0)), "a whole number, 0 or more"),
    "spotlight": _SHARE,
    "heatmap": _SHARE,
    "heatmap_seconds": (
        (lambda v: v is None or _seconds(v)),
        "a number of seconds above 0",
    ),
    "zone_opacity": _SHARE,
    "thickness": ((lambda v: v is None or _whole(v, 1)), "a whole number of pixels, 1 or more"),
    "text_height": (
        (lambda v: v is None or _whole(v, _SMALLEST_TEXT)),
        f"a whole number of pixels, {_SMALLEST_TEXT} or more",
    ),
    "font": (
        (lambda v: v is None or (isinstance(v, str) and Path(v).is_file())),
        "the path of a font file that is there",
    ),
    "mask_opacity": _SHARE,
    "keypoint_min_confidence": _SHARE,
    "palette": (_colours, "one or more colours as #RRGGBB"),
}
