"""The time of day of a moment in a video, from when the recording began."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from vidresults.errors import SelectionError

if TYPE_CHECKING:
    from numpy.typing import NDArray

_HOUR = 3600
_DAY = 24


def began(recorded_at: datetime | str) -> datetime:
    """When the video's time was 0, with a fixed offset from UTC.

    Raises:
        SelectionError: It is no moment, or has no offset.
    """
    try:
        moment = datetime.fromisoformat(str(recorded_at))
    except ValueError:
        moment = None
    offset = None if moment is None else moment.utcoffset()
    if isinstance(recorded_at, datetime):
        moment, offset = recorded_at, recorded_at.utcoffset()
    if moment is None or offset is None:
        raise SelectionError(
            f"recorded_at: found {str(recorded_at)!r}, expected a date and time with its offset, "
            "such as 2026-01-01T08:00+01:00"
        )
    return moment.astimezone(timezone(offset))


def hours_of(moment: datetime, seconds: NDArray[np.float64]) -> NDArray[np.int64]:
    """Hour of the day after so many seconds, -1 where they are not known."""
    midnight = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    since = (moment - midnight).total_seconds()
    known = ~np.isnan(seconds)
    hours = np.full(len(seconds), -1, np.int64)
    # The sum of two decimal fractions may end a breath before the full hour.
    hours[known] = np.floor((since + seconds[known]) / _HOUR + 1e-9).astype(np.int64) % _DAY
    return hours


def written(moment: datetime, seconds: NDArray[np.float64]) -> pa.Array:
    """The moments after so many seconds, to the millisecond, as text; null where not known."""
    texts = [None if np.isnan(after) else _text(moment, float(after)) for after in seconds.tolist()]
    return pa.array(texts, pa.string())


def _text(moment: datetime, after: float) -> str | None:
    try:
        return (moment + timedelta(seconds=after)).isoformat(timespec="milliseconds")
    except OverflowError:
        return None
