"""How similar every vector is: to one that is asked for, or to those that are most like it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from vidresults.analytics.searching.vectors import COMPARED, unit_vectors, vector_blocks
from vidresults.errors import MatchError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vidresults.analytics.by_model import ModelKey
    from vidresults.results import Source

_ROWS_AT_ONCE: Final = 256  # of the products of all with all: 37 MB for an hour at 5 fps


@dataclass(slots=True)
class Scores:
    """Sample numbers with their similarity and state, block by block."""

    numbers: list[NDArray[np.int64]] = field(default_factory=list)
    values: list[NDArray[np.float64]] = field(default_factory=list)
    states: list[NDArray[np.int8]] = field(default_factory=list)


def similar(
    source: Source, wanted_of: Callable[[str], NDArray[np.float64] | None]
) -> dict[ModelKey, Scores]:
    """Similarity of every vector to the one that is wanted of its model."""
    scores: dict[ModelKey, Scores] = {}
    for key, rows, vectors in vector_blocks(source):
        wanted = wanted_of(key[1])
        if wanted is None:
            continue  # another source's model, which the frame has no vector of
        if len(wanted) != vectors.shape[1]:
            raise MatchError(
                f"the vector that is searched for has {len(wanted)} numbers, those of "
                f"{key[0]!r}, model {key[1]!r}, have {vectors.shape[1]}: they cannot be compared; "
                "keep one model (select, --model)"
            )
        units, states = unit_vectors(vectors)
        (unit,), _ = unit_vectors(wanted.reshape(1, -1))
        _add(scores, key, rows, np.where(states == COMPARED, units @ unit, np.nan), states)
    return scores


def outlying(source: Source, neighbours: int) -> dict[ModelKey, Scores]:
    """Mean similarity of every vector to the most similar others."""
    parts: dict[ModelKey, list[Any]] = {}
    for key, rows, vectors in vector_blocks(source):
        parts.setdefault(key, []).append((rows, *unit_vectors(vectors)))
    scores: dict[ModelKey, Scores] = {}
    for key, blocks in parts.items():
        units = np.concatenate([units[states == COMPARED] for _, units, states in blocks])
        values = iter(np.split(mean_of_nearest(units, neighbours), _ends(blocks)))
        for rows, _, states in blocks:
            spread = np.full(len(states), np.nan)
            spread[states == COMPARED] = next(values)
            _add(scores, key, rows, spread, states)
    return scores


def _ends(blocks: list[Any]) -> NDArray[np.int64]:
    return np.cumsum([int((states == COMPARED).sum()) for _, _, states in blocks])[:-1]


def mean_of_nearest(units: NDArray[np.float64], neighbours: int) -> NDArray[np.float64]:
    """Mean cosine similarity of each vector to the most similar others, NaN for a lone one.

    Args:
        units: Vectors of length 1, shape (n, length).
        neighbours: How many others; all where there are fewer.
    """
    count = len(units)
    kept = min(neighbours, count - 1)
    means = np.full(count, np.nan)
    for start in range(0, count if kept > 0 else 0, _ROWS_AT_ONCE):
        near = units[start : start + _ROWS_AT_ONCE] @ units.T
        rows = np.arange(len(near))
        near[rows, start + rows] = -np.inf  # itself
        top = np.partition(near, count - kept, axis=1)[:, count - kept :]
        means[start : start + len(near)] = top.mean(axis=1)
    return means


def _add(
    scores: dict[ModelKey, Scores],
    key: ModelKey,
    rows: Any,
    values: NDArray[np.float64],
    states: NDArray[np.int8],
) -> None:
    kept = scores.setdefault(key, Scores())
    kept.numbers.append(rows["sample_index"].to_numpy())
    kept.values.append(np.clip(values, -1, 1))
    kept.states.append(states)
