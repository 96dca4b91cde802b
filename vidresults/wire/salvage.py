"""What can be kept of a text that is damaged: all whole elements before the damage."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from vidresults.wire.cut import offset_of

if TYPE_CHECKING:
    from vidresults.errors import FormatError
    from vidresults.wire.input import Input

# Strings are skipped, also one that does not end; what is left are the brackets.
_TOKENS = re.compile(rb'"(?:[^"\\]|\\.)*+"|"(?s:.)*|[\[\]{}]')
_CLOSING = {b"{": b"}", b"[": b"]"}


def salvage(given: Input, damage: FormatError) -> Input | None:
    """The input up to the last whole element before the damage, closed; None where none is."""
    if damage.place.byte_offset is None:
        return None
    start = offset_of(given.body, given.text)
    kept = _closed(given.body[: damage.place.byte_offset - start])
    if kept is None:
        return None
    text = memoryview(bytes(given.text[:start]) + kept)
    return replace(given, text=text, body=text[start:])


def _closed(text: memoryview) -> bytes | None:
    """The text cut behind the last item of its outermost open list, with its brackets closed."""
    opened: list[tuple[bytes, int]] = []
    ends: dict[int, int] = {}
    for token in _TOKENS.finditer(text):
        mark, end = token.group(), token.end()
        if mark in _CLOSING:
            opened.append((mark, end))
            ends[len(opened)] = end
        elif mark in (b"]", b"}"):
            if not opened or _CLOSING[opened.pop()[0]] != mark:
                return None
            ends[len(opened)] = end
    marks = [mark for mark, _ in opened]
    if not marks:
        return None
    depth = marks.index(b"[") + 1 if b"[" in marks else len(marks)
    closing = b"".join(_CLOSING[mark] for mark in reversed(marks[:depth]))
    return bytes(text[: ends[depth]]) + closing
