"""For how long a sample stands, and where nobody looked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import numpy as np

from vidresults.matching import HOLD_INTERVALS, sample_interval

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Samples(Protocol):
    """Samples of one model, in order."""

    @property
    def frames(self) -> NDArray[np.int64]:
        """Frame of each, ascending."""

    @property
    def seconds(self) -> NDArray[np.float64]:
        """Time of each, NaN where unknown."""

    @property
    def inferred(self) -> NDArray[np.bool_]:
        """Whether the model ran on it."""


def links_of(samples: Samples) -> NDArray[np.bool_]:
    """Whether the model ran on each sample and on the next, at most 1.5 intervals later.

    After the last one nobody looked.
    """
    frames, inferred = samples.frames, samples.inferred
    links = np.zeros(len(frames), np.bool_)
    near = np.diff(frames) <= HOLD_INTERVALS * sample_interval(frames)
    links[:-1] = near & inferred[1:] & inferred[:-1]
    return links


def held_until(samples: Samples, position: int, interval: float) -> tuple[float, float]:
    """Frame and time until which a sample is held.

    Args:
        samples: All samples.
        position: Position of the sample.
        interval: The median distance of neighbouring samples, in frames.
    """
    frames, seconds = samples.frames, samples.seconds
    frame, second = float(frames[position]), float(seconds[position])
    if position + 1 == len(frames):
        steps = np.diff(seconds)
        known = steps[~np.isnan(steps)]
        return frame + interval, second + (float(np.median(known)) if len(known) else 0.0)
    distance = float(frames[position + 1]) - frame
    held = min(distance, HOLD_INTERVALS * interval)
    return frame + held, second + held / distance * (float(seconds[position + 1]) - second)
