"""The shapes of the server's answers, declared before anything touches them.

Absent and null mean the same. Keys that are not declared here are kept by the readers as `extra`.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from typing import Annotated, Any, TypeVar

import msgspec
from msgspec import Meta, Struct, field

from vidresults.errors import FormatError, Place

Long = Annotated[int, Meta(ge=-(2**63), le=2**63 - 1)]
Size = Annotated[int, Meta(ge=0, le=2**31 - 1)]
Length = Annotated[float, Meta(ge=0)]
# A float32 sum of probabilities can end a little above 1; it is kept as sent.
Share = Annotated[float, Meta(ge=0, le=1 + 1e-6)]


class Point(Struct, gc=False):
    """A point in pixels."""

    x: float
    y: float


class Keypoint(Point, gc=False):
    """A named point of an object."""

    confidence: Share | None = None
    class_id: Long | None = None
    class_name: str | None = field(default=None, name="class")


class RunLengths(Struct, gc=False):
    """A mask in COCO run lengths: compressed text, or the plain list of runs."""

    size: Annotated[list[Size], Meta(min_length=2, max_length=2)]
    counts: str | list[Size]


class Box(Struct, gc=False):
    """A box by its centre, in pixels."""

    x: float
    y: float
    width: Length
    height: Length
    confidence: Share | None = None


class Prediction(Box, gc=False, kw_only=True):
    """One detected object; its outline, mask and keypoints are read beside it."""

    class_name: str = field(name="class")
    class_id: Long | None = None
    class_confidence: Share | None = None
    tracker_id: Long | None = None
    detection_id: str | None = None
    parent_id: str | None = None


class Angles(Struct, gc=False):
    """Where a face looks, in radians."""

    yaw: float | None = None
    pitch: float | None = None


class ClassScore(Struct, gc=False):
    """One class of a classified frame; the name is the key where classes stand in an object."""

    class_name: str = field(name="class", default="")
    class_id: Long | None = None
    confidence: Share | None = None


class ElementHead(Struct, gc=False):
    """What an element of any task may say about itself."""

    inference_id: str | None = None
    time: float | None = None


class ImageSize(Struct, gc=False, forbid_unknown_fields=True):
    """Size of the frame the model saw."""

    width: Size | None = None
    height: Size | None = None


def keys_of(*shapes: type[Struct]) -> frozenset[str]:
    """The keys that these shapes know, as they are spelled in JSON."""
    return frozenset(f.encode_name for shape in shapes for f in msgspec.structs.fields(shape))


T = TypeVar("T")


def read_as(shape: type[T], value: Any, *, field: str | None = None) -> T:
    """Convert a decoded value to the shape.

    Raises:
        FormatError: The value has another type or is out of range; names field, found and right.
    """
    try:
        read = msgspec.convert(value, shape)
    except msgspec.ValidationError as error:
        raise _explained(str(error), value, field) from None
    if (rounded := next(_rounded(value, read), None)) is not None:
        path, number = rounded
        raise FormatError(
            f"found {number}, which float64 cannot hold exactly; expected a number that it can",
            Place(field=f"{field or ''}{path}".lstrip(".") or None),
        )
    return read


def _rounded(sent: Any, read: Any) -> Iterator[tuple[str, int]]:
    """Whole numbers that became another number as a float, with their places."""
    if isinstance(read, Struct):
        for name, key in _members_of(type(read)):
            number = sent.get(key)
            if number.__class__ is int and number != getattr(read, name):
                yield f".{key}", number
    elif isinstance(read, list):
        for index, (number, item) in enumerate(zip(sent, read, strict=True)):
            if isinstance(item, Struct):
                for path, inner in _rounded(number, item):
                    yield f"[{index}]{path}", inner
            elif number.__class__ is int and number != item:
                yield f"[{index}]", number


@functools.cache
def _members_of(shape: type[Struct]) -> tuple[tuple[str, str], ...]:
    return tuple((f.name, f.encode_name) for f in msgspec.structs.fields(shape))


_PATH = re.compile(r" - at `\$(.*)`$")
_STEP = re.compile(r"\.([^.\[\]]+)|\[(\d+)\]")
_MISSING = re.compile(r"Object missing required field `(.+?)`")
_LONGEST_FOUND = 40
_WORDS = {
    "float": "a number",
    "int": "a whole number",
    "str": "a text",
    "object": "an object",
    "array": "a list",
    "bool": "true or false",
    "null": "null",
}


def _explained(message: str, value: Any, prefix: str | None) -> FormatError:
    """The decoder's message in the words of this package, with what was found."""
    path = _PATH.search(message)
    steps = list(_STEP.finditer(path.group(1))) if path else []
    missing = _MISSING.search(message)
    name = "".join(step.group(0) for step in steps)
    if missing:
        name += f".{missing.group(1)}"
        problem = "is missing, expected it in every such object"
    else:
        found = _value_at(value, steps)
        problem = f"found {_short(found)}, {_expected(_PATH.sub('', message))}"
    return FormatError(problem, Place(field=f"{prefix or ''}{name}".lstrip(".") or None))


def _value_at(value: Any, steps: list[re.Match[str]]) -> Any:
    for step in steps:
        value = value[step.group(1)] if step.group(1) else value[int(step.group(2))]
    return value


def _short(value: Any) -> str:
    text = repr(value) if isinstance(value, str) else msgspec.json.encode(value).decode()
    return text if len(text) <= _LONGEST_FOUND else f"{text[: _LONGEST_FOUND - 3]}..."


def _expected(message: str) -> str:
    """Turn "Expected `float | null`, got `str`" into "expected a number or null"."""
    if message.startswith("Number out of range"):
        return "expected a number that float64 can hold"
    wanted = re.sub(r", got `.*", "", message)
    types = re.search(r"`([^`]+)`", wanted)
    if not types:
        return wanted[:1].lower() + wanted[1:]
    words = " or ".join(_WORDS.get(kind, kind) for kind in types.group(1).split(" | "))
    limits = wanted[types.end() :].replace(".0", "")
    return f"expected {words}{limits}"
