"""Which frames to label next: those the models are least sure of, and those unlike the others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa

from vidresults.analytics.apart import check_numbers, refuse_unknown_times
from vidresults.analytics.choosing.candidates import candidates_of
from vidresults.analytics.choosing.doubt import MARGIN, THRESHOLD
from vidresults.analytics.choosing.greedy import Chooser
from vidresults.analytics.choosing.table import BY, CHOSEN, DISTANCES
from vidresults.errors import SelectionError

if TYPE_CHECKING:
    from vidresults.analytics.choosing.candidates import Candidates
    from vidresults.analytics.choosing.greedy import Choice
    from vidresults.analytics.choosing.table import By, Distances
    from vidresults.results import Source

APART_SECONDS: Final = 1.0
"""How far chosen frames are from each other in time, unless it is said."""


def choose_frames(
    source: Source,
    count: int,
    *,
    by: By = "both",
    apart_seconds: float = APART_SECONDS,
    alike: float | None = None,
    distances: Distances = "auto",
    threshold: float = THRESHOLD,
    margin: float = MARGIN,
    not_inferred: bool = False,
    every: bool = False,
) -> pa.Table:
    """Choose frames of each source that are worth labels, one after the other, the best first.

    Uncertain is a frame with many doubts: a box, a face or one of several labels counts 1 where
    its confidence is at the threshold, falling evenly to 0 at the margin on both sides; a frame
    with one label counts 1 minus the lead of its first class before the second. Doubts of several
    models add up. Masks, keypoints and vectors tell none.

    Diverse is the frame that is farthest from all chosen before (k-centre, beginning with the
    first frame). Both is the highest product of doubts and distance, beginning with the most
    uncertain one; of frames without doubts the farthest comes first.

    The distance of two frames is 1 minus the cosine of their vectors where the source has
    vectors. Else it is that of their scenes: the share of the boxes of the two that the other one
    has not there, by model and class, in a grid of 4x4 over the picture. A box is shared out to
    the cells around its centre, so that one that moves is as far from where it was as it moved, in
    cells, and from a cell on as far as can be. Labels count as boxes do, each its confidence.

    Args:
        source: Results of any number of videos.
        count: How many frames of each source. There may be fewer: no chosen frame is too near to
            another one in time, or the same picture, or, by "uncertain", without a doubt.
        by: "uncertain", "diverse" or "both".
        apart_seconds: Least distance in time.
        alike: Distance under which two frames are the same picture; with 0 none are. None: 0.01
            for vectors, 0.05 for scenes.
        distances: "vectors", "scenes", or "auto" for vectors where there are any. By "diverse"
            and "both" only frames that have a vector, or on which all models with boxes or
            classes ran, are chosen.
        threshold: The confidence that is most in doubt, 0 to 1.
        margin: How far from it a confidence is no longer in doubt.
        not_inferred: Whether frames on which no model ran may be chosen too; they come last.
        every: Whether to return all sampled frames in order, with the rank null where one was
            not chosen.

    Returns:
        Rows of `CHOSEN` by source and rank.

    Raises:
        SelectionError: An argument is not what it takes; nothing tells a confidence and doubts
            are asked for; nothing tells frames apart; or times are not known and a distance in
            time is asked for.
        MatchError: A model has vectors of several lengths.
    """
    for name, value, known in (("by", by, BY), ("distances", distances, DISTANCES)):
        if value not in known:
            raise SelectionError(f"{name}: found {value!r}, expected {', '.join(known)}")
    check_numbers(least=1, count=count)
    check_numbers(least=0, apart_seconds=apart_seconds, alike=alike or 0, threshold=threshold)
    if not margin > 0:
        raise SelectionError(f"margin: found {margin}, expected more than 0")
    found = candidates_of(source, distances=distances, threshold=threshold, margin=margin)
    if by != "diverse" and not any(candidates.doubts for candidates in found):
        raise SelectionError("nothing in the results tells a confidence: choose by 'diverse'")
    tables = [CHOSEN.empty_table()]
    for candidates in found:
        refuse_unknown_times(candidates.clock, apart_seconds, repr(candidates.sampled.source_id))
        same = candidates.distances.same if alike is None else alike
        chooser = Chooser(candidates, by, apart_seconds, same)
        chosen = chooser.choose(count, not_inferred=not_inferred)
        tables.append(_table(candidates, chosen, by, every=every))
    return pa.concat_tables(tables)


def _table(candidates: Candidates, chosen: list[Choice], by: By, *, every: bool) -> pa.Table:
    ranks = {choice.at: (rank, choice) for rank, choice in enumerate(chosen, 1)}
    shown = range(len(candidates.ran)) if every else ranks
    rows = [
        _row(candidates, at) | _why(candidates, by, *ranks.get(at, (None, None))) for at in shown
    ]
    return pa.Table.from_pylist(rows, schema=CHOSEN)


def _row(candidates: Candidates, at: int) -> dict[str, Any]:
    sampled = candidates.sampled
    seconds, uncertainty = float(candidates.seconds[at]), float(candidates.uncertainty[at])
    return {
        "source_id": sampled.source_id,
        "sample_index": int(sampled.numbers[at]),
        "frame_index": int(sampled.frames[at]),
        "time_seconds": None if np.isnan(seconds) else seconds,
        "clock": None if np.isnan(seconds) else candidates.clock,
        "uncertainty": None if np.isnan(uncertainty) else uncertainty,
    }


def _why(candidates: Candidates, by: By, rank: int | None, choice: Choice | None) -> dict[str, Any]:
    if choice is None:
        return {}
    said = []
    if not candidates.ran[choice.at]:
        said.append("not inferred")
    elif by != "diverse":
        said.append(candidates.why_uncertain(choice.at))
    if by != "uncertain" and choice.nearest is not None:
        frame = candidates.sampled.frames[choice.nearest]
        said.append(f"{choice.distance:.3g} from frame {frame}")
    elif by == "diverse" and candidates.ran[choice.at]:
        said.append("the first")
    return {
        "rank": rank,
        "score": choice.score,
        "distance": choice.distance,
        "reason": "; ".join(words for words in said if words),
    }
