"""A JSON list: of answers for images, of a Workflow's outputs, or the rows of a JSONSink."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from vidresults.errors import FormatError
from vidresults.wire.cut import cut_list, cut_object, offset_of
from vidresults.wire.neighbours import image_response, supervision_sink, workflow
from vidresults.wire.neighbours.nan import null_for_nan, warn_of_nan
from vidresults.wire.neighbours.workflow_rows import head_of

if TYPE_CHECKING:
    import msgspec

    from vidresults.wire.document import Document
    from vidresults.wire.input import Input

_OF_OBJECTS = re.compile(rb"\[\s*(?:null\s*,\s*)*\{")
_OF_SINK = re.compile(rb'\[\s*\{\s*"x_min"')


def find(given: Input) -> list[Document]:
    """The document of the list's items; empty where they are something else.

    Raises:
        FormatError: The list is damaged.
    """
    if not _OF_OBJECTS.match(given.head()):
        return []
    given, items = _items(given)
    rows = [cut_object(item, given.text) for item in items if head_of(item) == b"{"]
    if supervision_sink.is_header(rows[0]):
        return supervision_sink.find_json(items, given)
    if image_response.is_response(rows[0]):
        return image_response.find_list(items, given)
    if len(rows) < len(items):
        return []
    return workflow.find_items(rows, given)


def _items(given: Input) -> tuple[Input, list[msgspec.Raw]]:
    """The list's items; a sink may have written bare NaN."""
    try:
        return given, cut_list(given.body, given.text)
    except FormatError:
        if not _OF_SINK.match(given.head()):
            raise
        text, count = null_for_nan(given.text)
        start, view = offset_of(given.body, given.text), memoryview(text)
        given = replace(given, text=view, body=view[start:])
        items = cut_list(given.body, given.text)
        warn_of_nan(count, given.name)
        return given, items
