"""JSON lines, as the inference CLI and Batch Processing write them: an object on each line.

    {"<output>": {"image": ..., "predictions": [...]}, "<other output>": ...}

A line is a row of a Workflow's outputs (`workflow_rows`), or the answer for a single image
(`image_response`). Bare NaN, which these tools may write, is read as null, with a warning.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import msgspec

from vidresults.errors import FormatError, WrongDocumentError
from vidresults.wire.cut import cut_object, offset_of
from vidresults.wire.neighbours import image_response, workflow
from vidresults.wire.neighbours.nan import UNDECODABLE, null_for_nan, warn_of_nan
from vidresults.wire.offsets import FRAME_KEYS
from vidresults.wire.wrong import name_object

if TYPE_CHECKING:
    from vidresults.wire.document import Document
    from vidresults.wire.input import Input

KIND = "json-lines"
_KIND_OF_ANSWERS = "json-lines of image responses"
_LINE = re.compile(rb"[^\n]+")
_BRACE, _NEW_LINE = re.compile(rb"\{"), re.compile(rb"\n")
_NEXT = re.compile(rb"\}[ \t\r]*\n\s*\{")
# A result of the API, which may be one line of gigabytes: where that ends need not be looked for.
_FRAMES_FIRST = re.compile(rb'\{\s*"(?:' + "|".join(FRAME_KEYS).encode() + rb')"')
_MEMBERS = msgspec.json.Decoder(dict[str, msgspec.Raw])

Row = dict[str, msgspec.Raw]


def is_json_lines(given: Input) -> bool:
    """Whether the first line is a whole object and another one follows."""
    head = given.head()
    if not head.startswith(b"{") or _FRAMES_FIRST.match(head):
        return False
    brace = _BRACE.search(given.body)
    end = _NEW_LINE.search(given.body, brace.start()) if brace else None
    if brace is None or end is None:
        return False
    if not _NEXT.search(given.body[max(end.start() - 64, 0) : end.end() + 64]):
        return False
    try:
        members = _MEMBERS.decode(null_for_nan(given.body[brace.start() : end.start()])[0])
    except UNDECODABLE:
        return False
    return not any(key in members for key in FRAME_KEYS)


def find(given: Input) -> list[Document]:
    """The document of all lines.

    Raises:
        FormatError: A line is no JSON object.
        WrongDocumentError: No line holds predictions.
    """
    try:
        rows = _rows(given)
    except FormatError:
        text, count = null_for_nan(given.text)
        if not count:
            raise
        start = offset_of(given.body, given.text)
        view = memoryview(text)
        given = replace(given, text=view, body=view[start:])
        rows = _rows(given)
        warn_of_nan(count, given.name)
    if all(image_response.is_response(members) for members in rows):
        return image_response.find_list(_lines(given.body), given, kind=_KIND_OF_ANSWERS)
    found = workflow.find_items(rows, given, kind=KIND)
    if not found:
        known = name_object(dict.fromkeys(rows[0]))
        raise WrongDocumentError(f"is JSON lines without predictions; its first line {known}")
    return found


def _rows(given: Input) -> list[Row]:
    return [cut_object(line, given.text) for line in _lines(given.body)]


def _lines(body: memoryview) -> list[memoryview]:
    """The lines that are not blank, without the white space around them."""
    found = []
    for line in _LINE.finditer(body):
        text = line.group()
        start = len(text) - len(text.lstrip())
        if text.strip():
            found.append(body[line.start() + start : line.start() + len(text.rstrip())])
    return found
