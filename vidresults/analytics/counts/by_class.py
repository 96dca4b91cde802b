"""Counts of whole results by class."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from vidresults.analytics.counts.series import series_of
from vidresults.analytics.counts.tables import COUNT_BY_CLASS
from vidresults.analytics.counts.tally import tally
from vidresults.schema import STATES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vidresults.analytics.counts.series import Series
    from vidresults.results import Source


def count_by_class(results: Source) -> pa.Table:
    """How many of each class there are, on how many samples, when first, last and most.

    Rows of `COUNT_BY_CLASS` by source, model and class, in the order of the results. Frames on
    which the model did not run or failed are no empty ones: they are counted beside, and no part
    of means and shares.

    Args:
        results: Results of any number of videos.
    """
    series = series_of(results)
    whole = {key: np.zeros(len(one.numbers), np.int64) for key, one in series.items()}
    found = tally(results, series, whole, confidences=True)
    rows = []
    for key, one in series.items():
        own = found.pop(key)
        tracks = own.tracks(1)
        confidence = own.mean_confidence
        for kind, name in enumerate(one.classes):
            row = _row(one, own.counts(kind))
            if tracks is not None and (tracks[kind, 0] or not row["detections"]):
                row["tracks"] = int(tracks[kind, 0])
            if not np.isnan(confidence[kind]):
                row["mean_confidence"] = float(confidence[kind])
            rows.append(row | {"class_name": name})
    return pa.Table.from_pylist(rows, schema=COUNT_BY_CLASS)


def _row(series: Series, counts: NDArray[np.int64]) -> dict[str, Any]:
    """What the counts on all samples tell of one class."""
    states = np.bincount(series.states, minlength=len(STATES)).tolist()
    row: dict[str, Any] = {
        "source_id": series.source_id,
        "model": series.model,
        **dict(zip(STATES, states, strict=True)),
        "clock": series.clock,
    }
    if not series.counted:
        return row
    there = np.flatnonzero(counts)
    inferred = row["inferred"]
    row |= {"detections": int(counts.sum()), "samples": len(there)}
    if inferred:
        row |= {
            "share": len(there) / inferred,
            "mean": row["detections"] / inferred,
            "most": int(counts.max()),
        }
    if len(there):
        places = {"peak": int(counts.argmax()), "first": int(there[0]), "last": int(there[-1])}
        for name, at in places.items():
            row[f"{name}_frame"] = int(series.frames[at])
            if not np.isnan(series.seconds[at]):
                row[f"{name}_seconds"] = float(series.seconds[at])
    return row
