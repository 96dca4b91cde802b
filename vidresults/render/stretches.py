"""The stretches of a video in which classes are to be seen."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from vidresults.errors import SelectionError
from vidresults.render.appearances import appearances
from vidresults.video import Stretch

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vidresults.render.outputs import Cut
    from vidresults.render.stage import Stage
    from vidresults.video import FrameTimes, Reader

_USUAL_RATE = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What is kept of a video.

    Attributes:
        stretches: In their order, apart from each other.
        frames: Number of frames in them.
        note: How many and how much.
    """

    stretches: tuple[Stretch, ...]
    frames: int
    note: str


def stretches_with(stage: Stage, cut: Cut) -> Kept:
    """The stretches of the part that is read in which one of the classes is drawn.

    Each is padded on both sides within that part; what meets is one.

    Raises:
        SelectionError: The results have no such class, or it is never to be seen in the part; the
            padding is no length.
    """
    names = (cut.only_with,) if isinstance(cut.only_with, str) else tuple(cut.only_with)
    if not 0 <= cut.padding_seconds < math.inf:
        raise SelectionError(
            f"padding_seconds={cut.padding_seconds!r}: expected seconds, 0 or more"
        )
    times = stage.times
    edges = _edges(stage.reader, times)
    first, end = asked_for(stage.reader, times)
    shown = appearances(stage, names, range(first, end))
    runs = np.flatnonzero(np.diff(shown, prepend=False, append=False)).reshape(-1, 2) + first
    padding = round(Fraction(cut.padding_seconds) / times.time_base)
    low, high = int(edges[first]), int(edges[end])
    spans = [
        (max(low, int(edges[a]) - padding), min(high, int(edges[b]) + padding)) for a, b in runs
    ]
    merged = _merged(spans)
    inside = [np.searchsorted(times.pts, span).tolist() for span in merged]
    stretches = tuple(
        Stretch(*(int(edges[place]) * times.time_base for place in places)) for places in inside
    )
    kept, whole = sum(s.seconds for s in stretches), (high - low) * times.time_base
    count = f"{len(merged)} stretch{'es' if len(merged) > 1 else ''}"
    return Kept(
        stretches=stretches,
        frames=sum(b - a for a, b in inside),
        note=f"{count} with {' or '.join(map(repr, names))}: {float(kept):.2f} s of "
        f"{float(whole):.2f} s are kept ({float(kept / whole):.0%})",
    )


def asked_for(reader: Reader, times: FrameTimes) -> tuple[int, int]:
    """The first frame of the part that is read, and the one behind it.

    Raises:
        SelectionError: There is none.
    """
    begin, end = reader.bounds()
    count = len(times.pts)
    first = 0 if begin is None else int(np.searchsorted(times.pts, begin))
    last = count if end is None else int(np.searchsorted(times.pts, end))
    if first >= last:
        raise SelectionError(f"{reader.info.path}: no frame lies in the part that was asked for")
    return first, last


def _edges(reader: Reader, times: FrameTimes) -> NDArray[np.int64]:
    """When each frame comes, in ticks, and when the last one goes: as long as the one before."""
    pts = times.pts
    usual = max(1, round(1 / ((reader.info.average_rate or _USUAL_RATE) * times.time_base)))
    last = int(pts[-1] - pts[-2]) if len(pts) > 1 else usual
    return np.append(pts, pts[-1] + last)


def _merged(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in spans:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
