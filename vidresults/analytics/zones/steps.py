"""The steps that objects take from one sighting to the next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from vidresults.matching import HOLD_INTERVALS, pair_boxes, sample_interval

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vidresults.analytics.anchors import Anchors


LONGEST_GAP_SECONDS: Final = 2.0
"""For how long a tracked object may be missed, and is still followed."""

_ROUNDING = 1e-6  # seconds; times are sent with four digits


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Steps:
    """Which boxes follow each other, and as parts of which tracks.

    Attributes:
        first: Position of the box where each step begins, shape (steps,).
        second: That of the box where it ends.
        track: Number of the track of each box, by first sight from 0, shape (boxes,).
    """

    first: NDArray[np.int64]
    second: NDArray[np.int64]
    track: NDArray[np.int64]


def steps_of(anchors: Anchors, *, longest_gap_seconds: float = LONGEST_GAP_SECONDS) -> Steps:
    """Find the steps between the sightings of one model.

    A box with a tracker id follows the one before it with the same id: that of the sample before,
    or past samples on which it was missed one that is near enough in time. The others follow that
    box of the neighbouring sample which `pair_boxes` finds, at most 1.5 sample intervals away. No
    step leads over a sample that was not inferred.

    Args:
        anchors: The boxes.
        longest_gap_seconds: How far a tracked box may be from the one before it, where there are
            samples between them: what is away for longer may have been anywhere. Where times are
            unknown nothing is followed past a sample.
    """
    before = dict(_tracked(anchors, longest_gap_seconds)) | dict(_paired(anchors))
    second = np.array(sorted(before), np.int64)
    first = np.array([before[at] for at in second.tolist()], np.int64)
    track = np.empty(len(anchors.sample), np.int64)
    of_tracker: dict[int, int] = {}
    count = 0
    for at, tracker in enumerate(anchors.tracker_ids):
        if tracker is not None:
            number = of_tracker.setdefault(tracker, count)
        else:
            number = int(track[before[at]]) if at in before else count
        track[at] = number
        count = max(count, number + 1)
    return Steps(first=first, second=second, track=track)


def chains_of(anchors: Anchors, steps: Steps) -> list[list[int]]:
    """Boxes that follow each other step by step, each chain in order, by first box.

    A track that was lost and seen again is several chains. Of boxes with the same id on one
    sample only the first is part of one.
    """
    keys = steps.track * len(anchors.frames) + anchors.sample
    places = np.unique(keys, return_index=True)[1]
    after = dict(zip(steps.first.tolist(), steps.second.tolist(), strict=True))
    chains = []
    for begin in np.sort(np.setdiff1d(places, steps.second)).tolist():
        chain = [begin]
        while chain[-1] in after:
            chain.append(after[chain[-1]])
        chains.append(chain)
    return chains


def _tracked(anchors: Anchors, longest_gap_seconds: float) -> Iterator[tuple[int, int]]:
    """Pairs of a box and the one before it with the same tracker id."""
    samples, seconds = anchors.sample.tolist(), anchors.seconds.tolist()
    stretch = np.cumsum(~anchors.inferred).tolist()
    longest = longest_gap_seconds + _ROUNDING
    latest: dict[int, int] = {}
    for at, tracker in enumerate(anchors.tracker_ids):
        if tracker is None:
            continue
        before = latest.get(tracker)
        if before is not None and samples[before] == samples[at]:
            continue  # an id that stands twice in a sample is its first box
        latest[tracker] = at
        if before is None or stretch[samples[before]] != stretch[samples[at]]:
            continue
        since, until = samples[before], samples[at]
        if until == since + 1 or seconds[until] - seconds[since] <= longest:
            yield at, before


def _paired(anchors: Anchors) -> Iterator[tuple[int, int]]:
    """Pairs of boxes without tracker ids in neighbouring samples, the later one first."""
    untracked = np.array([tracker is None for tracker in anchors.tracker_ids], np.bool_)
    places = np.flatnonzero(untracked)
    bounds = np.searchsorted(anchors.sample[places], np.arange(len(anchors.frames) + 1))
    reach = HOLD_INTERVALS * sample_interval(anchors.frames)
    near = np.diff(anchors.frames) <= reach
    linked = near & anchors.inferred[1:] & anchors.inferred[:-1]
    for sample in np.flatnonzero(linked).tolist():
        left = places[bounds[sample] : bounds[sample + 1]]
        right = places[bounds[sample + 1] : bounds[sample + 2]]
        if len(left) and len(right):
            pairs = pair_boxes(_rows(anchors, left), _rows(anchors, right))
            yield from ((int(right[b]), int(left[a])) for a, b in pairs.items())


def _rows(anchors: Anchors, places: NDArray[np.int64]) -> list[dict[str, Any]]:
    return [
        {"tracker_id": None, "class_name": anchors.class_names[at]}
        | dict(zip(("x_center", "y_center", "width", "height"), anchors.boxes[at], strict=True))
        for at in places.tolist()
    ]
