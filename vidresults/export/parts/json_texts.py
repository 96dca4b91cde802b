"""JSON texts of whole columns, byte for byte what msgspec writes for each value alone."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from typing import IO, Any

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

encode = msgspec.json.Encoder().encode

Pieces = list[pa.Array | str]
"""What is joined for every row: a text for each, or the same for all."""

_BETWEEN = ",\n"
# Arrow and msgspec write numbers from here to there with the same digits and without an exponent.
_LEAST, _BEYOND = 1e-5, 1e10
_SOME, _DIFFERENT = 1024, 0.95
_ESCAPED = r'["\\\x00-\x1f]'


def texts_of(values: pa.Array) -> Pieces:
    """The texts of whole numbers, real numbers or strings; null stays null."""
    if pa.types.is_floating(values.type):
        some = values.slice(0, _SOME)
        if len(some.unique()) > _DIFFERENT * len(some):
            return _reals(values)
        # Boxes often lie on whole or half pixels: a few numbers, again and again.
        coded = values.dictionary_encode()
        return [_joined(_reals(coded.dictionary)).take(coded.indices)]
    texts = pc.cast(values, pa.string())
    return [texts] if pa.types.is_integer(values.type) else _strings(texts)


def _reals(values: pa.Array) -> Pieces:
    """Arrow's 542 is 542.0 here; what it writes in other forms, some no JSON, is written alone."""
    plain = values.fill_null(0.0).to_numpy()
    size = np.abs(plain)
    other = ~((size >= _LEAST) & (size < _BEYOND) | (size == 0))
    whole = (np.floor(plain) == plain) & ~other
    texts = pc.cast(values, pa.string())
    if other.any():
        texts = pc.replace_with_mask(texts, pa.array(other), _one_by_one(plain[other].tolist()))
    return [texts, pc.if_else(pa.array(whole), ".0", "")]


def _strings(values: pa.Array) -> Pieces:
    other = pc.match_substring_regex(values, _ESCAPED).fill_null(fill_value=False)
    if not pc.any(other).as_py():
        return ['"', values, '"']
    texts = pc.binary_join_element_wise('"', values, '"', "")
    escaped = _one_by_one(values.filter(other).to_pylist())
    return [pc.replace_with_mask(texts, other, escaped)]


def objects(members: dict[str, Pieces]) -> Pieces:
    """Objects of these members; where a value is null its key is left out, never the first."""
    pieces: Pieces = ["{"]
    for key, value in members.items():
        comma = "," if len(pieces) > 1 else ""
        pieces += _where_known([f'{comma}"{key}":', *value])
    return [*pieces, "}"]


def _where_known(pieces: Pieces) -> Pieces:
    """An empty text for rows in which a piece is null, which would make all of the row null."""
    columns = [piece for piece in pieces if isinstance(piece, pa.Array)]
    if any(0 < len(column) == column.null_count for column in columns):
        return []
    if not any(column.null_count for column in columns):
        return pieces
    return [_joined(pieces).fill_null("")]


def _joined(pieces: Pieces) -> pa.Array:
    joined: Pieces = []
    for is_same, group in itertools.groupby(pieces, lambda piece: isinstance(piece, str)):
        neighbours = list(group)
        joined += ["".join(neighbours)] if is_same else neighbours
    return pc.binary_join_element_wise(*joined, "")


def items(rows: Iterable[Any]) -> Iterator[bytes]:
    """Values one by one, as `write_list` takes them."""
    for row in rows:
        yield _BETWEEN.encode() + encode(row)


def items_of_texts(texts: Pieces, other: pa.Array, rows: Sequence[Any]) -> memoryview:
    """Items of which those that are marked as other are not these texts, but these rows."""
    found = _joined([_BETWEEN, *texts])
    if rows:
        lines = pa.array([line.decode() for line in items(rows)], pa.string())
        found = pc.replace_with_mask(found, other, lines)
    ends = np.frombuffer(found.buffers()[1], np.int32)[found.offset :][: len(found) + 1]
    return memoryview(found.buffers()[2])[int(ends[0]) : int(ends[-1])]


def write_list(out: IO[bytes], parts: Iterable[bytes | memoryview]) -> None:
    """Write a JSON list, an item a line, of parts that hold any number of items."""
    out.write(b"[")
    skipped = 1  # before the first item stands no comma
    for part in parts:
        if len(part):
            out.write(part[skipped:])
            skipped = 0
    out.write(b"\n]")


def write_object(out: IO[bytes], members: dict[str, Any]) -> None:
    """Write a JSON object of objects, which are dicts, and of lists as `write_list` takes them."""
    for position, (key, value) in enumerate(members.items()):
        out.write((b",\n" if position else b"{\n") + encode(key) + b": ")
        if isinstance(value, dict):
            out.write(encode(value))
        else:
            write_list(out, value)
    out.write(b"\n}\n")


def _one_by_one(values: list[Any]) -> pa.Array:
    return pa.array([encode(value).decode() for value in values], pa.string())
