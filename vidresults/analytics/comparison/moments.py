"""When two models disagree: neighbouring frames of one kind of difference, the worst first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from vidresults.matching import HOLD_INTERVALS, sample_interval

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vidresults.analytics.comparison.alignment import Alignment
    from vidresults.analytics.comparison.pairs import Outcomes

KINDS = ("only_a", "only_b", "other_class")


def moment_rows(alignment: Alignment, found: Outcomes) -> list[dict[str, Any]]:
    """Rows of `MOMENTS` without the models: most boxes first, of equal ones the earlier.

    A moment goes on as long as every compared frame has such a box and the next one is at most
    1.5 intervals away.
    """
    rows: list[dict[str, Any]] = []
    compared = np.flatnonzero(alignment.compared)
    reach = HOLD_INTERVALS * sample_interval(alignment.frames[compared])
    for kind in KINDS:
        of_kind = np.flatnonzero(found.kind == kind)
        counts = np.bincount(found.frame[of_kind], minlength=len(alignment.frames))
        stretches = _stretches(alignment.frames[compared], counts[compared] > 0, reach)
        ranked = [
            _moment(alignment, found, of_kind, counts, compared[begin:end])
            for begin, end in stretches
        ]
        ranked.sort(key=lambda row: (-row["boxes"], row["start_frame"]))
        rows += ({"kind": kind, "rank": rank, **row} for rank, row in enumerate(ranked, 1))
    return rows


def _stretches(
    frames: NDArray[np.int64], there: NDArray[np.bool_], reach: float
) -> list[tuple[int, int]]:
    """Begin and end (not included) of each run of frames that have something."""
    found: list[tuple[int, int]] = []
    for at in np.flatnonzero(there).tolist():
        goes_on = found and found[-1][1] == at and frames[at] - frames[at - 1] <= reach
        begin = found.pop()[0] if goes_on else at
        found.append((begin, at + 1))
    return found


def _moment(
    alignment: Alignment,
    found: Outcomes,
    of_kind: NDArray[np.int64],
    counts: NDArray[np.int64],
    frames: NDArray[np.int64],
) -> dict[str, Any]:
    first, last = int(frames[0]), int(frames[-1])
    peak = int(frames[counts[frames].argmax()])
    start, end = alignment.seconds[[first, last]].tolist()
    begin, stop = np.searchsorted(found.frame[of_kind], [first, last + 1]).tolist()
    here = of_kind[begin:stop].tolist()
    names = {_class_of(found.class_a[row], found.class_b[row]) for row in here}
    return {
        "start_frame": int(alignment.frames[first]),
        "end_frame": int(alignment.frames[last]),
        "start_seconds": None if np.isnan(start) else start,
        "end_seconds": None if np.isnan(end) else end,
        "clock": alignment.clocks[first],
        "frames": len(frames),
        "boxes": int(counts[frames].sum()),
        "peak_frame": int(alignment.frames[peak]),
        "peak_boxes": int(counts[peak]),
        "classes": sorted(names),
    }


def _class_of(class_a: str | None, class_b: str | None) -> str:
    if class_a is None or class_b is None:
        return class_a or class_b or ""
    return f"{class_a} -> {class_b}"
