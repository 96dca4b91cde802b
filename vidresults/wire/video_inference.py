"""The result document of the Video Inference API.

    {"frame_offset": [0, 5, ...], "time_offset": [0.0, 0.2, ...], "<model>": [element, ...], ...}

Frame numbers are 0-based, times are seconds rounded to four decimals, every list has the same
length, and an element is null where the model did not run on the frame. A document may stand one
or two levels deep in a wrapper.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from vidresults.errors import FormatError, Place, SelectionError
from vidresults.wire.cut import cut_list, cut_object, decode, offset_of
from vidresults.wire.document import Document, Header, Numbering
from vidresults.wire.offsets import FRAME_KEYS, TIME_KEYS, Members, read_offsets
from vidresults.wire.windows import Span

if TYPE_CHECKING:
    import msgspec

    from vidresults.wire.input import Input
    from vidresults.wire.windows import Elements

KIND = "video-inference"
_WRAPPER_LEVELS = 2


def find(members: Members, given: Input) -> list[Document]:
    """The document itself, or those one or two levels down; empty where there is none.

    Raises:
        FormatError: A document has only one of the offsets.
    """
    return list(_walk(members, given.text, name=(), byte=0, job_id=None))


def _walk(
    members: Members, text: memoryview, *, name: tuple[str, ...], byte: int, job_id: str | None
) -> Iterator[Document]:
    job_id = _job_id(members) or job_id
    if _is_result(members):
        yield Document(
            name=".".join(name),
            kind=KIND,
            read_header=partial(_read_header, members, text, byte),
            job_id=job_id,
            byte_offset=byte,
        )
        return
    if len(name) == _WRAPPER_LEVELS:
        return
    for key, raw in members.items():
        if _first_byte(raw) == b"{":
            inner, start = cut_object(raw, text), offset_of(raw, text)
            yield from _walk(inner, text, name=(*name, key), byte=start, job_id=job_id)


def _is_result(members: Members) -> bool:
    frames, times = (any(key in members for key in keys) for keys in (FRAME_KEYS, TIME_KEYS))
    if frames != times:
        there, missing = (FRAME_KEYS[0], TIME_KEYS[0]) if frames else (TIME_KEYS[0], FRAME_KEYS[0])
        raise FormatError(f"has {there} but no {missing}, expected both")
    return frames


def _job_id(members: Members) -> str | None:
    value = decode(members["job_id"], None) if "job_id" in members else None
    return value if isinstance(value, str) and value else None


def _first_byte(raw: msgspec.Raw) -> bytes:
    return bytes(memoryview(raw)[:1])


def _read_header(members: Members, text: memoryview, byte: int, numbering: Numbering) -> Header:
    """Read the offsets and tell models from other members.

    Raises:
        FormatError: Offsets of a wrong type or order, lists of unequal length, or no model.
        SelectionError: A numbering was given, and the document has its own.
    """
    if numbering != Numbering():
        raise SelectionError("the document numbers its frames itself: leave out stride and fps")
    frames, times = read_offsets(members, text)
    models: dict[str, Elements] = {}
    extra: dict[str, Any] = {}
    for key, raw in members.items():
        if key in FRAME_KEYS or key in TIME_KEYS:
            continue
        if _is_model(raw, text):
            models[key] = Span(raw, text)
        else:
            extra[key] = decode(raw, offset_of(raw, text))
    if not models:
        raise FormatError(
            "has no model's list, expected at least one beside the offsets",
            Place(byte_offset=byte),
        )
    return Header(frames=frames, times=times, models=models, extra=extra)


def _is_model(raw: msgspec.Raw, text: memoryview) -> bool:
    """Whether it can be a model's list; a list of texts or numbers alone is none."""
    start = bytes(memoryview(raw)[:64]).split()
    head = b"".join(start)
    if head[:1] != b"[" or head[1:2] in (b"{", b"[", b"n", b"]"):
        return head[:1] == b"["
    items = cut_list(raw, text)
    return any(_first_byte(item) in (b"{", b"[", b"n") for item in items)
