"""From samples to stretches of time: where something is there without a break."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from vidresults.analytics.presence.holding import held_until, links_of
from vidresults.errors import SelectionError
from vidresults.matching import sample_interval

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from vidresults.analytics.presence.holding import Samples

_ROUNDING = 1e-6  # seconds; times are sent with four digits


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A time in which something is there.

    Attributes:
        first: Position of its first sample.
        last: That of its last one.
        present: Number of samples between on which it is there; fewer than all where a gap was
            bridged.
        most: The highest count.
        start_frame: That of the first sample.
        end_frame: Until when the last sample is held.
        start_seconds: The same in time, NaN where unknown.
        end_seconds: The same in time, NaN where unknown.
        open_start: Nobody looked just before its first sample.
        open_end: Nobody looked just after its last one.
    """

    first: int
    last: int
    present: int
    most: int
    start_frame: float
    end_frame: float
    start_seconds: float
    end_seconds: float
    open_start: bool
    open_end: bool


def stretches_of(
    samples: Samples,
    positions: NDArray[np.int64],
    counts: NDArray[np.int64],
    *,
    on: int = 1,
    off: int | None = None,
    gap_seconds: float = 0.0,
    min_seconds: float = 0.0,
) -> list[Stretch]:
    """Find the stretches, in order.

    One begins with the first sample that has `on` or more, and goes on with each next one that
    has `off` or more. It ends when its last sample is no longer held: with the next sample, at
    most 1.5 intervals (the median distance of neighbouring samples) later, and after the last
    sample of all one interval later. A sample that was not inferred ends it; after it, it takes
    `on` again.

    Args:
        samples: All samples.
        positions: Positions of those that have any, ascending, shape (n,).
        counts: How many, shape (n,).
        on: How many begin a stretch.
        off: How many keep it; None: as many.
        gap_seconds: Stretches that are at most so far apart become one.
        min_seconds: Shorter ones are left out, after that. One of unknown length stays.

    Raises:
        SelectionError: `on` is below `off`, or that below 1; or a time is below 0.
    """
    off = on if off is None else off
    if not 1 <= off <= on:
        raise SelectionError(f"on={on}, off={off}: expected 1 or more, and off not above on")
    for name, seconds in (("gap", gap_seconds), ("min_length", min_seconds)):
        if not seconds >= 0:
            raise SelectionError(f"{name}: found {seconds}, expected seconds from 0 on")
    links, interval = links_of(samples), sample_interval(samples.frames)
    ran = samples.inferred[positions]
    positions, counts = positions[ran], counts[ran]
    runs = _runs(links, positions.tolist(), counts.tolist(), on, off)
    found = [
        _stretch(samples, links, interval, positions[a : b + 1], counts[a : b + 1]) for a, b in runs
    ]
    if gap_seconds:
        found = list(_merged(found, gap_seconds + _ROUNDING))
    return [s for s in found if not s.end_seconds - s.start_seconds < min_seconds - _ROUNDING]


def _runs(
    links: NDArray[np.bool_],
    positions: list[int],
    counts: list[int],
    on: int,
    off: int,
) -> Iterator[tuple[int, int]]:
    """First and last number among the positions of each unbroken run."""
    begin: int | None = None
    for at, (position, count) in enumerate(zip(positions, counts, strict=True)):
        follows = at > 0 and position == positions[at - 1] + 1 and links[position - 1]
        if begin is not None and not (follows and count >= off):
            yield begin, at - 1
            begin = None
        if begin is None and count >= on:
            begin = at
    if begin is not None:
        yield begin, len(positions) - 1


def _stretch(
    samples: Samples,
    links: NDArray[np.bool_],
    interval: float,
    positions: NDArray[np.int64],
    counts: NDArray[np.int64],
) -> Stretch:
    first, last = int(positions[0]), int(positions[-1])
    end_frame, end_seconds = held_until(samples, last, interval)
    return Stretch(
        first=first,
        last=last,
        present=len(positions),
        most=int(counts.max()),
        start_frame=float(samples.frames[first]),
        end_frame=end_frame,
        start_seconds=float(samples.seconds[first]),
        end_seconds=end_seconds,
        open_start=not (first and links[first - 1]),
        open_end=not links[last],
    )


def _merged(found: list[Stretch], gap_seconds: float) -> Iterator[Stretch]:
    """Stretches that are near each other as one."""
    if not found:
        return
    current = found[0]
    for after in itertools.islice(found, 1, None):
        apart = after.start_seconds - current.end_seconds
        if math.isnan(apart) or apart > gap_seconds:
            yield current
            current = after
            continue
        current = replace(
            current,
            last=after.last,
            present=current.present + after.present,
            most=max(current.most, after.most),
            end_frame=after.end_frame,
            end_seconds=after.end_seconds,
            open_end=after.open_end,
        )
    yield current
