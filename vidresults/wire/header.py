"""The lists that number the frames, and which other members are models."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from vidresults.errors import FormatError, Place
from vidresults.wire.cut import cut_list, decode, offset_of
from vidresults.wire.document import FRAME_KEYS, TIME_KEYS, Document
from vidresults.wire.shapes import read_as

FrameNumber = Annotated[int, Meta(ge=0, le=2**63 - 1)]
Seconds = Annotated[float, Meta(ge=0)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """What the document says beside its elements.

    Attributes:
        frames: 0-based frame number in the source video, for each sample.
        times: Seconds as sent, for each sample; None where null was sent.
        models: The undecoded elements of each model.
        extra: Members that are neither offsets nor models, decoded.
    """

    frames: list[int]
    times: list[float | None]
    models: dict[str, list[msgspec.Raw]]
    extra: dict[str, Any]


def read_header(document: Document, text: bytes) -> Header:
    """Read the offsets and tell models from other members.

    Raises:
        FormatError: Offsets of a wrong type or order, lists of unequal length, or no model.
    """
    members = document.members
    frame_key, frames = _offsets(members, FRAME_KEYS, list[FrameNumber], text)
    time_key, times = _offsets(members, TIME_KEYS, list[Seconds | None], text)
    _check_order(frame_key, frames, strictly=True)
    _check_order(time_key, [time for time in times if time is not None], strictly=False)
    models: dict[str, list[msgspec.Raw]] = {}
    extra: dict[str, Any] = {}
    for key, raw in members.items():
        if key in FRAME_KEYS or key in TIME_KEYS:
            continue
        elements = _elements(raw, text)
        if elements is None:
            extra[key] = decode(raw, text)
        else:
            models[key] = elements
    _check_lengths(frame_key, len(frames), {time_key: len(times)})
    _check_lengths(frame_key, len(frames), {key: len(value) for key, value in models.items()})
    if not models:
        raise FormatError(
            "has no model's list, expected at least one beside the offsets",
            Place(byte_offset=document.byte_offset),
        )
    return Header(frames=frames, times=times, models=models, extra=extra)


def _offsets(
    members: dict[str, msgspec.Raw], keys: tuple[str, str], shape: Any, text: bytes
) -> tuple[str, list[Any]]:
    """The list under the singular key; the plural is accepted, and must agree if both are there."""
    present = [key for key in keys if key in members]
    lists = []
    for key in present:
        try:
            lists.append(read_as(shape, decode(members[key], text), field=key))
        except FormatError as error:
            raise error.within(byte_offset=offset_of(members[key], text)) from None
    if any(other != lists[0] for other in lists[1:]):
        raise FormatError(f"{present[0]} and {present[1]} disagree, expected one of them")
    return present[0], lists[0]


def _check_order(key: str, values: list[Any], *, strictly: bool) -> None:
    for position, (earlier, later) in enumerate(itertools.pairwise(values), start=1):
        if later < earlier or (strictly and later == earlier):
            raise FormatError(
                f"found {later} after {earlier}, expected ascending values",
                Place(field=f"{key}[{position}]"),
            )


def _check_lengths(key: str, wanted: int, lengths: dict[str, int]) -> None:
    for name, length in lengths.items():
        if length != wanted:
            raise FormatError(
                f"list {name!r} has {length} items and {key} has {wanted}, expected equal lengths"
            )


def _elements(raw: msgspec.Raw, text: bytes) -> list[msgspec.Raw] | None:
    """The list's items, if it can be a model's list; a list of texts or numbers is none."""
    if bytes(memoryview(raw)[:1]) != b"[":
        return None
    items = cut_list(raw, text)
    scalars = [bytes(memoryview(item)[:1]) not in b"{[n" for item in items]
    return None if items and all(scalars) else items
