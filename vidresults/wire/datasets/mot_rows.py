"""The lines of one MOT text."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from vidresults.errors import FormatError, Place
from vidresults.wire.datasets.dataset import MOST_FRAMES, box_of
from vidresults.wire.datasets.files import read_text

_FEWEST = 6
_LARGEST_ID = 2**53  # whole numbers up to here are read exactly
_OF_TRUTH = 9
_SEVENTH, _CLASS, _VISIBLE = 6, 7, 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One box.

    Attributes:
        number: Of the line, from 1.
        frame: 0-based frame.
        track: None for a box that is not tracked (-1).
        box: Columns of the box, its pixels from 0.
        class_number: As in the file, None where it has none.
        confidence: None where it is unknown.
        extra: What else the line says.
    """

    number: int
    frame: int
    track: int | None
    box: dict[str, Any]
    class_number: int | None
    confidence: float | None
    extra: dict[str, Any]


def read_lines(path: Path, *, truth: bool) -> Iterator[Line]:
    """The lines in their order.

    Args:
        path: The text.
        truth: Whether it is ground truth; lines of 9 columns always are.

    Raises:
        FormatError: A line is wrong, or an id stands twice on one frame; names the line.
    """
    seen: dict[tuple[int, int], int] = {}
    for number, text in enumerate(read_text(path).splitlines(), start=1):
        if not text.strip():
            continue
        try:
            line = _line(text, number, truth=truth)
            _refuse_twice(line, seen)
            yield line
        except FormatError as error:
            raise FormatError(error.problem, Place(file=f"{path}, line {number}")) from None


def _refuse_twice(line: Line, seen: dict[tuple[int, int], int]) -> None:
    if line.track is None:
        return
    earlier = seen.setdefault((line.frame, line.track), line.number)
    if earlier != line.number:
        raise FormatError(
            f"id {line.track} stands twice on frame {line.frame + 1}, first in line {earlier}"
        )


def _line(text: str, number: int, *, truth: bool) -> Line:
    try:
        values = [float(word) for word in text.replace(",", " ").split()]
        frame, track = int(values[0]), int(values[1])
        left, top, width, height = values[2:_FEWEST]
    except (ValueError, OverflowError, IndexError):
        raise FormatError(
            f"found {text[:40]!r}, expected frame,id,left,top,width,height,..."
        ) from None
    if not all(map(math.isfinite, values)):
        raise FormatError(f"found {text[:40]!r}, expected numbers")
    whole = frame == values[0] and track == values[1] and abs(track) <= _LARGEST_ID
    if not whole or not 1 <= frame <= MOST_FRAMES:
        raise FormatError(f"found frame {values[0]:g} and id {values[1]:g}, expected whole numbers "
                          "and frames from 1")  # fmt: skip
    if width < 0 or height < 0:
        raise FormatError(f"found a box of {width:g}x{height:g}, expected a size not below 0")
    truth = truth or len(values) == _OF_TRUTH
    return Line(
        number=number,
        frame=frame - 1,
        track=None if track == -1 else track,
        box=box_of(left - 1, top - 1, width, height),
        class_number=_class_number(values) if truth else None,
        confidence=None if truth else _confidence(values),
        extra=_of_truth(values) if truth else _score(values),
    )


def _class_number(values: list[float]) -> int | None:
    """The class; ground truth of MOT15 has -1 there."""
    return int(values[_CLASS]) if len(values) > _CLASS and values[_CLASS] >= 0 else None


def _confidence(values: list[float]) -> float | None:
    known = len(values) > _SEVENTH and 0 <= values[_SEVENTH] <= 1
    return values[_SEVENTH] if known else None


def _score(values: list[float]) -> dict[str, Any]:
    """A score that is no confidence from 0 to 1; -1 is none."""
    if len(values) <= _SEVENTH or 0 <= values[_SEVENTH] <= 1 or values[_SEVENTH] == -1:
        return {}
    return {"score": values[_SEVENTH]}


def _of_truth(values: list[float]) -> dict[str, Any]:
    extra: dict[str, Any] = {}
    if len(values) > _SEVENTH and values[_SEVENTH] == 0:
        extra["considered"] = 0
    if len(values) > _VISIBLE and values[_VISIBLE] >= 0:
        extra["visible_share"] = values[_VISIBLE]
    return extra
