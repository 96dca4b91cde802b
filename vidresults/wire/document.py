"""Recognises what an input is: finds the results in it, or names the document that it is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from vidresults.errors import FormatError, SelectionError, WrongDocumentError
from vidresults.wire.cut import cut_object, decode, offset_of
from vidresults.wire.wrong import name_object, name_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    import msgspec

    from vidresults.wire.input import Input

FRAME_KEYS = ("frame_offset", "frame_offsets")
TIME_KEYS = ("time_offset", "time_offsets")
_WRAPPER_LEVELS = 2
_LONGEST_DECODED = 1 << 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One result inside an input.

    Attributes:
        name: Its dotted path of keys inside the wrapper, "" for a bare document.
        members: Its top-level members, undecoded.
        job_id: The job id that a wrapper gives beside it.
        byte_offset: Where it starts in the input's text.
    """

    name: str
    members: dict[str, msgspec.Raw]
    job_id: str | None
    byte_offset: int


def find_documents(given: Input) -> list[Document]:
    """Every result in the input: the document itself, or those one or two levels down.

    Raises:
        FormatError: The text is not JSON.
        WrongDocumentError: There is no result in it; the message says what it is instead.
    """
    text = given.text
    try:
        if not text.lstrip().startswith(b"{"):
            raise WrongDocumentError(name_text(text))
        members = cut_object(text, text)
        found = list(_walk(members, text))
        if not found:
            raise WrongDocumentError(name_object(_small_members(members, text)))
    except FormatError as error:
        raise error.within(file=given.name) from error.__cause__
    return found


def name_document(documents: list[Document], wanted: str | None, given: Input) -> Document:
    """The document that was asked for by name; the only one where none was asked for.

    Raises:
        SelectionError: Several are there and none was named, or the name is not among them.
    """
    names = ", ".join(repr(d.name) for d in documents)
    if wanted is None:
        if len(documents) == 1:
            return documents[0]
        raise SelectionError(
            f"{given.name}: holds {len(documents)} documents: {names}; pick one by name "
            "(--document NAME, or document=...)"
        )
    for document in documents:
        if document.name == wanted:
            return document
    raise SelectionError(f"{given.name}: has no document {wanted!r}; there is {names}")


def _walk(
    members: dict[str, msgspec.Raw], text: bytes, name: tuple[str, ...] = (), offset: int = 0
) -> Iterator[Document]:
    if _is_result(members):
        job_id = _job_id(members, text)
        yield Document(name=".".join(name), members=members, job_id=job_id, byte_offset=offset)
        return
    if len(name) == _WRAPPER_LEVELS:
        return
    job_id = _job_id(members, text)
    for key, raw in members.items():
        if _first_byte(raw) == b"{":
            inner = cut_object(raw, text)
            for document in _walk(inner, text, (*name, key), offset_of(raw, text)):
                yield replace(document, job_id=document.job_id or job_id)


def _is_result(members: dict[str, msgspec.Raw]) -> bool:
    frames, times = (any(key in members for key in keys) for keys in (FRAME_KEYS, TIME_KEYS))
    if frames != times:
        there, missing = (FRAME_KEYS[0], TIME_KEYS[0]) if frames else (TIME_KEYS[0], FRAME_KEYS[0])
        raise FormatError(f"has {there} but no {missing}, expected both")
    return frames


def _job_id(members: dict[str, msgspec.Raw], text: bytes) -> str | None:
    value = decode(members["job_id"], text) if "job_id" in members else None
    return value if isinstance(value, str) and value else None


def _small_members(members: dict[str, msgspec.Raw], text: bytes) -> dict[str, object]:
    """Decoded members; long ones, which no error answer has, stand as None."""
    return {
        key: decode(raw, text) if len(memoryview(raw)) < _LONGEST_DECODED else None
        for key, raw in members.items()
    }


def _first_byte(raw: msgspec.Raw) -> bytes:
    return bytes(memoryview(raw)[:1])
