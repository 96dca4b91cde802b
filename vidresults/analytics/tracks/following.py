"""Feeds a tracker sample by sample, and keeps what it says of each box."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

UNTRACKED: Final = -1
"""What the package says of a box that is part of no track."""


def follow(
    tracker: Any,
    samples: Iterable[tuple[int, NDArray[np.int64]]],
    moments: NDArray[np.float64],
    boxes: NDArray[np.float64],
    confidences: NDArray[np.float64],
) -> NDArray[np.int64]:
    """What a tracker says of each box, with the first box of each track, which it leaves out.

    Args:
        tracker: One of the package's, that gives an id to what is matched once.
        samples: Position of each sample, and of its boxes.
        moments: Time of each sample, ascending.
        boxes: Corners of all boxes, shape (boxes, 4).
        confidences: Shape (boxes,).

    Returns:
        The tracker's ids, -1 where it has none.
    """
    import supervision as sv

    ids = np.full(len(boxes), UNTRACKED, np.int64)
    begun: list[tuple[Any, int]] = []  # what may be a track, and the box where it begins
    for sample, places in samples:
        if not len(places) and not tracker.tracks:
            continue
        before = set(map(id, tracker.tracks))
        kept = list(tracker.tracks)  # as long as they are held, no new one has the id of an old
        given = sv.Detections(
            xyxy=boxes[places], confidence=confidences[places], data={"place": places}
        )
        found = tracker.update(given, timestamp=float(moments[sample]))
        if len(found):
            ids[found.data["place"]] = found.tracker_id
        begun = list(_settled(begun, ids, tracker))
        new = [t for t in tracker.tracks if id(t) not in before]
        begun += _begun(new, places[ids[places] < 0], boxes)
        del kept
    for tracklet, place in begun:
        ids[place] = tracklet.tracker_id
    return ids


def _settled(
    begun: list[tuple[Any, int]], ids: NDArray[np.int64], tracker: Any
) -> Iterator[tuple[Any, int]]:
    """Those that are not known yet to be a track; the others get their id, or are none."""
    alive = set(map(id, tracker.tracks))
    for tracklet, place in begun:
        if tracklet.tracker_id < 0 and id(tracklet) in alive:
            yield tracklet, place
        else:
            ids[place] = tracklet.tracker_id


def _begun(
    new: list[Any], places: NDArray[np.int64], boxes: NDArray[np.float64]
) -> Iterator[tuple[Any, int]]:
    """New tracklets and the boxes that they began with: they still stand where these do."""
    left = places.tolist()
    for tracklet in new:
        if not left:
            return
        apart = np.abs(boxes[left] - tracklet.get_state_bbox()).max(axis=1)
        yield tracklet, left.pop(int(apart.argmin()))
