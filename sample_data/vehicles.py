"""How cars, the bus, bicycles and the dog are painted, all from the side."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from canvas import Colour, Pen, capsule, circle, darker, lighter, mix, rgb
from skeleton import pedal

if TYPE_CHECKING:
    from motion import Look, Pose

_TYRE = rgb("#2b2d3a")
_GLASS = rgb("#bfe0e6")
_LAMP = rgb("#ffeeb0")
_TAIL = rgb("#c8303c")
_STEEL = rgb("#d7dae2")

Corners = list[tuple[float, float]]

# Body outline, windows, back and front wheel: one entry for every shape of car
_CARS: dict[str, tuple[Corners, list[Corners], tuple[float, float]]] = {
    "hatchback": (
        [(-54, 8), (-56, 26), (-45, 43), (2, 43), (27, 27), (51, 23), (56, 17), (55, 8)],
        [
            [(-46, 27), (-40, 39.5), (-17, 39.5), (-17, 27)],
            [(-13, 27), (-13, 39.5), (0, 39.5), (19, 27)],
        ],
        (-33.0, 35.0),
    ),
    "sedan": (
        [(-58, 8), (-60, 24), (-42, 27), (-25, 42), (7, 42), (29, 26), (55, 22), (60, 13), (58, 8)],
        [
            [(-35, 27), (-22, 39), (-9, 39), (-9, 27)],
            [(-5, 27), (-5, 39), (5, 39), (21, 27)],
        ],
        (-36.0, 37.0),
    ),
    "wagon": (
        [(-57, 8), (-58, 32), (-51, 46), (10, 46), (30, 29), (54, 25), (59, 15), (57, 8)],
        [
            [(-51, 30), (-46, 42.5), (-33, 42.5), (-33, 30)],
            [(-29, 30), (-29, 42.5), (-11, 42.5), (-11, 30)],
            [(-7, 30), (-7, 42.5), (8, 42.5), (23, 30)],
        ],
        (-35.0, 36.0),
    ),
}


def paint_car(pen: Pen, pose: Pose, look: Look) -> None:
    """Paints a car that stands on y = 0 and heads for positive x."""
    outline, windows, wheels = _CARS[look.shape]
    back, front = outline[0][0], outline[-1][0]
    pen.box(back + 4, 5, front - 3, 14, darker(look.main, 0.62), 3)
    pen.soft(outline, 7, look.main)
    pen.box(back - 1, 8, front + 1.5, 14, darker(look.main, 0.22), 3)
    pen.line([(back + 4, 24.5), (front - 10, 21.5)], 1.0, lighter(look.main, 0.35))
    roof = [corner for corner in outline if corner[1] > 40]
    (x0, top), (x1, _) = roof
    pen.line([(x0 + 3, top - 1.2), (x1 - 2, top - 1.2)], 2.0, lighter(look.main, 0.4))
    for i, window in enumerate(windows):
        _window(pen, window, driver=i == len(windows) - 1)
    for window in windows[1:]:
        seam = window[0][0] - 2
        pen.line([(seam, 12), (seam, window[0][1])], 0.7, darker(look.main, 0.3))
        pen.line([(seam + 4, 22.5), (seam + 9, 22.5)], 1.3, darker(look.main, 0.35))
    pen.soft([(front - 7, 17), (front + 0.5, 16), (front - 2, 20), (front - 9, 21)], 2, _LAMP)
    pen.box(back - 1.6, 18, back + 3, 23, _TAIL, 1.5)
    if look.second == rgb("#33384f"):
        _taxi(pen, look, top)
    for x in wheels:
        pen.shape(circle(x, 9.5, 12.2)[:21], darker(look.main, 0.62))
        _wheel(pen, x, 9.8, pose)


def _window(pen: Pen, corners: Corners, *, driver: bool) -> None:
    pen.soft(corners, 2.5, _GLASS)
    base, x = corners[0][1], corners[0][0]
    if driver:
        dark = rgb("#5d7488")
        pen.soft([(x + 1, base), (x + 12, base), (x + 9, base + 4.5), (x + 4, base + 4.5)], 2, dark)
        pen.disc(x + 6.5, base + 7, 3.1, dark)
    right = corners[-1][0]
    tall = corners[1][1] - base
    start = (x + right) / 2 - 3
    sheen = [(start - 2, base + 1), (start + 2, base + 1), (start + 5, base + tall - 1)]
    pen.polygon([*sheen, (start + 2, base + tall - 1)], lighter(_GLASS, 0.5))


def _taxi(pen: Pen, look: Look, top: float) -> None:
    for i in range(12):
        x, row = -30 + 5 * i, i % 2
        pen.box(x, 16 + 2.2 * row, x + 5, 18.2 + 2.2 * row, look.second)
    pen.box(-16, top, 0, top + 5, rgb("#f6f1e6"), 1.5)
    pen.box(-14, top + 1.2, -2, top + 3.6, look.second, 0.5)


def _wheel(pen: Pen, x: float, radius: float, pose: Pose) -> None:
    pen.disc(x, radius, radius, _TYRE)
    pen.disc(x, radius, radius * 0.62, _STEEL)
    turn = -pose.travelled / radius
    for i in range(5):
        angle = turn + 2 * math.pi * i / 5
        tip = (x + radius * 0.55 * math.cos(angle), radius + radius * 0.55 * math.sin(angle))
        pen.line([(x, radius), tip], 1.6, mix(_STEEL, _TYRE, 0.45))
    pen.disc(x, radius, radius * 0.17, _TYRE)


def paint_bus(pen: Pen, pose: Pose, look: Look) -> None:
    """Paints a bus that stands on y = 0 and heads for positive x."""
    pen.box(-102, 6, 103, 16, darker(look.main, 0.6), 3)
    pen.box(-60, 80, -20, 88, darker(look.second, 0.12), 3)
    pen.soft([(-106, 9), (-106, 83), (104, 83), (108, 60), (108, 9)], 8, look.main)
    pen.box(-104, 78, 102, 81.5, lighter(look.main, 0.45), 1.5)
    pen.box(-106, 22, 108, 33, look.second)
    pen.box(-106, 9, 108, 15, darker(look.main, 0.28), 3)
    pen.box(-102, 40, 106, 74, darker(look.main, 0.45), 5)
    for i in range(6):
        _bus_window(pen, -98 + 28.5 * i, i)
    for x in (18, 78):
        _bus_door(pen, x, look)
    pen.soft([(99, 42), (107, 42), (106.5, 60), (104, 72), (99, 72)], 2, _GLASS)
    pen.box(101, 17, 108.4, 21.5, _LAMP, 2)
    pen.box(-106.5, 17, -101, 21.5, _TAIL, 1.5)
    pen.box(44, 75.5, 74, 81.5, rgb("#2b2d3a"), 1)
    for i in range(5):
        pen.box(47 + 5 * i, 77.2, 50 + 5 * i, 79.8, rgb("#ffc857"), 0.5)
    for x in (-62, 58):
        pen.shape(circle(x, 11, 15.0)[:21], darker(look.main, 0.6))
        _wheel(pen, x, 12.0, pose)


def _bus_window(pen: Pen, x: float, number: int) -> None:
    pen.box(x, 42, x + 26, 72, _GLASS, 2.5)
    for seat in range(2):
        if (3 * number + 2 * seat) % 5 < 3:
            dark = rgb("#64809a") if seat else rgb("#587089")
            centre = x + 7 + 12 * seat
            pen.soft(
                [(centre - 5, 42), (centre + 5, 42), (centre + 3, 51), (centre - 3, 51)], 3, dark
            )
            pen.disc(centre, 55, 4.2, dark)
    pen.polygon([(x + 4, 43), (x + 8, 43), (x + 17, 71), (x + 13, 71)], lighter(_GLASS, 0.5))
    pen.polygon([(x + 10, 43), (x + 12, 43), (x + 21, 71), (x + 19, 71)], lighter(_GLASS, 0.5))


def _bus_door(pen: Pen, x: float, look: Look) -> None:
    pen.box(x, 12, x + 20, 74, darker(look.main, 0.5), 2)
    for leaf in (x + 1.2, x + 10.6):
        pen.box(leaf, 14, leaf + 8.2, 72, mix(_GLASS, look.second, 0.25), 1.5)
        pen.polygon(
            [(leaf + 1, 16), (leaf + 3, 16), (leaf + 7, 60), (leaf + 5, 60)], lighter(_GLASS, 0.5)
        )


def paint_bicycle(pen: Pen, pose: Pose, look: Look) -> None:
    """Paints a bicycle; the label covers its wheels' discs and its frame as closed areas."""
    for x in (-20.0, 20.0):
        pen.ring(x, 13.5, 13.5, 2.0, _TYRE)
        bare = Pen(pen.canvas, pen.x, pen.y, pen.scale, pen.flip, None)
        for i in range(8):
            angle = -pose.travelled / 13.5 + math.pi * i / 4
            tip = (x + 11.5 * math.cos(angle), 13.5 + 11.5 * math.sin(angle))
            bare.line([(x, 13.5), tip], 0.35, rgb("#c5c9d3"))
        pen.disc(x, 13.5, 1.6, _STEEL)
    pen.polygon([(-20, 13.5), (-9, 31), (12, 31), (20, 13.5)], None)
    frame = look.main
    pen.line([(-20, 13.5), (-3, 12.5), (13, 28), (-8, 28), (-20, 13.5)], 2.0, frame)
    pen.line([(-3, 12.5), (-9.5, 32)], 2.0, frame)
    pen.line([(20, 13.5), (12, 33), (11, 37.5)], 2.0, frame)
    pen.line([(11, 37.5), (16, 38.5)], 1.8, _TYRE)
    pen.soft([(-15, 32), (-15, 34.5), (-4, 33.5), (-4, 32.5)], 1, _TYRE)
    pen.disc(-3, 12.5, 3.2, _STEEL)
    for left in (1, -1):
        foot = pedal(pose, left)
        pen.line([(-3, 12.5), foot], 1.3, darker(_STEEL, 0.4))
        pen.line([(foot[0] - 2, foot[1]), (foot[0] + 2, foot[1])], 1.4, _TYRE)


def paint_dog(pen: Pen, pose: Pose, look: Look) -> None:
    """Paints a dog that trots, runs or stands and wags its tail."""
    coat, light = look.main, look.second
    drive = min(1.0, pose.speed / 24.0)
    swing = drive * (0.45 + 0.25 * min(1.0, pose.speed / 150.0))
    stride = 24.0 + 0.16 * pose.speed
    phase = 2 * math.pi * pose.travelled / stride
    bob = 0.7 * drive * math.sin(2 * phase)
    for x, turn, shade in ((-9.0, 2.4, 0.25), (9.0, 0.3, 0.25)):
        _paw(pen, x, phase + turn, swing, darker(coat, shade))
    wag = 0.45 * math.sin(13.0 * pose.time)
    tail = (-19 - 3 * math.cos(wag), 27 + 4 * math.sin(wag) + bob)
    pen.line([(-12, 19 + bob), (-16, 22 + bob), tail], 2.6, coat)
    pen.shape(capsule((-9.5, 16.5 + bob), (9, 17 + bob), 5.2, 6.0), coat)
    pen.shape(capsule((-5, 13.6 + bob), (9, 13.2 + bob), 2.2, 2.6), light)
    for x, turn in ((-9.5, 0.0), (9.5, math.pi)):
        _paw(pen, x, phase + turn, swing, coat)
    _dog_head(pen, bob, coat, light)


def _paw(pen: Pen, x: float, phase: float, swing: float, colour: Colour) -> None:
    angle = swing * math.sin(phase)
    lift = 1.6 * swing * max(0.0, math.cos(phase))
    foot = (x + 12.0 * math.sin(angle), 1.6 + 2.0 * lift)
    knee = (x + 6.0 * math.sin(angle) - 1.4 * lift, 8.0 + lift)
    pen.shape(capsule((x, 15), knee, 3.2, 1.9), colour)
    pen.shape(capsule(knee, foot, 1.9, 1.5), colour)
    pen.shape(capsule(foot, (foot[0] + 1.6, foot[1]), 1.6, 1.5), colour)


def _dog_head(pen: Pen, bob: float, coat: Colour, light: Colour) -> None:
    pen.shape(capsule((10, 19 + bob), (15, 26 + bob), 4.2, 3.6), coat)
    pen.line([(10.5, 24.5 + bob), (16, 21 + bob)], 2.0, rgb("#d1495b"))
    pen.disc(16.5, 28 + bob, 5.0, coat)
    pen.shape(capsule((19, 26.6 + bob), (23.5, 26 + bob), 2.9, 2.1), light)
    pen.disc(25, 26.8 + bob, 1.3, rgb("#2b2226"))
    pen.disc(18.2, 29.4 + bob, 0.8, rgb("#2b2226"))
    ear = [(12.5, 32 + bob), (16, 31.5 + bob), (14.8, 24.2 + bob), (11.2, 24.6 + bob)]
    pen.soft(ear, 2.4, darker(coat, 0.3))
