"""Elements as lines of JSON, and those as columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pyarrow as pa
from pyarrow import json

from vidresults.wire.columns.plain import NotPlain

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from vidresults.wire.cut import Part

_ONE_LINE = bytes.maketrans(b"\0\n\r", b"\n  ")
_LONGEST = 1 << 30


def objects(parts: Sequence[Part], nulls: NDArray[np.bool_]) -> bytes:
    """The elements line by line; pyarrow crashes on a first line that is null."""
    if nulls.any():
        parts = [b"{}" if null else part for part, null in zip(parts, nulls, strict=True)]
    lines = b"\n".join(parts)
    if lines.count(b"\n") == len(parts) - 1 and b"\r" not in lines:
        return lines
    return b"\0".join(parts).translate(_ONE_LINE)


def decoded(lines: bytes, schema: pa.Schema) -> pa.RecordBatch:
    """The lines as one batch: the schema's columns, then those of unknown fields.

    Raises:
        NotPlain: There are more bytes than the reader takes at once.
        ArrowInvalid: A value does not fit the schema, or a key stands twice.
        UnicodeDecodeError: It is no UTF-8.
    """
    if len(lines) > _LONGEST:
        raise NotPlain
    if not lines.isascii():
        lines.decode()  # pyarrow does not look
    table = json.read_json(
        pa.BufferReader(lines),
        read_options=json.ReadOptions(use_threads=False, block_size=len(lines) + 1),
        parse_options=json.ParseOptions(explicit_schema=schema, unexpected_field_behavior="infer"),
    )
    return table.combine_chunks().to_batches()[0]
