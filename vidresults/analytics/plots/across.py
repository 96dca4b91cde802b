"""The axis across of a table whose rows have times: seconds, or frames where none is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

_WORDS = {"video": "time in the video (s)", "sent": "time as sent (s)"}


def across_of(table: pa.Table) -> tuple[NDArray[np.float64], str]:
    """Where each row stands, and what the axis says.

    Args:
        table: With time_seconds, clock and frame_index.

    Returns:
        Seconds, NaN where one is not known; or frame numbers where none is.
    """
    clocks = [clock for clock in table["clock"].unique().to_pylist() if clock is not None]
    if not clocks:
        return np.asarray(table["frame_index"].to_numpy(), np.float64), "frame"
    words = _WORDS[clocks[0]] if len(clocks) == 1 else "time (s)"
    return np.asarray(table["time_seconds"].to_numpy(zero_copy_only=False), np.float64), words
