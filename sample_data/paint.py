"""Puts the street together: every frame's picture, and what each of its pixels shows."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache

import numpy as np
from backdrop import paint_backdrop, soft_shadows
from canvas import HEIGHT, WIDTH, Canvas, Image, Pen, rgb
from furniture import FURNITURE
from motion import FPS, Actor, Pose, scale_at
from numpy.typing import NDArray
from people import Painter
from scene import ACTORS
from skeleton import Body, rider, walker
from vehicles import paint_bicycle, paint_bus, paint_car, paint_dog

FIRST_LABEL = 20  # labels below are areas of the street; actor i has FIRST_LABEL + i
_MARGIN = 260  # a silhouette is painted whole, also where it reaches out of the picture

Mask = NDArray[np.bool_]
Part = tuple[float, int, Callable[[Canvas], None]]  # depth, order within the depth, painting

_HALF_SHADOW = {"car": 58.0, "bus": 108.0, "bicycle": 28.0, "person": 9.0, "dog": 15.0}


@dataclass(frozen=True)
class Seen:
    """An object of which at least one pixel can be seen.

    Attributes:
        index: Its place in ACTORS.
        actor: The object.
        pose: Where it is.
        mask: Its visible pixels, (HEIGHT, WIDTH).
        whole: How many pixels it would have with nothing in front of it and no picture edges.
    """

    index: int
    actor: Actor
    pose: Pose
    mask: Mask
    whole: int

    @cached_property
    def area(self) -> int:
        """Number of visible pixels."""
        return int(self.mask.sum())

    @property
    def share(self) -> float:
        """Visible share of the object, 0 to 1."""
        return min(1.0, self.area / self.whole)

    @cached_property
    def corners(self) -> tuple[int, int, int, int]:
        """The tightest box around the visible pixels: left, top, right, bottom, in pixels."""
        rows, columns = np.flatnonzero(self.mask.any(1)), np.flatnonzero(self.mask.any(0))
        return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


def body_of(actor: Actor, pose: Pose) -> Body:
    """Returns the skeleton of a person at a pose."""
    return rider(pose) if actor.kind == "rider" else walker(pose, actor.look)


def _person_painter(canvas: Canvas, actor: Actor, pose: Pose, label: int) -> Painter:
    pen = Pen(canvas, pose.x, pose.y, pose.scale, 1.0, label)
    return Painter(pen, body_of(actor, pose), actor.look)


def _parts(index: int, actor: Actor, pose: Pose) -> list[Part]:
    """Returns what has to be painted for an actor: riders sit on both sides of their bicycle."""
    label, look = FIRST_LABEL + index, actor.look
    if actor.kind == "person":
        return [(pose.y, 0, lambda c: _person_painter(c, actor, pose, label).all())]
    if actor.kind == "rider":
        return [
            (pose.y, -1, lambda c: _person_painter(c, actor, pose, label).behind()),
            (pose.y, 1, lambda c: _person_painter(c, actor, pose, label).front()),
        ]
    paint = {"car": paint_car, "bus": paint_bus, "bicycle": paint_bicycle, "dog": paint_dog}
    kind = paint[actor.kind]

    def whole(canvas: Canvas) -> None:
        kind(Pen(canvas, pose.x, pose.y, pose.scale, pose.flip, label), pose, look)

    return [(pose.y, 0, whole)]


def _leash(poses: dict[str, Pose]) -> list[Part]:
    """Returns the leash, while the dog is near its owner and both head the same way."""
    dog, owner = poses.get("dog"), poses.get("dog owner")
    if dog is None or owner is None or abs(dog.x - owner.x) > 90 or dog.flip != owner.flip:
        return []
    actor = next(actor for actor in ACTORS if actor.name == "dog owner")
    right, up = body_of(actor, owner).seen("left_wrist")
    hand = np.array([owner.x + right * owner.scale, owner.y - up * owner.scale])
    collar = np.array([dog.x + dog.flip * 12 * dog.scale, dog.y - 23 * dog.scale])
    way = np.linspace(0.0, 1.0, 12)[:, None]
    spots = hand + (collar - hand) * way + np.array([0.0, 9.0]) * 4 * way * (1 - way)
    corners = [(float(x), -float(y)) for x, y in spots]

    def paint(canvas: Canvas) -> None:
        Pen(canvas, label=None).line(corners, 0.9, rgb("#7c2f3e"))

    return [(dog.y, 1, paint)]


def _shadows(poses: dict[str, Pose]) -> list[tuple[float, float, float, float]]:
    spots = []
    for actor in ACTORS:
        pose = poses.get(actor.name)
        if pose is not None and actor.kind in _HALF_SHADOW:
            half = _HALF_SHADOW[actor.kind] * pose.scale * actor.look.size
            tall = 2.2 * pose.scale + 0.045 * half
            spots.append((pose.x + 3 * pose.scale, pose.y - 0.3, half, tall))
    for thing in FURNITURE:
        half = thing.shadow * scale_at(thing.y)
        spots.append((thing.x + 0.5 * half, thing.y, half, 2.0 + 0.1 * half))
    return spots


@lru_cache(maxsize=1)
def _backdrop() -> Canvas:
    return paint_backdrop()


def poses_at(frame: int) -> dict[str, Pose]:
    """Returns the poses of the actors that are on their way in a frame, by name."""
    poses = {actor.name: actor.pose(frame / FPS) for actor in ACTORS}
    return {name: pose for name, pose in poses.items() if pose is not None}


def paint_frame(frame: int) -> Canvas:
    """Paints a frame; labels and colours are complete."""
    poses = poses_at(frame)
    canvas = _backdrop().copy()
    soft_shadows(canvas, _shadows(poses))
    parts: list[Part] = [(thing.y, 0, thing.draw) for thing in FURNITURE]
    for index, actor in enumerate(ACTORS):
        if actor.name in poses:
            parts += _parts(index, actor, poses[actor.name])
    parts += _leash(poses)
    for _, _, paint in sorted(parts, key=lambda part: part[:2]):
        paint(canvas)
    return canvas


def _whole_area(index: int, actor: Actor, pose: Pose) -> int:
    canvas = Canvas(_MARGIN, colours=False)
    for _, _, paint in sorted(_parts(index, actor, pose), key=lambda part: part[:2]):
        paint(canvas)
    return int(np.count_nonzero(canvas.centre_labels()))


@cache
def labels_of(frame: int) -> Image:
    """Returns the label at every pixel's centre, (HEIGHT, WIDTH)."""
    labels = paint_frame(frame).centre_labels().copy()
    assert labels.shape == (HEIGHT, WIDTH)
    return labels


@cache
def look_at(frame: int) -> tuple[Seen, ...]:
    """Returns every object of which something can be seen in a frame."""
    labels, poses = labels_of(frame), poses_at(frame)
    seen = []
    for index, actor in enumerate(ACTORS):
        mask = labels == FIRST_LABEL + index
        if mask.any():
            pose = poses[actor.name]
            seen.append(Seen(index, actor, pose, mask, _whole_area(index, actor, pose)))
    return tuple(seen)


def heading(pose: Pose) -> float:
    """Returns the facing within 0 to 2 pi."""
    return pose.facing % (2 * math.pi)
