"""Bare vectors as batches of inferences and embeddings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from vidresults.wire.columns.plain import EXACT, NotPlain, list_of, within

if TYPE_CHECKING:
    from vidresults.wire.cut import Part
    from vidresults.wire.rows import Samples

_NUMBER_A_LINE = bytes.maketrans(b",", b"\n")
_BRACKETS_AND_SPACE = b"[] \t\r\n"


def vectors(parts: Sequence[Part], samples: Samples) -> list[tuple[str, pa.RecordBatch]]:
    """The checked batches.

    Raises:
        NotPlain: One is empty, which tells no task, or something else than a list of numbers.
        ArrowInvalid: An item is no number.
    """
    inferred = np.array([bytes(memoryview(part)[:1]) != b"n" for part in parts])
    there = np.flatnonzero(inferred)
    sent = [bytes(part) for part, ran in zip(parts, inferred, strict=True) if ran]
    numbers = _numbers(sent)
    offsets = np.cumsum([0, *(text.count(b",") + 1 for text in sent)])
    if len(numbers) != offsets[-1]:
        raise NotPlain
    within(numbers, -EXACT, EXACT)
    columns = {
        "state": pc.if_else(pa.array(inferred), "inferred", "not_inferred"),
        "task": pc.if_else(pa.array(inferred), "clip-embed-image", pa.scalar(None, pa.string())),
    }
    listed = pa.ListArray.from_arrays(
        pa.array(offsets, pa.int32()), numbers, type=list_of(pa.float64())
    )
    return [
        ("inferences", samples.batch("inferences", np.arange(len(parts)), **columns)),
        ("embeddings", samples.batch("embeddings", there, vector=listed)),
    ]


def _numbers(sent: Sequence[bytes]) -> pa.Array:
    """The numbers of all vectors, one after the other.

    The texts are well-formed JSON, and a reader of tables takes a number a line in half the time
    of a reader of JSON; whatever is no number is an error there, too.
    """
    text = b",".join(sent)
    if text.count(b"[") != len(sent) or not all(part.startswith(b"[") for part in sent):
        raise NotPlain  # lists in a list, or no list
    lines = text.translate(_NUMBER_A_LINE, _BRACKETS_AND_SPACE)
    table = csv.read_csv(
        pa.BufferReader(lines),
        read_options=csv.ReadOptions(
            use_threads=False, block_size=len(lines) + 1, column_names=["number"]
        ),
        parse_options=csv.ParseOptions(quote_char=False),
        convert_options=csv.ConvertOptions(
            column_types={"number": pa.float64()}, null_values=[], strings_can_be_null=False
        ),
    )
    return table["number"].combine_chunks()
