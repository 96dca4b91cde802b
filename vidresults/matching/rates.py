"""Frame numbers and times: the rates behind them."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

# Times are sent with four decimals, so a time may be off by half of the last one.
_TIME_ERROR = 5e-5 * (1 + 1e-9)
_HIGHEST_RATE = 1000


def source_rate(
    frames: Sequence[int] | NDArray[np.int64],
    times: Sequence[float | None] | NDArray[np.float64],
) -> Fraction | None:
    """The video's frames per second behind frame numbers and their times.

    The simplest rate that agrees with every pair to the four decimals that are sent: a whole
    number, else a whole number times 1000/1001 (29.97), else the simplest fraction of the last
    pair. None where there is no pair after time 0, or no rate agrees (a variable rate). A time
    that is not known is None or NaN.
    """
    sent = np.asarray(times, dtype=np.float64)
    numbers = np.asarray(frames, dtype=np.float64)
    there = (numbers > 0) & (sent > 0)
    if not there.any():
        return None
    numbers, sent = numbers[there], sent[there]
    frame, time = float(numbers[-1]), float(sent[-1])
    ratio = frame / time
    if not 0 < ratio < _HIGHEST_RATE:
        return None
    whole = round(ratio)
    ntsc = Fraction(round(ratio * 1.001) * 1000, 1001)
    simple = [Fraction(frame / time).limit_denominator(n) for n in (2, 10, 100, 1001)]
    for rate in (Fraction(whole), ntsc, *simple):
        if rate > 0 and np.all(np.abs(numbers / float(rate) - sent) <= _TIME_ERROR):
            return rate
    return None


def sampling_rate(
    frames: Sequence[int] | NDArray[np.int64], rate: Fraction | None
) -> Fraction | None:
    """The samples per second that were asked for: the lowest whole number that gives the frames.

    The service takes frame floor(i * rate / asked) as sample i. None where no whole number up to
    the video's rate does, or fewer than two frames were sampled.
    """
    numbers = np.asarray(frames, dtype=np.int64)
    if rate is None or len(numbers) < 2:  # noqa: PLR2004 - one frame has no interval
        return None
    places = np.arange(len(numbers))
    for asked in range(1, min(int(rate), _HIGHEST_RATE) + 1):
        step = rate / asked
        if np.array_equal(numbers, places * step.numerator // step.denominator):
            return Fraction(asked)
    return None
