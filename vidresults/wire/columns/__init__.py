"""The quick way: a window of elements decoded as columns, without an object for any box.

It takes what it certainly reads as the exact way does, value for value: elements with boxes,
outlines and keypoints, also with unknown fields that are no objects or lists, and bare vectors.
For anything else - a missing field, a value out of range, another task - it gives up on the
window, and the exact way reads it, keeps what there is to keep and says where what is wrong.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from vidresults.wire.columns.boxes import Boxes, decode_boxes
from vidresults.wire.columns.lines import objects
from vidresults.wire.columns.plain import NotPlain
from vidresults.wire.columns.vectors import vectors

if TYPE_CHECKING:
    from vidresults.wire.rows import Samples
    from vidresults.wire.windows import Window

__all__ = ["read_columns"]


def read_columns(window: Window, samples: Samples) -> list[tuple[str, pa.RecordBatch]] | None:
    """The window's checked batches, or None where the exact way has to read it."""
    heads = [bytes(memoryview(part)[:1]) for part in window.parts]
    kind = next((head for head in heads if head != b"n"), b"n")
    try:
        if kind == b"{":
            nulls = np.array([head == b"n" for head in heads])
            batch, schema = decode_boxes(objects(window.parts, nulls))
            return Boxes(batch, schema, nulls, samples).batches()
        if kind == b"[":
            return vectors(window.parts, samples)
    except (NotPlain, pa.ArrowInvalid, UnicodeDecodeError):
        pass
    return None
