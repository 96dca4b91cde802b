"""Counts of bins as rows of a table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vidresults.analytics.counts.series import Series
    from vidresults.analytics.counts.tally import Tally


def samples_in(series: Series, bins: NDArray[np.int64], count: int) -> dict[str, Any]:
    """How many samples of each state are in each bin, shape (bins,) each."""
    names = ("inferred", "not_inferred", "failed")
    return {
        name: np.bincount(bins[series.states == state], minlength=count)
        for state, name in enumerate(names)
    }


def counted(
    series: Series, tally: Tally, bins: NDArray[np.int64], inferred: NDArray[np.int64]
) -> dict[str, Any]:
    """Detections, their mean, the most and the tracks of each bin, shape (classes, bins) each.

    NaN, or in a masked array a masked value, is null.
    """
    count = len(inferred)
    shape = (len(series.classes), count)
    detections, most = np.zeros(shape, np.int64), np.zeros(shape, np.int64)
    for kind in range(len(series.classes)):
        found = tally.counts(kind)
        detections[kind] = np.bincount(bins, found, count)
        most[kind] = _most(found, bins, count)
    blind = np.broadcast_to(inferred == 0, shape)
    uncounted = np.full(shape, fill_value=not series.counted)
    tracks = tally.tracks(count)
    if tracks is None:
        tracks, unknown = np.zeros(shape, np.int64), np.ones(shape, np.bool_)
    else:
        unknown = (tracks == 0) & (detections > 0)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.where(blind | uncounted, np.nan, detections / inferred)
    return {
        "detections": np.ma.masked_array(detections, uncounted),
        "mean": mean,
        "most": np.ma.masked_array(most, blind | uncounted),
        "tracks": np.ma.masked_array(tracks, unknown),
    }


def _most(counts: NDArray[np.int64], bins: NDArray[np.int64], size: int) -> NDArray[np.int64]:
    """The highest count of each bin, 0 where no sample is in it, shape (bins,)."""
    most = np.zeros(size, np.int64)
    if len(bins) and (bins[1:] >= bins[:-1]).all():  # in order of time: much faster
        starts = np.flatnonzero(np.diff(bins, prepend=bins[0] - 1))
        most[bins[starts]] = np.maximum.reduceat(counts, starts)
    else:
        np.maximum.at(most, bins, counts)
    return most


def as_batch(series: Series, columns: Mapping[str, Any], schema: pa.Schema) -> pa.RecordBatch:
    """Rows of one model, class by class.

    Args:
        series: Whose.
        columns: Arrays of shape (bins,) for all classes alike, or (classes, bins), or an Arrow
            array of (bins,).
        schema: What the rows follow; a column that is not given is null.
    """
    width = len(series.classes)
    count = len(next(iter(columns.values())))
    rows = width * count
    every = pa.array(np.tile(np.arange(count), width))
    classes = pa.array(series.classes, pa.string())
    fixed = {
        "source_id": pa.repeat(pa.scalar(series.source_id), rows),
        "model": pa.repeat(pa.scalar(series.model), rows),
        "class_name": classes.take(pa.array(np.repeat(np.arange(width), count))),
        "clock": pa.repeat(pa.scalar(series.clock, pa.string()), rows),
    }
    arrays = []
    for field in schema:
        value = fixed.get(field.name, columns.get(field.name))
        if value is None:
            value = pa.nulls(rows, field.type)
        elif field.name not in fixed:
            flat = value if isinstance(value, pa.Array) else _array(value)
            value = flat.take(every) if len(flat) == count and width != 1 else flat
        arrays.append(value.cast(field.type))
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def _array(values: Any) -> pa.Array:
    flat = values.ravel()
    if isinstance(flat, np.ma.MaskedArray):
        return pa.array(flat.data, mask=np.ma.getmaskarray(flat))
    return pa.array(flat, mask=np.isnan(flat) if flat.dtype.kind == "f" else None)
