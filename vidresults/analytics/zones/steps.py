"""The steps that objects take from one sighting to the next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from vidresults.matching import HOLD_INTERVALS, pair_boxes, sample_interval

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vidresults.analytics.anchors import Anchors


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


def steps_of(anchors: Anchors) -> Steps:
    """Find the steps between the sightings of one model.

    A box with a tracker id follows the one before it with the same id, also past samples on which
    it was missed. The others follow that box of the neighbouring sample which `pair_boxes` finds,
    at most 1.5 sample intervals away. No step leads over a sample that was not inferred.
    """
    before = dict(_tracked(anchors)) | dict(_paired(anchors))
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


def _tracked(anchors: Anchors) -> Iterator[tuple[int, int]]:
    """Pairs of a box and the one before it with the same tracker id."""
    stretch = np.cumsum(~anchors.inferred)[anchors.sample]
    latest: dict[int, int] = {}
    for at, tracker in enumerate(anchors.tracker_ids):
        if tracker is None:
            continue
        before = latest.get(tracker)
        if before is not None and anchors.sample[before] == anchors.sample[at]:
            continue  # an id that stands twice in a sample is its first box
        if before is not None and stretch[before] == stretch[at]:
            yield at, before
        latest[tracker] = at


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
