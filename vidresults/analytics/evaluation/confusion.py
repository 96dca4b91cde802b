"""Which class is found as which: one-to-one, the largest overlap first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from vidresults.analytics.evaluation.overlaps import Overlaps

Counts = Counter[tuple[int | None, int | None]]
"""How often a class of the truth (None: nothing is there) is found as one (None: as nothing)."""


def confusion_of(frames: Iterable[Overlaps], *, threshold: float, min_confidence: float) -> Counts:
    """Count pairs of classes.

    Of all pairs that overlap enough, whatever their classes, the one that overlaps most is taken,
    then the best of what is left; of equal ones that of the same class, then the more confident.
    What is left over is found though nothing is there, or missed. A detection in a crowd that is
    ignored counts as neither.

    Args:
        frames: The compared frames.
        threshold: From which overlap on a detection and a truth are one.
        min_confidence: Detections under it are left out; those without a confidence stay.
    """
    counts: Counts = Counter()
    for frame in frames:
        counts.update(_pairs(frame, threshold, min_confidence))
    return counts


def _pairs(
    frame: Overlaps, threshold: float, min_confidence: float
) -> Iterator[tuple[int | None, int | None]]:
    scores = [item["score"] for item in frame.found]
    kept = [i for i, s in enumerate(scores) if s is None or s >= min_confidence]
    ignored = np.array([bool(item["iscrowd"]) for item in frame.truth], bool)
    found = np.array([item["category_id"] for item in frame.found], np.int64)
    truth = np.array([item["category_id"] for item in frame.truth], np.int64)
    shares = frame.shares
    wanted = set(kept)
    order = sorted(
        (-float(shares[r, c]), bool(found[r] != truth[c]), r, c)
        for r, c in np.argwhere(shares >= threshold).tolist()
        if r in wanted and not ignored[c]
    )
    taken: dict[int, int] = {}
    seen: set[int] = set()
    for _, _, r, c in order:
        if r not in taken and c not in seen:
            taken[r] = c
            seen.add(c)
    for r in kept:
        if r in taken:
            yield int(truth[taken[r]]), int(found[r])
        elif not (shares[r, ignored] >= threshold).any():
            yield None, int(found[r])
    for c in np.flatnonzero(~ignored).tolist():
        if c not in seen:
            yield int(truth[c]), None


def rates_of(counts: Counts, category: int | None) -> dict[str, float | None]:
    """Precision, recall and F1 of a class, of all where it is None; None where nothing divides."""
    right = sum(n for (true, found), n in counts.items()
                if true == found and true is not None and category in (None, true))  # fmt: skip
    there = sum(n for (true, _), n in counts.items()
                if true is not None and category in (None, true))  # fmt: skip
    found = sum(n for (_, name), n in counts.items()
                if name is not None and category in (None, name))  # fmt: skip
    return {
        "precision": right / found if found else None,
        "recall": right / there if there else None,
        "F1": 2 * right / (found + there) if found + there else None,
    }
