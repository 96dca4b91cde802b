"""Nearest frames by the cosine of their vectors, and the frames that are far from all others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pyarrow as pa

from vidresults.analytics.apart import check_numbers
from vidresults.analytics.sampled import sampled_of
from vidresults.analytics.searching.asked import as_vector, vectors_of_frame
from vidresults.analytics.searching.hits import Hits, compared_rows, hit_table
from vidresults.analytics.searching.scores import outlying, similar
from vidresults.errors import SelectionError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from vidresults.results import Source

NEIGHBOURS: Final = 5
"""How many most similar frames tell an outlier, unless it is said."""


def search(
    source: Source,
    *,
    like_frame: int | None = None,
    vector: ArrayLike | None = None,
    outliers: bool = False,
    source_id: str | None = None,
    count: int = 10,
    apart_seconds: float = 0.0,
    neighbours: int = NEIGHBOURS,
    every: bool = False,
) -> pa.Table:
    """Find the frames whose vectors are most like a frame's or a given one, or like no other.

    Each source and each model with vectors gets its own hits; `select(models=...)` keeps one
    model. A frame that was asked for is no hit itself. Equally similar frames come in order.

    Args:
        source: Results with embeddings. Outliers need the vectors in memory: 74 MB for an hour
            at 5 samples per second of 512 numbers.
        like_frame: Number of a sampled frame.
        vector: Numbers as the model gives them, also for a text.
        outliers: Whether to find the frames with the lowest mean similarity to the `neighbours`
            frames of the same source that are most similar to them.
        source_id: Of which source `like_frame` is; needed where there are several.
        count: How many hits.
        apart_seconds: Least distance of hits from each other and from `like_frame`.
        neighbours: How many frames an outlier is compared with; all where there are fewer.
        every: Whether to return all samples in order, with the rank null where one is no hit.

    Returns:
        Rows of `SEARCH` by source and model, best first.

    Raises:
        SelectionError: Not one of the three is asked for, the frame has no vector, there are no
            vectors, or times are not known and a distance in time is asked for.
        MatchError: The vectors to compare have different lengths.
    """
    if [like_frame is not None, vector is not None, outliers].count(True) != 1:
        raise SelectionError("ask for one of like_frame, vector and outliers")
    check_numbers(least=1, count=count, neighbours=neighbours)
    check_numbers(least=0, apart_seconds=apart_seconds)
    asked, away = "outliers", None
    if outliers:
        scores = outlying(source, neighbours)
    elif like_frame is not None:
        own_source, of_model = vectors_of_frame(source, like_frame, source_id)
        asked, away = f"frame {like_frame} of {own_source}", (own_source, like_frame)
        scores = similar(source, of_model.get)
    else:
        assert vector is not None
        wanted = as_vector(vector)
        asked, scores = "vector", similar(source, lambda _: wanted)
    if not scores:
        raise SelectionError("there are no vectors in the results: a model such as CLIP gives them")
    samples = sampled_of(source)
    tables = []
    for key, found in scores.items():
        rows = compared_rows(samples[key[0]], key, found)
        hits = Hits(count=count, apart=apart_seconds, lowest=outliers, away=away).ranks(rows)
        tables.append(hit_table(rows, key, asked, hits, every=every))
    return pa.concat_tables(tables)
