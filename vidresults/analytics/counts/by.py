"""Counts by what a row is asked to be."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

from vidresults.analytics.counts.by_class import count_by_class
from vidresults.analytics.counts.by_hour import count_by_hour
from vidresults.analytics.counts.over_time import count_over_time
from vidresults.errors import SelectionError

if TYPE_CHECKING:
    import pyarrow as pa

    from vidresults.results import Source

_BY: Final = ("class", "time", "sample", "hour")


def counted(
    source: Source,
    by: str,
    *,
    bin_seconds: float | None = None,
    moving: int | None = None,
    recorded_at: dt.datetime | str | None = None,
) -> pa.Table:
    """Count with the function that gives such rows.

    Args:
        source: Results.
        by: class, time, sample or hour: the whole, a bin of time, a sample, an hour of the day.
        bin_seconds: Length of a bin of time; 1 unless given.
        moving: As of `count_over_time`.
        recorded_at: When the video began; by hour it is needed.

    Raises:
        SelectionError: There are no such rows, or an hour of the day is wanted of an unknown time.
    """
    refuse_by(by, recorded_at)
    if by == "class":
        return count_by_class(source)
    if by == "hour":
        assert recorded_at is not None
        return count_by_hour(source, recorded_at)
    length = 1.0 if bin_seconds is None else bin_seconds
    return count_over_time(
        source,
        bin_seconds=length if by == "time" else None,
        moving=moving,
        recorded_at=recorded_at,
    )


def refuse_by(by: str, recorded_at: dt.datetime | str | None) -> None:
    """Refuse rows that there are not.

    Raises:
        SelectionError: As `counted`.
    """
    if by not in _BY:
        raise SelectionError(f"there is no by {by!r}; there are {', '.join(_BY)}")
    if by == "hour" and recorded_at is None:
        raise SelectionError("by hour needs recorded_at, such as 2026-01-01T08:00+01:00")
