"""Counts by hour of the day."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from vidresults.analytics.counts.local_time import began, hours_of
from vidresults.analytics.counts.rows import as_batch, counted, samples_in
from vidresults.analytics.counts.series import series_of
from vidresults.analytics.counts.tables import COUNT_BY_HOUR
from vidresults.analytics.counts.tally import tally

if TYPE_CHECKING:
    from vidresults.results import Source


def count_by_hour(results: Source, recorded_at: datetime | str) -> pa.Table:
    """How many of each class there are in each hour of the day, of all days together.

    Rows of `COUNT_BY_HOUR` by source, model, class and hour, for the hours from which there are
    samples; those without a time are in a last row.

    Args:
        results: Results of any number of videos, all of which began at that moment.
        recorded_at: When the video's time was 0, with its offset, whose local time it is:
            2026-01-01T08:00+01:00.

    Raises:
        SelectionError: `recorded_at` is no moment, or has no offset.
    """
    moment = began(recorded_at)
    series = series_of(results)
    hours, bins = {}, {}
    for key, one in series.items():
        there, bins[key] = np.unique(hours_of(moment, one.seconds), return_inverse=True)
        unknown = there[:1] == -1
        if unknown.any():  # to the end
            there, bins[key] = np.roll(there, -1), (bins[key] - 1) % len(there)
        hours[key] = np.ma.masked_array(there, there == -1)
    found = tally(results, series, bins)
    batches = []
    for key, one in series.items():
        states = samples_in(one, bins[key], len(hours[key]))
        counts = counted(one, found.pop(key), bins[key], states["inferred"])
        batches.append(as_batch(one, {"hour": hours[key], **states, **counts}, COUNT_BY_HOUR))
    return pa.Table.from_batches(batches, COUNT_BY_HOUR)
