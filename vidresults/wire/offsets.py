"""The lists that number the frames of a result document."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
import numpy as np
from msgspec import Meta

from vidresults.errors import FormatError, Place
from vidresults.wire.cut import decode, decode_flat, offset_of
from vidresults.wire.shapes import read_as
from vidresults.wire.windows import Span

if TYPE_CHECKING:
    from numpy.typing import NDArray

FRAME_KEYS = ("frame_offset", "frame_offsets")
TIME_KEYS = ("time_offset", "time_offsets")
Members = dict[str, msgspec.Raw]

_FRAMES = list[Annotated[int, Meta(ge=0, le=2**63 - 1)]]
_TIMES = list[Annotated[float, Meta(ge=0)] | None]


def read_offsets(
    members: Members, text: memoryview
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Frame numbers and seconds of every sample; NaN where no time was sent.

    Raises:
        FormatError: A value of a wrong type or order, or lists of unequal length.
    """
    frame_key, frames = _offsets(members, FRAME_KEYS, _FRAMES, np.int64, text)
    time_key, times = _offsets(members, TIME_KEYS, _TIMES, np.float64, text)
    _check_order(frame_key, frames, strictly=True)
    _check_order(time_key, times[~np.isnan(times)], strictly=False)
    check_length(time_key, len(times), frame_key, len(frames))
    return frames, times


def check_length(name: str, length: int, wanted_by: str, wanted: int) -> None:
    """Refuse a list that has not one item for each sample.

    Raises:
        FormatError: It has more or fewer.
    """
    if length != wanted:
        raise FormatError(
            f"list {name!r} has {length} items and {wanted_by} has {wanted}, expected equal lengths"
        )


def _offsets(
    members: Members, keys: tuple[str, str], shape: Any, dtype: Any, text: memoryview
) -> tuple[str, NDArray[Any]]:
    """The list under the singular key; the plural is accepted, and must agree if both are there."""
    present = [key for key in keys if key in members]
    lists = []
    for key in present:
        try:
            lists.append(_numbers(key, members[key], shape, dtype, text))
        except FormatError as error:
            raise error.within(byte_offset=offset_of(members[key], text)) from None
    if any(not np.array_equal(other, lists[0], equal_nan=True) for other in lists[1:]):
        raise FormatError(f"{present[0]} and {present[1]} disagree, expected one of them")
    return present[0], lists[0]


def _numbers(key: str, raw: msgspec.Raw, shape: Any, dtype: Any, text: memoryview) -> NDArray[Any]:
    """The list's numbers, read window by window; NaN stands for null."""
    if bytes(memoryview(raw)[:1]) != b"[":
        read_as(list[Any], decode(raw, None), field=key)
    found = [np.empty(0, dtype)]
    for window in Span(raw, text).windows():
        assert window.text is not None
        values = decode_flat(window.text, window.start)
        try:
            found.append(np.array(read_as(shape, values, field=key), dtype))
        except FormatError as error:
            raise _moved(error, window.first) from None
    return np.concatenate(found)


def _moved(error: FormatError, by: int) -> FormatError:
    """The error with the item's position in the list instead of that in the window."""
    field = re.sub(
        r"\[(\d+)\]", lambda found: f"[{int(found[1]) + by}]", error.place.field or "", count=1
    )
    return FormatError(error.problem, Place(field=field))


def _check_order(key: str, values: NDArray[Any], *, strictly: bool) -> None:
    steps = np.diff(values)
    wrong = np.flatnonzero(steps <= 0 if strictly else steps < 0)
    if len(wrong):
        position = int(wrong[0]) + 1
        raise FormatError(
            f"found {values[position]} after {values[position - 1]}, expected ascending values",
            Place(field=f"{key}[{position}]"),
        )
