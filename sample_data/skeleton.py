"""People as skeletons in three dimensions: how they walk, run and ride.

A joint is (forward, left, up) in units; a person of size 1 is 62 units tall. The skeleton is turned
to where the person heads and seen from slightly above, so that one drawing serves all directions,
and the key points of the results are the joints that were painted.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from motion import Look, Pose

KEYPOINTS = (
    "nose",
    "left_eye",
    "right_eye",
    "left_ear",
    "right_ear",
    "left_shoulder",
    "right_shoulder",
    "left_elbow",
    "right_elbow",
    "left_wrist",
    "right_wrist",
    "left_hip",
    "right_hip",
    "left_knee",
    "right_knee",
    "left_ankle",
    "right_ankle",
)
HEAD_RADIUS = 5.6

_THIGH, _SHIN, _UPPER_ARM, _FOREARM = 15.0, 13.5, 10.5, 9.5
_STRIDE = 49.0  # units walked in one cycle of two steps
_LIFT = 0.24  # how far a unit of depth moves things up in the picture: sine of the camera's tilt
_HEAD_TURN = 0.65  # people look a little towards the viewer, radians

Vector = NDArray[np.float64]


def _vector(forward: float, left: float, up: float) -> Vector:
    return np.array([forward, left, up])


@dataclass(frozen=True)
class Body:
    """A posed skeleton.

    Attributes:
        joints: Name to (forward, left, up); the 17 key points, head, mouth, toes and crown.
        facing: Where the body heads, radians.
        head_facing: Where the face looks, radians.
        head_pitch: Radians; above zero looks up.
    """

    joints: dict[str, Vector]
    facing: float
    head_facing: float
    head_pitch: float

    def seen(self, joint: str) -> tuple[float, float]:
        """Returns a joint's place in units right of and above the spot where the person stands."""
        right, away, up = self._turned(self.joints[joint])
        return right, up + _LIFT * away

    def depth(self, joint: str) -> float:
        """Returns how far behind the body's middle a joint is, in units."""
        return self._turned(self.joints[joint])[1]

    def _turned(self, point: Vector) -> tuple[float, float, float]:
        cosine, sine = math.cos(self.facing), math.sin(self.facing)
        forward, left, up = (float(v) for v in point)
        return forward * cosine - left * sine, forward * sine + left * cosine, up

    @property
    def faces_viewer(self) -> float:
        """1.0 for a face turned to the viewer, 0.0 for a profile, -1.0 for the back of a head."""
        return -math.sin(self.head_facing)


def _bent(root: Vector, angle: float, bend: float, lengths: tuple[float, float]) -> list[Vector]:
    """Returns both ends of a limb hanging from a root; angles swing forwards, in radians."""
    first, second = lengths
    middle = root + first * _vector(math.sin(angle), 0, -math.cos(angle))
    angle += bend
    return [middle, middle + second * _vector(math.sin(angle), 0, -math.cos(angle))]


def _reach(root: Vector, end: Vector, lengths: tuple[float, float], side: float) -> Vector:
    """Returns the joint between a root and an end; side 1 bends it forwards, -1 backwards."""
    way = end - root
    far = min(float(np.linalg.norm(way)), sum(lengths) - 0.01)
    along = (far**2 + lengths[0] ** 2 - lengths[1] ** 2) / (2 * far)
    off = math.sqrt(max(lengths[0] ** 2 - along**2, 0.0))
    way = way / float(np.linalg.norm(way))
    return root + along * way + side * off * _vector(-way[2], 0, way[0])


def _add_head(joints: dict[str, Vector], neck: Vector, turn: float) -> None:
    """Adds the head, its ears and its face, turned to the left by an angle in radians."""
    centre = neck + _vector(0.8, 0, 6.2)
    cosine, sine, r = math.cos(turn), math.sin(turn), HEAD_RADIUS

    def spot(forward: float, left: float, up: float) -> Vector:
        return centre + r * _vector(
            forward * cosine - left * sine, forward * sine + left * cosine, up
        )

    joints |= {"head": centre, "nose": spot(0.98, 0, -0.08), "mouth": spot(0.86, 0, -0.42)}
    joints |= {
        "back": spot(-0.35, 0, 0.22),
        "face": spot(0.16, 0, -0.1),
        "nape": spot(-0.75, 0, -1),
    }
    joints |= {"crown": spot(0.08, 0, 0.66)}
    for side, left in (("left", 1), ("right", -1)):
        joints[f"{side}_eye"] = spot(0.84, 0.42 * left, 0.04)
        joints[f"{side}_ear"] = spot(0.0, 0.95 * left, -0.02)


def _head_turn(pose: Pose) -> float:
    """Returns the angle to the left by which the head is turned against the body."""
    away = math.cos(pose.facing) * _HEAD_TURN
    return -away + 0.18 * math.sin(0.9 * pose.time + pose.y)


def walker(pose: Pose, look: Look) -> Body:
    """Poses someone who walks, runs or stands, depending on speed and look."""
    runs = "run" in look.shape
    swing, bend, arm, elbow = (0.72, 1.5, 0.75, 1.5) if runs else (0.43, 0.75, 0.42, 0.3)
    drive = min(1.0, pose.speed / 24.0)
    phase = 2 * math.pi * pose.travelled / (look.size * _STRIDE * (1.9 if runs else 1.0))
    lean = 0.16 if runs else 0.03
    joints: dict[str, Vector] = {}
    for side, left, turn in (("left", 1, 0.0), ("right", -1, math.pi)):
        hip = _vector(0, 3.2 * left, 0)
        angle = drive * swing * math.sin(phase + turn) + lean
        flex = drive * (0.12 + bend * max(0.0, math.cos(phase + turn)))
        knee, ankle = _bent(hip, angle, -flex, (_THIGH, _SHIN))
        lift = 0.5 * drive * max(0.0, math.cos(phase + turn)) + flex * 0.3
        joints |= {f"{side}_hip": hip, f"{side}_knee": knee, f"{side}_ankle": ankle}
        joints[f"{side}_toe"] = ankle + _vector(4.6 * math.cos(lift), 0, -1.6 - 3 * math.sin(lift))
        shoulder = _vector(18.0 * math.sin(lean), 5.7 * left, 18.0)
        back = -drive * arm * math.sin(phase + turn)
        hand = _bent(shoulder, back, elbow * (0.4 + 0.6 * drive), (_UPPER_ARM, _FOREARM))
        hand = [point + _vector(0, left, 0) for point in hand]
        joints |= {f"{side}_shoulder": shoulder}
        joints |= {f"{side}_elbow": hand[0], f"{side}_wrist": hand[1]}
    rise = 2.6 - min(float(joints[f"{side}_ankle"][2]) for side in ("left", "right"))
    if runs:
        rise += 2.0 * drive * abs(math.sin(phase)) ** 2
    joints = {name: point + _vector(0, 0, rise) for name, point in joints.items()}
    turn = _head_turn(pose)
    _add_head(joints, _vector(20.5 * math.sin(lean), 0, rise + 20.0), turn)
    pitch = 0.05 * math.sin(1.3 * pose.time + pose.y)
    scaled = {name: point * look.size for name, point in joints.items()}
    return Body(scaled, pose.facing, pose.facing + turn, pitch)


def rider(pose: Pose) -> Body:
    """Poses someone on a bicycle; the feet follow the pedals (see `pedal`)."""
    joints: dict[str, Vector] = {}
    for side, left in (("left", 1), ("right", -1)):
        hip, shoulder = _vector(-9, 2.8 * left, 35), _vector(2.5, 5.0 * left, 54)
        x, y = pedal(pose, left)
        ankle, wrist = _vector(x - 1.5, 2.8 * left, y + 2.5), _vector(14.5, 5.0 * left, 38.5)
        knee = _reach(hip, ankle, (16.0, 15.5), 1)
        elbow = _reach(shoulder, wrist, (10.5, 10.0), -1)
        joints |= {f"{side}_hip": hip, f"{side}_knee": knee, f"{side}_ankle": ankle}
        joints |= {f"{side}_toe": ankle + _vector(5, 0, -1.8), f"{side}_shoulder": shoulder}
        joints |= {f"{side}_elbow": elbow, f"{side}_wrist": wrist}
    turn = _head_turn(pose)
    _add_head(joints, _vector(5.0, 0, 55.5), turn)
    return Body(joints, pose.facing, pose.facing + turn, -0.06)


def pedal(pose: Pose, left: int) -> tuple[float, float]:
    """Returns a pedal's place in the bicycle's units; left is 1 or -1."""
    angle = -pose.travelled / 26.0 + (0.0 if left == 1 else math.pi)
    return -3.0 + 5.6 * math.cos(angle), 12.5 + 5.6 * math.sin(angle)
