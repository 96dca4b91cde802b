"""How far a keypoint may lie off, as object keypoint similarity (OKS) needs it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from vidresults.analytics.evaluation.shapes import keypoint_names
from vidresults.errors import MatchError

if TYPE_CHECKING:
    from numpy.typing import NDArray

COCO_SIGMAS: Final[Mapping[str, float]] = {
    "nose": 0.026, "left_eye": 0.025, "right_eye": 0.025, "left_ear": 0.035, "right_ear": 0.035,
    "left_shoulder": 0.079, "right_shoulder": 0.079, "left_elbow": 0.072, "right_elbow": 0.072,
    "left_wrist": 0.062, "right_wrist": 0.062, "left_hip": 0.107, "right_hip": 0.107,
    "left_knee": 0.087, "right_knee": 0.087, "left_ankle": 0.089, "right_ankle": 0.089,
}  # fmt: skip
"""Those of COCO's 17 keypoints of a person."""


def names_of(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """The names of all keypoints in some rows, by their numbers, then as they come."""
    order: dict[str, tuple[bool, int]] = {}
    for row in rows:
        points = row["keypoints"] or ()
        for name, point in zip(keypoint_names(points), points, strict=True):
            number = point["class_id"]
            order.setdefault(name, (number is None, number or 0))
    return sorted(order, key=lambda name: order[name])


def sigmas_of(names: Sequence[str], given: Mapping[str, float] | None) -> NDArray[np.float64]:
    """The spread of each keypoint: as given, else COCO's.

    Raises:
        MatchError: One is neither given nor COCO's, or is not above 0.
    """
    known = {**COCO_SIGMAS, **(given or {})}
    missing = [name for name in names if name not in known]
    if missing:
        raise MatchError(
            f"keypoints {', '.join(missing[:5])} are not COCO's: say how far each may lie off, in "
            "shares of the object's size (--sigma NAME=0.05, sigmas={name: 0.05})"
        )
    if any(not known[name] > 0 for name in names):
        raise MatchError("a sigma is not above 0")
    return np.array([known[name] for name in names], np.float64)
