"""Measures of how steady objects are from sample to sample."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from vidresults.analytics.measures.measure import Measure
from vidresults.analytics.overlap import ious

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vidresults.analytics.measures.links import Links

_SMALLEST = 1.0  # pixels; a box without width is as good as one pixel
_SWAPPED_IOU = 0.5
_NONE = np.zeros(0, np.int64)


def flicker(links: Links) -> Measure:
    """Objects seen on samples k and k+2 but not on k+1, of all that are seen on k and k+2."""
    sample = links.anchors.sample
    seen = links.triples[:, :2]
    hits = [*_missed_by_tracker(links), *_missed_by_place(links)]
    lost = np.array(hits, np.int64)
    return Measure(
        name="flicker",
        unit="share",
        of="objects on samples k and k+2",
        sample=np.concatenate([sample[seen[:, 1]], sample[lost] + 1]),
        values=np.repeat([0.0, 1.0], [len(seen), len(lost)]),
        classes=links.classes[np.concatenate([seen[:, 0], lost])],
        counted=True,
    )


def _missed_by_tracker(links: Links) -> Iterator[int]:
    """Tracked boxes whose track is missed on one sample, and is there on the next."""
    sample = links.anchors.sample
    for at in np.flatnonzero(links.after >= 0).tolist():
        k = int(sample[at])
        if sample[links.after[at]] == k + 2 and links.goes_on[k : k + 2].all():
            yield at


def _missed_by_place(links: Links) -> Iterator[int]:
    """The same for boxes without tracker ids: an end on k and a beginning on k+2 that pair."""
    ends = links.by_sample(np.flatnonzero(~links.tracked & (links.after < 0)))
    begins = links.by_sample(np.flatnonzero(~links.tracked & (links.before < 0)))
    for k, boxes in ends.items():
        if links.goes_on[k : k + 2].all():
            yield from (a for a, _ in links.pairs(boxes, begins.get(k + 2, _NONE)))


def jitter(links: Links) -> Iterator[Measure]:
    """How far the middle of three sightings is from the way between its neighbours, doubled.

    With even samples that is the second difference. In mean widths of the three boxes; once for
    centres and once for sizes.
    """
    anchors, triples = links.anchors, links.triples
    boxes = anchors.boxes[triples]
    known = not np.isnan(anchors.seconds).any()
    when = (anchors.seconds if known else anchors.frames.astype(np.float64))[
        anchors.sample[triples]
    ]
    with np.errstate(divide="ignore", invalid="ignore"):  # times that stand still
        share = ((when[:, 1] - when[:, 0]) / (when[:, 2] - when[:, 0]))[:, None]
    share = np.where(np.isfinite(share), share, 0.5)
    with np.errstate(over="ignore", invalid="ignore"):  # boxes near the end of the numbers
        straight = boxes[:, 0] + share * (boxes[:, 2] - boxes[:, 0])
        off = 2 * (boxes[:, 1] - straight)
        width = np.maximum(boxes[:, :, 2].mean(axis=1), _SMALLEST)
        apart = {"centre_jitter": off[:, :2], "size_jitter": off[:, 2:]}
        values = {name: np.linalg.norm(part, axis=1) / width for name, part in apart.items()}
    for name, found in values.items():
        real = np.isfinite(found)
        yield Measure(
            name=name,
            unit="box widths",
            of="sightings between two others",
            sample=anchors.sample[triples[real, 1]],
            values=found[real],
            classes=links.classes[triples[real, 1]],
        )


def track_breaks(links: Links, within: int) -> Measure:
    """Ends of tracks after which another of the class begins nearby within some samples.

    Of all ends after which the model looked once more. An end and a beginning pair as boxes of
    neighbouring samples do (`pair_boxes`), the shortest breaks first, each at most once, and never
    over a sample that was not inferred.
    """
    sample, inferred = links.anchors.sample, links.anchors.inferred
    _, first = np.unique(links.track, return_index=True)
    _, last = np.unique(links.track[::-1], return_index=True)
    ends = np.sort(len(links.track) - 1 - last)
    looked = np.append(inferred[1:], [False])
    ends = ends[looked[sample[ends]]] if len(ends) else _NONE
    open_ends, begins = ends, np.sort(first)
    for gap in range(1, within + 1):  # what begins at k + gap is reached from k alone
        begins_at = links.by_sample(begins)
        pairs = [
            pair
            for k, boxes in links.by_sample(open_ends).items()
            if inferred[k : k + gap + 1].all()
            for pair in links.pairs(boxes, begins_at.get(k + gap, _NONE))
        ]
        open_ends = np.setdiff1d(open_ends, [end for end, _ in pairs])
        begins = np.setdiff1d(begins, [begin for _, begin in pairs])
    return Measure(
        name="track_breaks",
        unit="share",
        of="ends of tracks",
        sample=sample[ends],
        values=np.isin(ends, open_ends, invert=True).astype(np.float64),
        classes=links.classes[ends],
        counted=True,
    )


def class_swaps(links: Links) -> Measure:
    """Steps of a track at which the class changes, of all steps.

    A box without a tracker id that ends where one of another class begins, on the next sample and
    with an overlap (IoU) of a half, is one object whose class changed.
    """
    first = np.flatnonzero(links.after >= 0)
    changed = links.classes[first] != links.classes[links.after[first]]
    swapped = np.array([a for a, _ in _swapped_by_place(links)], np.int64)
    at = np.concatenate([first, swapped])
    return Measure(
        name="class_swaps",
        unit="share",
        of="steps of tracks",
        sample=links.anchors.sample[at],
        values=np.concatenate([changed.astype(np.float64), np.ones(len(swapped))]),
        classes=links.classes[at],
        counted=True,
    )


def _swapped_by_place(links: Links) -> Iterator[tuple[int, int]]:
    ends = links.by_sample(np.flatnonzero(~links.tracked & (links.after < 0)))
    begins = links.by_sample(np.flatnonzero(~links.tracked & (links.before < 0)))
    boxes: NDArray[np.float64] = links.anchors.boxes
    for k, here in ends.items():
        if not links.goes_on[k]:
            continue
        for a, b in links.pairs(here, begins.get(k + 1, _NONE), any_class=True):
            other = links.classes[a] != links.classes[b]
            if other and ious(boxes[[a]], boxes[[b]])[0, 0] >= _SWAPPED_IOU:
                yield a, b
