"""Whose times an answer is in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def clock_times(
    video: NDArray[np.float64], sent: NDArray[np.float64]
) -> tuple[NDArray[np.float64], str | None]:
    """The video's own times where they are known of all samples, else those that were sent.

    Args:
        video: Seconds, NaN where unknown, shape (n,).
        sent: The same as the result has them.

    Returns:
        The times, and "video", "sent", or None where none is known.
    """
    if not np.isnan(video).any():
        return video, "video"
    return sent, None if np.isnan(sent).all() else "sent"
