"""Boxes on the frames between two samples: on their way, fading out, or fading in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from vidresults.matching import HOLD_INTERVALS, pair_boxes
from vidresults.render.between_rows import faded, moved

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vidresults.render.sample_rows import Row, SampleRows
    from vidresults.render.samples import Samples


class Clock:
    """When frames are shown: in seconds where the video's times are known, else their number."""

    def __init__(self, times: NDArray[np.float64] | None = None) -> None:
        """Take the time of each frame; times that do not rise are as good as none."""
        known = times is not None and len(times) > 1 and bool(np.all(np.diff(times) > 0))
        self._times = times if known else None

    @property
    def in_seconds(self) -> bool:
        """Whether times are known."""
        return self._times is not None

    def at(self, frames: NDArray[np.int64]) -> NDArray[np.float64]:
        """The time of frames; outside the video they go on at its average rate."""
        if self._times is None:
            return frames.astype(np.float64)
        last = len(self._times) - 1
        inside = np.clip(frames, 0, last)
        step = (self._times[-1] - self._times[0]) / last
        return np.asarray(self._times[inside] + (frames - inside) * step, np.float64)


class Motion:
    """One model's boxes on every frame.

    An object that is in two neighbouring samples moves evenly from one to the other. One that
    is only in the first fades out within half an interval, one that is only in the second fades
    in within half an interval. Nothing moves to or from a sample that was not inferred, or over
    a gap that is too long.
    """

    def __init__(
        self,
        samples: Samples,
        rows: SampleRows,
        clock: Clock,
        *,
        longest_gap: float | None = None,
    ) -> None:
        """Prepare the boxes of a model.

        Args:
            samples: Its samples.
            rows: The rows of its detections.
            clock: When frames are shown; motion is even in its time.
            longest_gap: Longest gap in seconds that boxes move over, by the clock or else by the
                times as sent; by default, and where no times are known, 1.5 intervals.
        """
        self._samples = samples
        self._rows = rows
        self._clock = clock
        self._times = clock.at(samples.frames)
        steps = np.diff(self._times)
        self._interval = float(np.median(steps)) if len(steps) else 0.0
        self._linked = self._near(longest_gap) & samples.inferred[1:] & samples.inferred[:-1]
        self._linked &= (samples.sizes[1:] == samples.sizes[:-1]).all(axis=1) & (steps > 0)
        self._pairs: tuple[int, dict[int, int]] = (-1, {})

    def at(self, frame: int) -> Iterator[tuple[int, list[Row]]]:
        """Rows to show on a frame, with the position of the sample whose pixels they are in."""
        samples = self._samples
        after = int(np.searchsorted(samples.frames, frame, side="right"))
        before = after - 1
        self._rows.forget(before)
        if before >= 0 and samples.frames[before] == frame:
            if samples.inferred[before]:
                yield before, self._rows.at(before)
            return
        first, second, pairs = self._seen(before), self._seen(after), self._pairs_of(before)
        now = float(self._clock.at(np.array([frame]))[0])
        since, until = now - self._time(before), self._time(after) - now
        span = min(self._interval, since + until) / 2
        leaving, coming = _opacity(since, span), _opacity(until, span)
        yield (
            before,
            [
                moved(row, second[pairs[at]], since / (since + until))
                if at in pairs
                else faded(row, leaving)
                for at, row in enumerate(first)
                if at in pairs or leaving > 0
            ],
        )
        if coming > 0:
            new = sorted(set(range(len(second))) - set(pairs.values()))
            yield after, [faded(second[at], coming) for at in new]

    def _near(self, longest_gap: float | None) -> NDArray[np.bool_]:
        """Which neighbouring samples are near enough, shape (samples - 1,)."""
        near = np.diff(self._samples.frames) <= HOLD_INTERVALS * self._samples.interval
        if longest_gap is None:
            return near
        gaps = np.diff(self._times if self._clock.in_seconds else self._samples.seconds)
        return np.where(np.isnan(gaps), near, gaps <= longest_gap)

    def _seen(self, position: int) -> list[Row]:
        there = 0 <= position < len(self._times) and self._samples.inferred[position]
        return self._rows.at(position) if there else []

    def _time(self, position: int) -> float:
        """When a sample is shown; what is not there is infinitely far away."""
        if position < 0:
            return -np.inf
        return float(self._times[position]) if position < len(self._times) else np.inf

    def _pairs_of(self, position: int) -> dict[int, int]:
        """Which boxes of a sample are which of the next."""
        if not 0 <= position < len(self._linked) or not self._linked[position]:
            return {}
        if self._pairs[0] != position:
            pairs = pair_boxes(self._rows.at(position), self._rows.at(position + 1))
            self._pairs = (position, pairs)
        return self._pairs[1]


def _opacity(away: Any, span: float) -> float:
    return max(0.0, 1 - float(away) / span) if span > 0 else 0.0
