"""Keeping what is picked apart from each other in time."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import numpy as np

from vidresults.errors import SelectionError

if TYPE_CHECKING:
    from numpy.typing import NDArray

_SLACK: Final = 1e-6  # seconds: 1.2 - 0.2 is a little less than 1


def near_in_time(seconds: NDArray[np.float64], at: float, apart: float) -> NDArray[np.bool_]:
    """Which times are nearer to one than they may be; with `apart` 0 none is.

    What has no time is near to everything, because nobody knows.
    """
    if apart == 0:
        return np.zeros(len(seconds), np.bool_)
    return ~(np.abs(seconds - at) >= apart - _SLACK)


def refuse_unknown_times(clock: str | None, apart: float, where: str) -> None:
    """Refuse to keep apart what has no times.

    Raises:
        SelectionError: No time is known, and a distance is asked for.
    """
    if apart > 0 and clock is None:
        raise SelectionError(
            f"the times of {where} are not known, so nothing can be {apart:g} s apart: give the "
            "video, or its rate (fps), or 0"
        )


def check_numbers(*, least: float, **numbers: float) -> None:
    """Refuse what is no number, or under the least.

    Raises:
        SelectionError: Names it.
    """
    for name, value in numbers.items():
        if not (math.isfinite(value) and value >= least):
            raise SelectionError(f"{name}: found {value}, expected {least:g} or more")
