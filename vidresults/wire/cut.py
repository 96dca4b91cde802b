"""Cuts JSON into its parts without decoding them; every part still knows where it stood."""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Iterator
from typing import Any

import msgspec
import pyarrow as pa

from vidresults.errors import FormatError, Place

_AT_BYTE = re.compile(r" \(byte (\d+)\)$")
# A first half that no second one follows, or a second one without a first.
_HALF_PAIR = re.compile(
    rb"\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F])"
    rb"|(?<!\\u[dD][89abAB][0-9a-fA-F]{2})\\u[dD][c-fC-F][0-9a-fA-F]{2}"
)
_OBJECT = msgspec.json.Decoder(dict[str, msgspec.Raw])
_LIST = msgspec.json.Decoder(list[msgspec.Raw])
_ANYTHING = msgspec.json.Decoder()
_FIRST_VALUE = json.JSONDecoder()

_TWICE = "key {!r} stands twice, expected every key once"
TOO_DEEP = "is nested too deeply, expected at most some hundred levels"
Part = bytes | memoryview | msgspec.Raw


@contextlib.contextmanager
def bounded_depth() -> Iterator[None]:
    """Say so where a text is nested too deeply.

    How deep a decoder goes depends on what called it: a text that one decoder took may still be
    too deep for the next.

    Raises:
        FormatError: It is nested too deeply.
    """
    try:
        yield
    except RecursionError:
        raise FormatError(TOO_DEEP) from None


def offset_of(part: Part, text: bytes | memoryview) -> int:
    """The part's 0-based position in the text that it was cut from."""
    return int(pa.py_buffer(part).address - pa.py_buffer(text).address)


def cut_object(part: Part, text: memoryview) -> dict[str, msgspec.Raw]:
    """The members of a JSON object, in order, undecoded.

    Raises:
        FormatError: Not well-formed, not an object, or a key stands twice.
    """
    members: dict[str, msgspec.Raw] = _decode(_OBJECT, part, offset_of(part, text))
    _refuse_duplicates(members, part, text)
    return members


def cut_list(part: Part, text: memoryview) -> list[msgspec.Raw]:
    """The items of a JSON list, undecoded.

    Raises:
        FormatError: Not well-formed, or not a list.
    """
    items: list[msgspec.Raw] = _decode(_LIST, part, offset_of(part, text))
    return items


def decode_flat(part: Part, start: int | None) -> Any:
    """As `decode`, for what holds no objects that may have a key twice."""
    return _decode(_ANYTHING, part, start)


def decode(part: Part, start: int | None) -> Any:
    """Decode one part wholly, with exact numbers.

    Args:
        part: The JSON text.
        start: The byte at which it starts in its input, for messages; None where that is unknown.

    Raises:
        FormatError: Not well-formed, a key that stands twice in an object, a number that no
            float64 can hold, or nested too deeply.
    """
    value = _decode(_ANYTHING, part, start)
    if bytes(memoryview(part)[:1]) in b"{[":
        _refuse_inner_duplicates(part, start)
    return value


def _decode(decoder: msgspec.json.Decoder[Any], part: Part, start: int | None) -> Any:
    byte: int | None
    try:
        return decoder.decode(part)
    except msgspec.ValidationError as error:
        problem, byte = _plain(str(error)), start
    except msgspec.DecodeError as error:
        problem, byte = _malformed(str(error), memoryview(part))
        byte = None if start is None else start + byte
    except UnicodeDecodeError as error:
        problem, byte = f"the text is not UTF-8 ({error.reason})", start
    except RecursionError:
        problem, byte = TOO_DEEP, start
    raise FormatError(problem, Place(byte_offset=byte))


def _plain(message: str) -> str:
    if message.startswith("Number out of range"):
        return "a number is too large for float64, the largest is 1.8e308"
    if message.startswith("Integer value out of range"):
        return "a whole number is too long, expected at most 4300 digits"
    return message.replace("`", "").replace("Expected", "expected").replace("array", "list")


def _malformed(message: str, part: memoryview) -> tuple[str, int]:
    """What is wrong with the JSON text, and where, from the decoder's words."""
    found = _AT_BYTE.search(message)
    byte = int(found.group(1)) if found else len(part)
    here = bytes(part[byte : byte + len(b"-Infinity")])
    if bytes(part[max(byte - 1, 0) : byte + 1]) == b"-I":
        byte, here = byte - 1, b"-Infinity"
    if here.startswith((b"NaN", b"Infinity", b"-Infinity")):
        return "NaN and Infinity are not JSON, null would be right", byte
    half = _HALF_PAIR.search(part) if re.search("truncated|escape|surrogate", message) else None
    if half:
        shown = half.group().decode()
        return f"{shown} is half of a surrogate pair, expected the whole character", half.start()
    if "truncated" in message:
        return "the JSON text ends too early, expected it to be complete", byte
    if "trailing characters" in message:  # the decoder counts the first character that is too many
        return "text goes on after the end of the document, expected one JSON document", byte - 1
    return f"not well-formed JSON ({_AT_BYTE.sub('', message)})", byte


def _refuse_inner_duplicates(part: Part, start: int | None) -> None:
    """The same for objects at any depth, of which nothing but the key can be told."""

    def refuse(pairs: list[tuple[str, Any]]) -> None:
        if len(pairs) == len(dict(pairs)):
            return
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                raise FormatError(_TWICE.format(key), Place(byte_offset=start))
            seen.add(key)

    try:
        json.loads(bytes(part), object_pairs_hook=refuse, parse_float=str, parse_int=str)
    except RecursionError:
        raise FormatError(TOO_DEEP, Place(byte_offset=start)) from None


def _refuse_duplicates(members: dict[str, msgspec.Raw], part: Part, text: memoryview) -> None:
    """A decoder keeps the last of two equal keys; the first would be lost without a word.

    The bytes between two kept values hold one key and its colon; where they hold more, it is a
    member that was overwritten.
    """
    base, view = offset_of(part, text), memoryview(part)
    opening = re.match(rb"\s*\{", view)
    assert opening is not None
    position = opening.end()
    for start, raw in sorted((offset_of(raw, text) - base, raw) for raw in members.values()):
        gap = bytes(view[position:start]).decode(errors="replace").lstrip(", \t\r\n")
        key, end = _FIRST_VALUE.raw_decode(gap)
        if gap[end:].strip() != ":":
            raise FormatError(
                _TWICE.format(key),
                Place(byte_offset=base + position),
            )
        position = start + len(memoryview(raw))
