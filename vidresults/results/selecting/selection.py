"""What somebody wants to keep, in one form whatever way it was said."""

from __future__ import annotations

import math
import operator
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any, Final

from vidresults.errors import SelectionError
from vidresults.results.selecting.area import Area
from vidresults.results.selecting.chosen import chosen_frames

REST: Final = "*"
"""In the place of a class: all that have no limit of their own."""

_NAMES = ("models", "classes", "drop_classes")
_NUMBERS = ("start_seconds", "end_seconds", "min_area", "max_area")


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What to keep; None keeps all. Names of classes are those before renaming.

    Attributes:
        models: Keys of models.
        classes: Names of classes.
        drop_classes: Names of classes that go.
        min_confidence: Least confidence, or one for each class, `*` for the others.
        start_seconds: First time as sent.
        end_seconds: Times as sent from here on go.
        frames: Numbers of sampled frames, or such by source.
        min_area: Least width times height of a box, in square pixels.
        max_area: Largest.
        tracker_ids: Tracks.
        zone: Where the anchor of a box has to be.
        rename_classes: New name by old one.
    """

    models: str | Iterable[str] | None = None
    classes: str | Iterable[str] | None = None
    drop_classes: str | Iterable[str] | None = None
    min_confidence: float | Mapping[str, float] | None = None
    start_seconds: float | None = None
    end_seconds: float | None = None
    frames: Iterable[int] | Mapping[str, Iterable[int]] | None = None
    min_area: float | None = None
    max_area: float | None = None
    tracker_ids: int | Iterable[int] | None = None
    zone: Any = None
    rename_classes: Mapping[str, str] | None = None

    def __post_init__(self) -> None:
        """Raise SelectionError where a value is not what its field takes."""
        for name in _NAMES:
            value = getattr(self, name)
            names = [value] if isinstance(value, str) else value
            object.__setattr__(self, name, None if names is None else tuple(names))
        for name in _NUMBERS:
            _number(name, getattr(self, name))
        object.__setattr__(self, "frames", chosen_frames(self.frames))
        object.__setattr__(self, "min_confidence", _limits(self.min_confidence))
        object.__setattr__(self, "tracker_ids", _whole(self.tracker_ids))
        object.__setattr__(self, "zone", None if self.zone is None else Area.of(self.zone))
        object.__setattr__(self, "rename_classes", _renaming(self.rename_classes))
        start, end = self.start_seconds, self.end_seconds
        if start is not None and end is not None and end <= start:
            raise SelectionError(f"the end, {end} s, is not after the start, {start} s")
        least, most = self.min_area, self.max_area
        if least is not None and most is not None and most < least:
            raise SelectionError(f"the largest area, {most}, is under the least, {least}")

    def __str__(self) -> str:
        given = [(f.name, getattr(self, f.name)) for f in fields(self)]
        shown = (
            f"{name}={list(value) if isinstance(value, tuple) else value}"
            for name, value in given
            if value is not None
        )
        return f"select({', '.join(shown)})"

    @property
    def limits(self) -> dict[str, float]:
        """Least confidence by class; `REST` stands for those that are not named."""
        limits = self.min_confidence
        return dict(limits) if isinstance(limits, Mapping) else _of_all(limits)

    @property
    def named_classes(self) -> dict[str, None]:
        """Every class that is named anywhere."""
        named = [*(self.classes or ()), *(self.drop_classes or ()), *(self.rename_classes or ())]
        return dict.fromkeys([*named, *(name for name in self.limits if name != REST)])


def _of_all(limit: float | None) -> dict[str, float]:
    return {} if limit is None else {REST: limit}


def _number(name: str, value: Any) -> None:
    if value is None:
        return
    if isinstance(value, bool) or not isinstance(value, int | float) or math.isnan(value):
        shown = "NaN" if isinstance(value, float) else repr(value)
        raise SelectionError(f"{name}: found {shown}, expected a number")


def _limits(given: Any) -> Any:
    if not isinstance(given, Mapping):
        _number("min_confidence", given)
        return given
    for name, limit in given.items():
        _number(f"min_confidence of {name!r}", limit)
        if limit is None:
            raise SelectionError(f"min_confidence of {name!r}: found None, expected a number")
    return dict(given)


def _whole(given: Any) -> tuple[int, ...] | None:
    if given is None:
        return None
    numbers = tuple(given) if isinstance(given, Iterable) else (given,)
    try:
        whole = tuple(operator.index(number) for number in numbers)
    except TypeError:
        raise SelectionError(f"tracker_ids: found {given!r}, expected whole numbers") from None
    return whole


def _renaming(given: Any) -> dict[str, str] | None:
    if given is None:
        return None
    if not isinstance(given, Mapping) or not all(isinstance(n, str) for n in given.values()):
        raise SelectionError(f"rename_classes: found {given!r}, expected a new name for each old")
    return dict(given)
