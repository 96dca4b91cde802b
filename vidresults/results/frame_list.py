"""Reads lists of frames: a number on each line, or JSON."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from vidresults.errors import FormatError, Place

FramesOf = list[int] | dict[str, list[int]]
"""Frame numbers of every source, or by source."""


def read_frames(path: str | os.PathLike[str]) -> FramesOf:
    """Read frame numbers as `select(frames=...)` takes them.

    A text has one number on each line; empty lines and what follows a # are left out. JSON is a
    list of numbers, an object with such a list by source, or a list of rows with `frame_index`,
    and `source_id` where there are several sources, as `vidresults choose --json` prints them.

    Raises:
        FormatError: The file cannot be read, or holds something else.
    """
    place = Place(file=str(path))
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise FormatError(f"cannot be read: {reason}", place) from None
    try:
        given: Any = json.loads(text) if text.lstrip()[:1] in ("[", "{") else _lines(text)
    except (ValueError, RecursionError) as error:
        raise FormatError(f"is neither lines of numbers nor JSON: {error}", place) from None
    if isinstance(given, dict):
        return {name: _numbers(numbers, place) for name, numbers in given.items()}
    if given and isinstance(given, list) and all(isinstance(row, dict) for row in given):
        return _of_rows(given, place)
    return _numbers(given, place)


def _lines(text: str) -> list[int]:
    lines = (line.partition("#")[0].strip() for line in text.splitlines())
    return [int(line) for line in lines if line]


def _of_rows(rows: list[dict[str, Any]], place: Place) -> FramesOf:
    if not any("source_id" in row for row in rows):
        return _numbers([row.get("frame_index") for row in rows], place)
    found: dict[str, list[int]] = {}
    for row in rows:
        numbers = _numbers([row.get("frame_index")], place)
        found.setdefault(str(row.get("source_id")), []).extend(numbers)
    return found


def _numbers(given: Any, place: Place) -> list[int]:
    for number in given if isinstance(given, list) else [given]:
        if type(number) is not int or not isinstance(given, list):
            raise FormatError(f"found {number!r}, expected a list of frame numbers", place)
    return list(given)
