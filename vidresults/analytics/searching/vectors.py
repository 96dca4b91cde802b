"""The vectors of embeddings as arrays of length 1, block by block."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow.compute as pc

from vidresults.analytics.by_model import ModelKey, by_model
from vidresults.errors import MatchError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vidresults.results import Source

_BLOCK_ROWS: Final = 2048
COMPARED, ZERO, NOT_FINITE = 0, 1, 2
"""What a vector is good for: to be compared; nothing, it has no direction; nothing, it holds what
is no number."""


def vector_blocks(
    source: Source,
) -> Iterator[tuple[ModelKey, Any, NDArray[np.float64]]]:
    """Yield source and model, rows of embeddings, and their vectors of shape (rows, length).

    Raises:
        MatchError: A model has vectors of several lengths.
    """
    lengths: dict[ModelKey, int] = {}
    for batch in source.batches("embeddings"):
        for key, rows in by_model(batch):
            for start in range(0, len(rows), _BLOCK_ROWS):
                block = rows.slice(start, _BLOCK_ROWS)
                found = pc.list_value_length(block["vector"]).to_numpy()
                length = lengths.setdefault(key, int(found[0]))
                _refuse_other_lengths(key, block, found, length)
                values = block["vector"].flatten().to_numpy()
                yield key, block, values.reshape(len(block), length)


def unit_vectors(
    vectors: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.int8]]:
    """The vectors at length 1, and what each is good for; what is good for nothing is all 0.

    Args:
        vectors: Shape (n, length).
    """
    largest = np.abs(vectors).max(axis=1, initial=0)  # kept out, so that no square overflows
    finite = np.isfinite(largest)
    good = finite & (largest > 0)
    scaled = np.where(good[:, None], vectors, 0) / np.where(good, largest, 1)[:, None]
    norms = np.sqrt((scaled * scaled).sum(axis=1))
    states = np.where(finite, np.where(good, COMPARED, ZERO), NOT_FINITE)
    return scaled / np.where(good, norms, 1)[:, None], states.astype(np.int8)


def _refuse_other_lengths(key: ModelKey, rows: Any, found: NDArray[Any], length: int) -> None:
    others = np.flatnonzero(found != length)
    if len(others):
        at = int(others[0])
        raise MatchError(
            f"{key[0]!r}, model {key[1]!r}: the vector of frame {rows['frame_index'][at]} has "
            f"{found[at]} numbers and those before it have {length}: they cannot be compared"
        )
