"""Numbers that were sent as texts: one that spells a number as JSON does is read as that number."""

from __future__ import annotations

import functools
import json
import math
import re
from typing import Any, TypeVar

import msgspec
from msgspec import Struct

from vidresults.errors import FormatError
from vidresults.wire.shapes import read_as

S = TypeVar("S", bound=Struct)
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,30})(?:\.[0-9]{1,60})?(?:[eE][+-]?[0-9]{1,3})?")


def read_spelled(
    shape: type[S], value: Any, *, field: str | None = None
) -> tuple[S, dict[str, Any]]:
    """Convert an object in which a text may spell a number; also those texts, by key.

    Raises:
        FormatError: As `read_as`.
    """
    try:
        return read_as(shape, value, field=field), {}
    except FormatError:
        numbers = _spelled(shape, value)
        if not numbers:
            raise
    return read_as(shape, value | numbers, field=field), {key: value[key] for key in numbers}


def read_all_spelled(shape: type[S], values: Any, *, field: str) -> tuple[list[S], bool]:
    """Convert a list of such objects; also whether a text spelled a number.

    Raises:
        FormatError: As `read_as`.
    """
    try:
        return read_as(list[shape], values, field=field), False  # type: ignore[valid-type] # a class
    except FormatError:
        numbers = [_spelled(shape, v) for v in values] if isinstance(values, list) else []
        if not any(numbers):
            raise
    read = [v | n if n else v for v, n in zip(values, numbers, strict=True)]
    return read_as(list[shape], read, field=field), True  # type: ignore[valid-type] # a class


def _spelled(shape: type[Struct], value: Any) -> dict[str, Any]:
    """The numbers that texts spell as JSON does, where the shape wants numbers."""
    if not isinstance(value, dict):
        return {}
    numbers = {
        key: json.loads(value[key])
        for key in _number_keys(shape)
        if isinstance(value.get(key), str) and _NUMBER.fullmatch(value[key])
    }
    return {key: number for key, number in numbers.items() if math.isfinite(number)}


@functools.cache
def _number_keys(shape: type[Struct]) -> tuple[str, ...]:
    fields = msgspec.structs.fields(shape)
    return tuple(f.encode_name for f in fields if f.type not in (str, str | None))
