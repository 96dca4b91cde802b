"""Recognises what an input is by its content, or names the document that it is instead."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from vidresults.errors import FormatError, WrongDocumentError
from vidresults.wire import video_inference
from vidresults.wire.cut import cut_object, decode
from vidresults.wire.salvage import salvage
from vidresults.wire.wrong import name_object, name_text

if TYPE_CHECKING:
    import msgspec

    from vidresults.wire.document import Document
    from vidresults.wire.input import Input

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
    try:
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
    if not given.begins_with(b"{"):
        raise WrongDocumentError(name_text(given.head()))
    members = cut_object(given.body, given.text)
    found = video_inference.find(members, given.text)
    if not found:
        raise WrongDocumentError(name_object(_small_members(members)))
    return found


def _small_members(members: dict[str, msgspec.Raw]) -> dict[str, object]:
    """Decoded members; long ones, which no error answer has, stand as None."""
    return {
        key: decode(raw, None) if len(memoryview(raw)) < _LONGEST_DECODED else None
        for key, raw in members.items()
    }
