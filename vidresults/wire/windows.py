"""Cuts a list of any length into windows of undecoded items, without holding more than one.

Where a window ends is guessed from the text and proved: the bytes up to there, in brackets, must
be a list. A wrong guess costs another try, never a wrong cut.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import msgspec

from vidresults.wire.cut import Part, offset_of

# Large enough that a window's fixed costs do not show, small enough that many fit into memory.
WINDOW_BYTES = 4 << 20
_GUESSES = 4
_GROWTH = 4
_TAIL = 1 << 16
_SPACE = b" \t\r\n"
_COMMA = 0x2C
_ITEMS = msgspec.json.Decoder(list[msgspec.Raw])
# How the first item that is not null begins: an object with its first key, a list, or a scalar.
_HEAD = re.compile(rb'\s*(?:null\s*,\s*)*(\{(?:\s*"[^"\\]{0,64}"\s*:)?|\[)?')


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Some neighbouring items of a list.

    Attributes:
        first: Position of the first item in the list.
        parts: The items' JSON texts, undecoded.
        text: The text that `parts` are pieces of, None where they have no place in one.
        start: Where `text` begins in the input's text.
    """

    first: int
    parts: Sequence[Part]
    text: bytes | memoryview | None = None
    start: int = 0

    def offset(self, index: int) -> int | None:
        """The byte at which the item at `index` of this window starts; None where unknown."""
        return None if self.text is None else self.start + offset_of(self.parts[index], self.text)

    def until(self, end: int) -> Window:
        """The window without the items from this position in the list on."""
        return replace(self, parts=self.parts[: max(end - self.first, 0)])


class Elements(Protocol):
    """The undecoded elements of one model, as often as asked."""

    def windows(self) -> Iterator[Window]:
        """Yield them in order, a bounded number of bytes at a time."""


@dataclass(frozen=True, slots=True)
class Listed:
    """Elements that are already cut; b"null" where the model did not run.

    Attributes:
        parts: The elements' JSON texts.
        text: The text that they are pieces of, where messages shall tell their bytes.
    """

    parts: Sequence[Part]
    text: memoryview | None = None

    def windows(self) -> Iterator[Window]:
        """Yield them in order, a bounded number of bytes at a time."""
        start = size = 0
        for end, part in enumerate(self.parts, start=1):
            size += len(memoryview(part))
            if size > WINDOW_BYTES or end == len(self.parts):
                yield Window(first=start, parts=self.parts[start:end], text=self.text)
                start, size = end, 0


@dataclass(frozen=True, slots=True)
class Span:
    """The items of a list inside a text that is known to be well-formed.

    Attributes:
        raw: The list with its brackets.
        text: The input's whole text.
    """

    raw: Part
    text: memoryview

    def windows(self) -> Iterator[Window]:
        """Yield them in order, a bounded number of bytes at a time."""
        view = memoryview(self.raw)
        base = offset_of(view, self.text)
        position, first, size = 1, 0, WINDOW_BYTES
        while position < len(view):
            piece = view[position : position + size]
            if position + len(piece) < len(view):
                text, parts = _whole_items(piece)
            else:
                text = b"".join((b"[", piece))
                parts = _ITEMS.decode(text)
            if not text:
                size *= _GROWTH
                continue
            if parts:
                yield Window(first=first, parts=parts, text=text, start=base + position - 1)
            first, position, size = first + len(parts), position + len(text) - 1, WINDOW_BYTES


def _whole_items(piece: memoryview) -> tuple[bytes, list[msgspec.Raw]]:
    """The items that certainly end in the piece, as a list; empty where no end is found."""
    found = _HEAD.match(piece)
    head = (found and found.group(1)) or b","
    for length in (_TAIL, len(piece)):
        start = max(len(piece) - length, 0)
        for comma in _guesses(bytes(piece[start:]), head):
            guess = b"".join((b"[", piece[: start + comma], b"]"))
            try:
                return guess, _ITEMS.decode(guess)
            except msgspec.DecodeError:
                continue
    return b"", []


def _guesses(text: bytes, head: bytes) -> Iterator[int]:
    """Where the last items of the text may begin: the commas before them, the last one first."""
    end = len(text)
    for _ in range(_GUESSES):
        end = text.rfind(head, 0, end)
        comma = end if head == b"," else _last_byte(text, end)
        if comma < 1:
            return
        if text[comma] == _COMMA:
            yield comma


def _last_byte(text: bytes, end: int) -> int:
    """Where the last byte before `end` stands that is no white space; negative where none is."""
    while end > 0 and text[end - 1] in _SPACE:
        end -= 1
    return end - 1
