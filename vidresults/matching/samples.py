"""Samples and the frames of the video: what is shown between samples, and for how long."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, get_args

import numpy as np

from vidresults.errors import SelectionError

if TYPE_CHECKING:
    from numpy.typing import NDArray


Between = Literal["hold", "none", "interpolate"]
BETWEEN: Final[tuple[str, ...]] = get_args(Between)

HOLD_INTERVALS: Final = 1.5
"""A sample is shown until the next one, but at most this many sample intervals."""


def sample_interval(frames: NDArray[np.int64]) -> float:
    """The median distance of neighbouring samples in frames; 0 for fewer than two."""
    return float(np.median(np.diff(frames))) if len(frames) > 1 else 0.0


def shown_samples(
    frame_count: int,
    frames: NDArray[np.int64],
    inferred: NDArray[np.bool_],
    *,
    between: Between = "hold",
) -> NDArray[np.int64]:
    """Which sample is shown on each frame of the video, for one model.

    Args:
        frame_count: Number of frames of the video.
        frames: Frame number of each sample, ascending, shape (n,).
        inferred: Whether the model ran on it, shape (n,).
        between: "none" shows a sample on its own frame only; "hold" until the next sample, at
            most 1.5 intervals (the median distance of neighbouring samples), and never past a
            sample that was not inferred or failed. A lone sample has no interval and is shown
            on its own frame. What cannot move is held with "interpolate" too.

    Returns:
        Position of the shown sample in `frames` for each video frame, -1 for none, shape
        (frame_count,).
    """
    longest = longest_hold(frames, between)
    return samples_at(np.arange(frame_count), frames, inferred, longest=longest)


def longest_hold(frames: NDArray[np.int64], between: Between) -> float:
    """For how many frames after its own a sample may be shown.

    Raises:
        SelectionError: `between` is not known; lists what is.
    """
    if between not in BETWEEN:
        raise SelectionError(f"between={between!r} is not known; there is {', '.join(BETWEEN)}")
    return 0.0 if between == "none" else HOLD_INTERVALS * sample_interval(frames)


def samples_at(
    numbers: NDArray[np.int64],
    frames: NDArray[np.int64],
    inferred: NDArray[np.bool_],
    *,
    longest: float,
) -> NDArray[np.int64]:
    """As `shown_samples`, for any frame numbers and a known longest time to hold, shape (m,)."""
    shown = np.full(len(numbers), -1, dtype=np.int64)
    if not len(frames):
        return shown
    latest = np.searchsorted(frames, numbers, side="right") - 1
    age = numbers - frames[np.maximum(latest, 0)]
    good = (latest >= 0) & inferred[np.maximum(latest, 0)] & (age <= longest)
    shown[good] = latest[good]
    return shown
