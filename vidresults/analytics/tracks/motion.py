"""How something moved: way, displacement, speed, direction."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Motion:
    """A way over places, straight from each to the next; in the unit of the places.

    Attributes:
        length: Length of the way; None where a place is not known.
        displacement: From the first place to the last, straight.
        mean_speed: Length by time; None where no time is known, or none passed.
        top_speed: Of the fastest step from one place to the next.
    """

    length: float | None
    displacement: float | None
    mean_speed: float | None
    top_speed: float | None


def motion_over(points: NDArray[np.float64], seconds: NDArray[np.float64]) -> Motion:
    """The motion over places at moments, ascending.

    Args:
        points: NaN where not known, shape (n, 2) with n of 1 or more.
        seconds: NaN where not known, shape (n,).
    """
    steps = np.linalg.norm(np.diff(points, axis=0), axis=1)
    passed = np.diff(seconds)
    length = float(steps.sum())
    duration = float(seconds[-1] - seconds[0])
    with np.errstate(divide="ignore", invalid="ignore"):
        speeds = np.where(passed > 0, steps / passed, np.nan)
    known = len(speeds) > 0 and not np.isnan(speeds).any()
    return Motion(
        length=known_or_none(length),
        displacement=known_or_none(float(np.linalg.norm(points[-1] - points[0]))),
        mean_speed=known_or_none(length / duration) if duration > 0 else None,
        top_speed=float(speeds.max()) if known else None,
    )


def direction_degrees(points: NDArray[np.float64]) -> float | None:
    """Where the last place lies, seen from the first: 0 right, 90 up, 180 left, 270 down.

    None where they are the same.
    """
    right, down = (points[-1] - points[0]).tolist()
    if not right and not down:
        return None
    return math.degrees(math.atan2(-down, right)) % 360


def known_or_none(value: float) -> float | None:
    """The number, or None for NaN."""
    return None if math.isnan(value) else value
