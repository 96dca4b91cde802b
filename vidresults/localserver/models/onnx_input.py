"""The input size of an ONNX file, read from its protocol buffer without any runtime.

Only the few fields on the way are followed: model 7 graph; graph 5 initializer, 11 input; tensor
8 name; value 1 name, 2 type; type 1 tensor; tensor type 2 shape; shape 1 dimension; dimension 1
value.
"""

from __future__ import annotations

import mmap
from collections.abc import Iterator
from pathlib import Path

from vidresults.errors import ServerError

_VARINT, _FIXED_64, _BYTES, _FIXED_32 = 0, 1, 2, 5
_FIXED_SIZES = {_FIXED_64: 8, _FIXED_32: 4}
_FREE_SIDE = 640


def input_size(file: Path) -> tuple[int, int]:
    """Width and height of the pictures that a network takes.

    Raises:
        ServerError: It takes something other than one colour picture.
    """
    shape = input_shape(file)
    if len(shape) != 4 or shape[0] not in (None, 1) or shape[1] not in (None, 3):  # noqa: PLR2004 - batch, channels, height, width
        raise ServerError(f"{file.name} takes input of shape {shape}, not (1, 3, height, width)")
    return shape[3] or _FREE_SIDE, shape[2] or _FREE_SIDE


def input_shape(file: Path) -> tuple[int | None, ...]:
    """Dimensions of the first input that is no weight; None where they are free.

    Raises:
        ServerError: The file is no ONNX model.
    """
    try:
        with file.open("rb") as opened, mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ) as m:
            return _shape_in(m)
    except (OSError, ValueError, IndexError) as error:
        raise ServerError(f"{file.name} is no ONNX model: {error}") from None


def _shape_in(data: mmap.mmap) -> tuple[int | None, ...]:
    graph = _first(data, 7, *_whole(data))
    weights = {_name(data, 8, *span) for span in _spans(data, 5, *graph)}
    for span in _spans(data, 11, *graph):
        if _name(data, 1, *span) not in weights:
            shape = span
            for field in (2, 1, 2):
                shape = _first(data, field, *shape)
            return tuple(_value(data, *dim) for dim in _spans(data, 1, *shape))
    raise ValueError("it has no input")


def _whole(data: mmap.mmap) -> tuple[int, int]:
    return 0, len(data)


def _fields(data: mmap.mmap, start: int, end: int) -> Iterator[tuple[int, int, int, int]]:
    """Yield (field, wire type, start, end) of each field's content; a varint is its own content."""
    while start < end:
        tag, start = _varint(data, start)
        field, kind = tag >> 3, tag & 7
        if kind == _VARINT:
            _, stop = _varint(data, start)
        elif kind == _BYTES:
            length, start = _varint(data, start)
            stop = start + length
        elif kind in _FIXED_SIZES:
            stop = start + _FIXED_SIZES[kind]
        else:
            raise ValueError(f"its bytes break off or are something else, at {start}")
        if stop > end:
            raise ValueError(f"its bytes break off, at {start}")
        yield field, kind, start, stop
        start = stop


def _varint(data: mmap.mmap, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:  # noqa: PLR2004 - the last byte has no high bit
            return value, at
        shift += 7


def _spans(data: mmap.mmap, wanted: int, start: int, end: int) -> Iterator[tuple[int, int]]:
    for field, kind, a, b in _fields(data, start, end):
        if field == wanted and kind == _BYTES:
            yield a, b


def _first(data: mmap.mmap, wanted: int, start: int, end: int) -> tuple[int, int]:
    for span in _spans(data, wanted, start, end):
        return span
    raise ValueError("it has no graph with an input of a known shape")


def _name(data: mmap.mmap, wanted: int, start: int, end: int) -> bytes:
    for a, b in _spans(data, wanted, start, end):
        return data[a:b]
    return b""


def _value(data: mmap.mmap, start: int, end: int) -> int | None:
    for field, kind, a, _ in _fields(data, start, end):
        if field == 1 and kind == _VARINT:
            return _varint(data, a)[0] or None
    return None
