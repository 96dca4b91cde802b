"""Counts in bins of time, or sample by sample."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa

from vidresults.analytics.counts.local_time import began, written
from vidresults.analytics.counts.rows import as_batch, counted, samples_in
from vidresults.analytics.counts.series import series_of
from vidresults.analytics.counts.tables import COUNT_OVER_TIME
from vidresults.analytics.counts.tally import tally
from vidresults.errors import SelectionError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vidresults.analytics.counts.series import Series
    from vidresults.results import Source

_MOST_ROWS: Final = 10_000_000
_BREATH = 1e-9  # of a bin: 0.6 / 0.2 is a little less than 3


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Bins:
    """The bins of one model.

    Attributes:
        of: The bin of each sample, shape (samples,).
        start: Begin of each bin in seconds, NaN where it holds what has no time, shape (bins,).
        end: Its end.
        frames: The frame, where bins are samples.
        step: How far bins are apart in seconds, 0 where that is not known.
    """

    of: NDArray[np.int64]
    start: NDArray[np.float64]
    end: NDArray[np.float64]
    frames: NDArray[np.int64] | None
    step: float


def count_over_time(
    results: Source,
    *,
    bin_seconds: float | None = 1.0,
    moving: int | None = None,
    recorded_at: datetime | str | None = None,
) -> pa.Table:
    """How many of each class there are, from the first sample to the last.

    Rows of `COUNT_OVER_TIME`: every class has one for every bin, by source, model, class and time.
    Frames on which the model did not run or failed are no empty ones: they are counted beside, and
    no part of means. Bins begin at multiples of their length; samples without a time are in a last
    row.

    Args:
        results: Results of any number of videos.
        bin_seconds: Length of a bin; None makes a row of each sample.
        moving: Also give the mean over so many bins, this one and those before it; of samples
            over so long as that many usually take.
        recorded_at: When the video's time was 0, with its offset; gives local times.

    Raises:
        SelectionError: An argument is not what it should be, or there would be too many rows.
    """
    if bin_seconds is not None and not 0 < bin_seconds < math.inf:
        raise SelectionError(f"bin_seconds: found {bin_seconds:g}, expected a number above 0")
    if moving is not None and moving < 1:
        raise SelectionError(f"moving: found {moving}, expected a number of bins from 1 on")
    moment = None if recorded_at is None else began(recorded_at)
    series = series_of(results)
    left = _MOST_ROWS
    bins = {}
    for key, one in series.items():
        bins[key] = _by_sample(one) if bin_seconds is None else _by_time(one, bin_seconds, left)
        left -= len(bins[key].start) * len(one.classes)
        _refuse_too_many(left, bin_seconds)
    found = tally(results, series, {key: own.of for key, own in bins.items()})
    batches = []
    for key, one in series.items():
        own = bins[key]
        states = samples_in(one, own.of, len(own.start))
        counts = counted(one, found.pop(key), own.of, states["inferred"])
        columns = {"start_seconds": own.start, "end_seconds": own.end, **states, **counts}
        if own.frames is not None:
            columns["frame_index"] = own.frames
        if moment is not None:
            columns["local_start"] = written(moment, own.start)
        if moving is not None:
            columns["moving_mean"] = _moving(own, states["inferred"], counts["detections"], moving)
        batches.append(as_batch(one, columns, COUNT_OVER_TIME))
    return pa.Table.from_batches(batches, COUNT_OVER_TIME)


def _by_sample(series: Series) -> _Bins:
    known = series.seconds[~np.isnan(series.seconds)]
    return _Bins(
        of=np.arange(len(series.numbers)),
        start=series.seconds,
        end=series.seconds,
        frames=series.frames,
        step=float(np.median(np.diff(known))) if len(known) > 1 else 0.0,
    )


def _by_time(series: Series, length: float, left: int) -> _Bins:
    known = ~np.isnan(series.seconds)
    if known.all() and not len(known):
        return _Bins(of=np.zeros(0, np.int64), start=np.zeros(0), end=np.zeros(0), frames=None,
                     step=length)  # fmt: skip
    places = np.floor(series.seconds[known] / length + _BREATH)
    first, last = (places.min(), places.max()) if len(places) else (0.0, -1.0)
    if not (last - first + 1) * len(series.classes) <= left:
        _refuse_too_many(-1, length)
    count = int(last - first) + 1
    of = np.full(len(known), count, np.int64)
    of[known] = (places - first).astype(np.int64)
    edges = first + np.arange(count + 1)
    unknown = [] if known.all() else [np.nan]
    return _Bins(
        of=of,
        start=np.append(edges[:-1] * length, unknown),
        end=np.append(edges[1:] * length, unknown),
        frames=None,
        step=length,
    )


def _refuse_too_many(left: int, length: float | None) -> None:
    if left < 0:
        how = "a row for each sample" if length is None else f"bins of {length:g} s"
        raise SelectionError(
            f"{how} and class makes more than {_MOST_ROWS:,} rows: take longer bins, or select "
            "classes or a part of the time"
        )


def _moving(
    bins: _Bins, inferred: NDArray[np.int64], detections: NDArray[np.int64], moving: int
) -> NDArray[np.float64]:
    """Detections over inferred samples of each bin and those before it, shape (classes, bins)."""
    timed = np.flatnonzero(~np.isnan(bins.start))
    timed = timed[np.argsort(bins.start[timed], kind="stable")]
    start = bins.start[timed]
    since = start - (moving - 0.5) * bins.step  # halfway: neither a bin more nor one less
    low = np.searchsorted(start, since, side="right") if bins.step else np.arange(len(start))
    high = np.searchsorted(start, start, side="right")
    samples = np.concatenate([[0], np.cumsum(inferred[timed])])
    sums = np.zeros((len(detections), len(timed) + 1), np.int64)
    sums[:, 1:] = np.cumsum(np.ma.getdata(detections)[:, timed], axis=1)
    over = samples[high] - samples[low]
    result = np.full(detections.shape, np.nan)
    with np.errstate(invalid="ignore", divide="ignore"):
        result[:, timed] = np.where(over > 0, (sums[:, high] - sums[:, low]) / over, np.nan)
    return np.where(np.ma.getmaskarray(detections), np.nan, result)
