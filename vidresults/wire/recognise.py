"""Recognises what an input is by its content, or names the document that it is instead."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from vidresults.errors import FormatError, WrongDocumentError
from vidresults.wire import video_inference
from vidresults.wire.cut import bounded_depth, cut_object, decode
from vidresults.wire.neighbours import (
    archive,
    image_response,
    json_lines,
    json_list,
    supervision_frames,
    table_text,
    workflow,
)
from vidresults.wire.salvage import salvage
from vidresults.wire.wrong import name_object, name_text

if TYPE_CHECKING:
    import msgspec

    from vidresults.wire.document import Document
    from vidresults.wire.input import Input

# The formats that are a JSON object, in the order in which they are asked. What is no JSON object
# has marks of its own: archives, JSON lines, JSON lists (`json_list`) and tables (`table_text`).
OBJECTS = (video_inference.find, supervision_frames.find, image_response.find, workflow.find)
_LONGEST_DECODED = 1 << 16


def find_documents(given: Input, *, lenient: bool = False) -> list[Document]:
    """Every result in the input.

    Args:
        given: The input.
        lenient: Where the text is damaged, take the documents as far as they are whole.

    Raises:
        FormatError: The text is not what it begins as.
        WrongDocumentError: There is no result in it; the message says what it is instead.
    """
    if archive.is_archive(given):
        try:
            return archive.find(given, partial(find_documents, lenient=lenient))
        except FormatError as error:
            raise error.within(file=given.name) from error.__cause__
    try:
        with bounded_depth():
            return _found(given)
    except WrongDocumentError as error:
        raise error.within(file=given.name) from error.__cause__
    except FormatError as error:
        damage = error.within(file=given.name)
        kept = salvage(given, damage) if lenient else None
        if kept is None:
            raise damage from error.__cause__
        return [replace(document, defects=(damage,)) for document in find_documents(kept)]


def _found(given: Input) -> list[Document]:
    if json_lines.is_json_lines(given):
        return json_lines.find(given)
    if given.begins_with(b"{"):
        members = cut_object(given.body, given.text)
        for find in OBJECTS:
            if found := find(members, given):
                return found
        raise WrongDocumentError(name_object(_small_members(members)))
    found = json_list.find(given) if given.begins_with(b"[") else table_text.find(given)
    if not found:
        raise WrongDocumentError(name_text(given.head()))
    return found


def _small_members(members: dict[str, msgspec.Raw]) -> dict[str, object]:
    """Decoded members; long ones, which no error answer has, stand as None."""
    return {
        key: decode(raw, None) if len(memoryview(raw)) < _LONGEST_DECODED else None
        for key, raw in members.items()
    }
