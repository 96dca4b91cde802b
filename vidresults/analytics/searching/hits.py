"""Which of the compared samples are hits, and the table of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa

from vidresults.analytics.apart import near_in_time, refuse_unknown_times
from vidresults.analytics.searching.table import SEARCH, STATES_OF_VECTORS
from vidresults.schema import STATES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vidresults.analytics.by_model import ModelKey
    from vidresults.analytics.sampled import Sampled
    from vidresults.analytics.searching.scores import Scores

_EQUAL_DIGITS: Final = 12  # what differs less is equally similar, and the earlier frame comes first
_MISSING: Final = STATES_OF_VECTORS.index("missing")


@dataclass(frozen=True, slots=True)
class Compared:
    """The samples of one model, shape (n,) each; similarity NaN where none was compared."""

    sampled: Sampled
    places: NDArray[np.int64]
    seconds: NDArray[np.float64]
    clock: str | None
    similarity: NDArray[np.float64]
    states: NDArray[np.int8]


def compared_rows(sampled: Sampled, key: ModelKey, found: Scores) -> Compared:
    """Every sample of the model with what was found, also those without a vector."""
    ran = sampled.models[key[1]].states
    similarity = np.full(len(ran), np.nan)
    states = np.full(len(ran), _MISSING, np.int8)
    for name in ("not_inferred", "failed"):
        states[ran == STATES.index(name)] = STATES_OF_VECTORS.index(name)
    places = np.searchsorted(sampled.numbers, np.concatenate(found.numbers))
    similarity[places] = np.concatenate(found.values)
    states[places] = np.concatenate(found.states)
    asked = np.flatnonzero(ran >= 0)
    seconds, clock = sampled.times(asked)
    return Compared(sampled, asked, seconds, clock, similarity[asked], states[asked])


@dataclass(frozen=True, slots=True, kw_only=True)
class Hits:
    """Which hits are wanted; `away` is the source and frame that they are to be away from."""

    count: int
    apart: float
    lowest: bool
    away: tuple[str, int] | None

    def ranks(self, rows: Compared) -> NDArray[np.int32]:
        """Rank of each row from 1, 0 where it is no hit."""
        refuse_unknown_times(rows.clock, self.apart, repr(rows.sampled.source_id))
        free = ~np.isnan(rows.similarity)
        if self.away is not None and self.away[0] == rows.sampled.source_id:
            itself = rows.sampled.frames[rows.places] == self.away[1]
            free &= ~itself
            for seconds in rows.seconds[itself].tolist():
                free &= ~near_in_time(rows.seconds, seconds, self.apart)
        ranks = np.zeros(len(free), np.int32)
        for number, at in zip(range(1, self.count + 1), self._best(rows, free), strict=False):
            ranks[at] = number
        return ranks

    def _best(self, rows: Compared, free: NDArray[np.bool_]) -> Iterator[int]:
        better = np.round(rows.similarity if self.lowest else -rows.similarity, _EQUAL_DIGITS)
        for at in np.argsort(better, kind="stable").tolist():
            if free[at]:
                yield at
                free &= ~near_in_time(rows.seconds, rows.seconds[at], self.apart)


def hit_table(
    rows: Compared, key: ModelKey, asked: str, ranks: NDArray[np.int32], *, every: bool
) -> pa.Table:
    """Rows of `SEARCH` of one model: the hits by rank, or every sample in order."""
    hits = np.flatnonzero(ranks)
    shown = np.arange(len(ranks)) if every else hits[np.argsort(ranks[hits])]
    ranked, similarity, seconds = ranks[shown], rows.similarity[shown], rows.seconds[shown]
    places = rows.places[shown]
    columns = {
        "source_id": [key[0]] * len(shown),
        "model": [key[1]] * len(shown),
        "asked": [asked] * len(shown),
        "rank": pa.array(ranked, mask=ranked == 0),
        "sample_index": rows.sampled.numbers[places].astype(np.int32),
        "frame_index": rows.sampled.frames[places],
        "time_seconds": pa.array(seconds, mask=np.isnan(seconds)),
        "clock": [None if np.isnan(s) else rows.clock for s in seconds.tolist()],
        "similarity": pa.array(similarity, mask=np.isnan(similarity)),
        "state": [STATES_OF_VECTORS[state] for state in rows.states[shown].tolist()],
    }
    return pa.table(columns, schema=SEARCH)
