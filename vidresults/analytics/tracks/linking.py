"""Which boxes of one model are the same object."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from vidresults.analytics.anchors import FARTHEST
from vidresults.analytics.tracks.following import UNTRACKED, follow
from vidresults.analytics.tracks.methods import new_tracker

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vidresults.analytics.anchors import Anchors
    from vidresults.analytics.tracks.thresholds import Thresholds

_SMALLEST = 1.0  # pixels; a box without area is as good as one pixel


def link(anchors: Anchors, thresholds: Thresholds) -> NDArray[np.int64]:
    """The number of the track of each box, by first sight from 1; -1 for none, shape (boxes,).

    Time is that of the anchors; where it is not known of every sample, or does not ascend, frame
    numbers stand for it. Samples that were not inferred are passed over: nothing was missed there,
    but their time goes by.

    Raises:
        MissingExtraError: The package `trackers` is not installed.
        SelectionError: A threshold is in seconds, and no time is known.
    """
    moments, timed = _moments(anchors)
    interval = float(np.median(np.diff(moments))) if len(moments) > 1 else 1.0
    boxes, usable = _corners(anchors)
    confidences = np.nan_to_num(anchors.confidences, nan=1.0)
    tracks = np.full(len(boxes), UNTRACKED, np.int64)
    for places in _groups(anchors, usable, class_aware=thresholds.class_aware):
        tracker = new_tracker(thresholds, interval, timed=timed)
        samples = _samples(anchors, places)
        found = follow(tracker, samples, moments, boxes, confidences)[places]
        # What begins a track that nothing goes on with is one that was seen once.
        alone = (found < 0) & (confidences[places] >= thresholds.high_confidence)
        found[alone] = found.max(initial=UNTRACKED) + 1 + np.arange(alone.sum())
        tracks[places] = np.where(found < 0, UNTRACKED, found + tracks.max(initial=UNTRACKED) + 1)
    return _numbered(tracks, thresholds.min_samples)


def _moments(anchors: Anchors) -> tuple[NDArray[np.float64], bool]:
    """The time of each sample, and whether it is in seconds."""
    seconds = anchors.seconds
    if np.isnan(seconds).any() or (np.diff(seconds) <= 0).any():
        return anchors.frames.astype(np.float64), False
    return seconds, True


def _corners(anchors: Anchors) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Corners of all boxes, within what can be reckoned with, and whether they are numbers."""
    sent = anchors.boxes
    usable = np.asarray(np.isfinite(sent).all(axis=1), np.bool_)
    centre = np.clip(np.nan_to_num(sent[:, :2]), -FARTHEST, FARTHEST)
    half = np.clip(np.nan_to_num(sent[:, 2:]), _SMALLEST, FARTHEST) / 2
    return np.concatenate([centre - half, centre + half], axis=1), usable


def _groups(
    anchors: Anchors, usable: NDArray[np.bool_], *, class_aware: bool
) -> Iterator[NDArray[np.int64]]:
    """Positions of boxes that may be one object."""
    places = np.flatnonzero(usable)
    if not class_aware:
        yield places
        return
    names, kinds = np.unique(np.array(anchors.class_names, object), return_inverse=True)
    for kind in range(len(names)):
        yield places[kinds[places] == kind]


def _samples(
    anchors: Anchors, places: NDArray[np.int64]
) -> Iterator[tuple[int, NDArray[np.int64]]]:
    """Each sample that was inferred, and its boxes."""
    bounds = np.searchsorted(anchors.sample[places], np.arange(len(anchors.frames) + 1))
    for sample in np.flatnonzero(anchors.inferred).tolist():
        yield sample, places[bounds[sample] : bounds[sample + 1]]


def _numbered(tracks: NDArray[np.int64], least: int) -> NDArray[np.int64]:
    """The same tracks by first sight from 1, without those of fewer boxes."""
    names, first, place, count = np.unique(
        tracks, return_index=True, return_inverse=True, return_counts=True
    )
    kept = (names >= 0) & (count >= least)
    numbers = np.full(len(names), UNTRACKED, np.int64)
    numbers[np.flatnonzero(kept)[np.argsort(first[kept])]] = np.arange(1, kept.sum() + 1)
    return numbers[place] if len(tracks) else tracks
