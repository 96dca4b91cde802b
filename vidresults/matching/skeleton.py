"""The bones between keypoints that are named as COCO's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

Skeleton = tuple[tuple[str, str], ...]

COCO_SKELETON: Final[Skeleton] = (
    ("nose", "left_eye"), ("nose", "right_eye"), ("left_eye", "right_eye"),
    ("left_eye", "left_ear"), ("right_eye", "right_ear"), ("left_ear", "left_shoulder"),
    ("right_ear", "right_shoulder"), ("left_shoulder", "right_shoulder"),
    ("left_shoulder", "left_elbow"), ("left_elbow", "left_wrist"),
    ("right_shoulder", "right_elbow"), ("right_elbow", "right_wrist"),
    ("left_shoulder", "left_hip"), ("right_shoulder", "right_hip"), ("left_hip", "right_hip"),
    ("left_hip", "left_knee"), ("left_knee", "left_ankle"),
    ("right_hip", "right_knee"), ("right_knee", "right_ankle"),
)  # fmt: skip
"""The bones between COCO's 17 keypoints, by name."""

_COCO_NAMES: Final = frozenset(name for pair in COCO_SKELETON for name in pair)


def coco_name(name: str) -> str:
    """A keypoint's name as COCO would spell it: "Left Eye" is left_eye."""
    return name.casefold().replace(" ", "_").replace("-", "_")


def usual_skeleton(names: Iterable[str]) -> Skeleton:
    """The bones of a detection whose keypoints have these names, as `coco_name` gives them.

    One name that is not COCO's means another set of points, such as a hand's, and no bones.
    """
    return COCO_SKELETON if _COCO_NAMES.issuperset(names) else ()
