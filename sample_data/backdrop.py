"""The street itself: sky, houses, sidewalks and road."""

from __future__ import annotations

import math

import cv2
import numpy as np
from canvas import Canvas, Colour, Pen, circle, darker, lighter, mix, rgb
from motion import scale_at

AREAS = (
    "background",
    "road",
    "sidewalk",
    "building",
    "sky",
    "vegetation",
    "vehicle",
    "person",
    "animal",
)
ROAD, SIDEWALK, BUILDING, SKY, VEGETATION = 1, 2, 3, 4, 5

HOUSE_FOOT = 180.0  # rows where the house fronts, the far curb and the near curb are
FAR_CURB = 203.0
NEAR_CURB = 298.0
CROSSING = (438.0, 502.0)  # the crosswalk's sides on row 300

_WHITE = rgb("#f6f1e6")
_GLASS = rgb("#8fc0d0")
_LIT = rgb("#ffe3a3")

# Left side, width, top row, storeys, windows a storey, wall, shop's awning
_HOUSES = (
    (-8, 92, 52, 3, 3, "#e08e6d", "#3d7d8a"),
    (84, 108, 26, 4, 4, "#f0d6b0", "#d1605e"),
    (192, 84, 60, 3, 3, "#7fa7a6", "#f0b95a"),
    (276, 118, 36, 4, 4, "#e6b3a3", "#4f7f6b"),
    (394, 80, 66, 3, 3, "#8b9dc3", "#e4805c"),
    (474, 104, 30, 4, 4, "#eac27a", "#5a6f9e"),
    (578, 76, 56, 3, 2, "#d98b82", "#3d7d8a"),
)


def paint_backdrop() -> Canvas:
    """Returns a canvas with everything that never moves and stands behind everything else."""
    canvas = Canvas()
    _sky(canvas)
    for left, width, top, storeys, columns, wall, awning in _HOUSES:
        _house(canvas, (left, width, top), (storeys, columns), (rgb(wall), rgb(awning)))
    _ground(canvas)
    _crosswalk(canvas)
    return canvas


def across(x: float, y: float) -> tuple[float, float]:
    """Follows a line into depth: x is its place on row 300, and the result is the one on row y."""
    return 320.0 + (x - 320.0) * scale_at(y), y


def _band(canvas: Canvas, top: float, bottom: float, colour: Colour, label: int | None) -> None:
    corners = np.array([(-2, top), (642, top), (642, bottom), (-2, bottom)], np.float64)
    canvas.fill([corners], colour, label)


def _sky(canvas: Canvas) -> None:
    high, low = rgb("#9fd3e6"), rgb("#fde9cf")
    for row in range(0, int(HOUSE_FOOT), 2):
        _band(canvas, row, row + 2.5, mix(high, low, min(1.0, row / 110)), SKY)
    sun = Pen(canvas, label=SKY, scale=-1.0, flip=-1.0)
    sun.disc(232, 34, 24, rgb("#fbeccb"))
    sun.disc(232, 34, 17, rgb("#fff6df"))
    for x, y, size in ((38, 22, 1.0), (428, 20, 1.2), (600, 36, 0.8)):
        for dx, dy, radius in ((-17, 0, 7), (-6, -5, 10), (8, -3, 9), (19, 1, 6)):
            sun.disc(x + dx * size, y + dy * size, radius * size, rgb("#fffaf0"))
    rng = np.random.default_rng(5)
    for layer, colour in ((74, "#c3d3df"), (92, "#aec3d2")):
        for x in range(-10, 650, 34):
            top = layer - float(rng.uniform(0, 34))
            tower = [(x, top), (x + 36, top), (x + 36, 182), (x, 182)]
            canvas.fill([np.array(tower, np.float64)], rgb(colour), BUILDING)


def _house(
    canvas: Canvas,
    place: tuple[float, float, float],
    grid: tuple[int, int],
    colours: tuple[Colour, Colour],
) -> None:
    """Paints a front: roof edge, storeys of windows, and a shop with an awning.

    Args:
        canvas: Painted on.
        place: Left side, width and top row, in pixels.
        grid: Storeys above the shop, and windows a storey.
        colours: Of the wall and the awning.
    """
    left, width, top = place
    wall, awning = colours
    pen = Pen(canvas, left, HOUSE_FOOT, label=BUILDING)
    height = HOUSE_FOOT - top
    pen.box(0, 0, width, height, wall)
    pen.box(width - 7, 0, width, height, darker(wall, 0.1))
    pen.box(-2, height - 5, width + 2, height + 1, lighter(wall, 0.45), 1)
    pen.box(0, height - 8, width, height - 5, darker(wall, 0.16))
    storeys, columns = grid
    rise = (height - 54) / storeys
    for storey in range(storeys):
        for column in range(columns):
            x = (column + 0.5) * (width - 4) / columns + 1
            number = int(left) + 7 * storey + 3 * column
            _window(pen, x, 46 + storey * rise, min(rise - 7, 21), number=number, wall=wall)
    pen.box(0, 42, width, 43.5, darker(wall, 0.14))
    _shop(pen, width, awning, wall)


def _window(pen: Pen, x: float, y: float, tall: float, *, number: int, wall: Colour) -> None:
    """Paints a window of 12 units' width; its number decides on light, curtains and flowers."""
    glass = _LIT if number % 5 == 0 else mix(_GLASS, rgb("#6c9db5"), number % 3 / 3)
    pen.box(x - 7, y - 1, x + 7, y + tall + 1, lighter(wall, 0.55), 1)
    pen.box(x - 5.5, y, x + 5.5, y + tall, glass)
    if number % 5 == 2:
        pen.box(x - 5.5, y + tall * 0.5, x + 5.5, y + tall, rgb("#f4e7d6"))
    else:
        sheen = [(x - 5.5, y + 3), (x + 1.5, y + tall), (x - 2, y + tall), (x - 5.5, y + 7)]
        pen.polygon(sheen, lighter(glass, 0.35))
    pen.box(x - 0.5, y, x + 0.5, y + tall, lighter(wall, 0.55))
    pen.box(x - 8, y - 2.4, x + 8, y - 0.4, darker(wall, 0.2), 0.6)
    if number % 4 == 1:
        for i, petal in enumerate(("#d1495b", "#f4b63f", "#d1495b", "#f6f1e6")):
            pen.disc(x - 5.5 + 3.6 * i, y + 0.6, 2.2, rgb("#4f8a5b"))
            pen.disc(x - 5.5 + 3.6 * i, y + 1.7, 1.0, rgb(petal))


def _shop(pen: Pen, width: float, awning: Colour, wall: Colour) -> None:
    """Paints the ground floor: a shop window, a door and a striped awning above both."""
    pen.box(0, 0, width, 4, darker(wall, 0.3))
    pane = mix(_GLASS, _LIT, 0.45)
    pen.box(8, 4, width - 30, 30, darker(awning, 0.35), 1)
    pen.box(10, 6, width - 32, 30, pane)
    pen.polygon([(14, 6), (30, 30), (38, 30), (22, 6)], lighter(pane, 0.4))
    pen.polygon([(26, 6), (42, 30), (45, 30), (29, 6)], lighter(pane, 0.4))
    for i in range(3):
        pen.box(
            width - 60 + 8 * i, 6, width - 54 + 8 * i, 11 + 3 * (i % 2), lighter(awning, 0.3), 1
        )
    pen.box(width - 26, 0, width - 9, 30, darker(awning, 0.35), 1)
    pen.box(width - 24, 1, width - 11, 28, darker(awning, 0.1), 1)
    pen.box(width - 22, 12, width - 13, 26, pane, 1)
    pen.disc(width - 13, 9, 0.9, _LIT)
    stripes = max(6, round((width - 8) / 8))
    step = (width - 8) / stripes
    for i in range(stripes):
        x = 4 + i * step
        colour = awning if i % 2 == 0 else _WHITE
        pen.box(x, 30, x + step, 41, colour)
        pen.shape(circle(x + step / 2, 30, step / 2, 2.6), darker(colour, 0.08))
    pen.box(3, 40, width - 3, 42, darker(awning, 0.15), 0.5)


def _ground(canvas: Canvas) -> None:
    """Paints both sidewalks with their slabs and curbs, and the road with its marks."""
    far, near, road = rgb("#d8cdbd"), rgb("#e3d9c8"), rgb("#5d6475")
    _band(canvas, HOUSE_FOOT, FAR_CURB, far, SIDEWALK)
    _band(canvas, HOUSE_FOOT, HOUSE_FOOT + 2.5, darker(far, 0.16), None)
    _band(canvas, FAR_CURB - 3, FAR_CURB, lighter(far, 0.5), SIDEWALK)
    _band(canvas, FAR_CURB, FAR_CURB + 2.5, darker(far, 0.32), SIDEWALK)
    for row in range(100):
        top = FAR_CURB + 2.5 + row * 0.94
        _band(canvas, top, top + 1.2, mix(darker(road, 0.12), lighter(road, 0.06), row / 99), ROAD)
    _band(canvas, NEAR_CURB - 0.5, NEAR_CURB + 3.5, lighter(near, 0.6), SIDEWALK)
    _band(canvas, NEAR_CURB + 3.5, 362, near, SIDEWALK)
    for top, bottom, tone in ((HOUSE_FOOT + 2.5, FAR_CURB - 3, far), (301.5, 361, near)):
        for x in range(-700, 1400, 36):
            _slab_joint(canvas, [across(x, top), across(x, bottom)], darker(tone, 0.1))
    for y in (191.0, 318.0, 339.0):
        _band(canvas, y, y + 0.7, darker(far if y < 200 else near, 0.1), None)
    for x in range(-72, 720, 62):
        middle = x + 15
        if not CROSSING[0] - 22 < middle < CROSSING[1] + 22:
            dash = [across(x, 255), across(x + 30, 255), across(x + 30, 258), across(x, 258)]
            canvas.fill([np.array(dash)], rgb("#efe6d2"), None)


def _slab_joint(canvas: Canvas, ends: list[tuple[float, float]], colour: Colour) -> None:
    (x0, y0), (x1, y1) = ends
    corners = [(x0 - 0.3, y0), (x0 + 0.3, y0), (x1 + 0.4, y1), (x1 - 0.4, y1)]
    canvas.fill([np.array(corners)], colour, None)


def _crosswalk(canvas: Canvas) -> None:
    """Paints the crosswalk's bars, which get thicker towards the viewer, and the stop lines."""
    y = FAR_CURB + 5.5
    while y < NEAR_CURB - 4:
        thick = 7.0 * scale_at(y)
        left, right = CROSSING
        corners = [across(left, y), across(right, y), across(right, y + thick)]
        canvas.fill([np.array([*corners, across(left, y + thick)])], _WHITE, None)
        y += 2 * thick * 0.97
    for x, top, bottom in ((CROSSING[1] + 12, FAR_CURB + 5, 252), (CROSSING[0] - 12, 261, 294)):
        ends = [across(x - 2.5, top), across(x + 2.5, top), across(x + 2.5, bottom)]
        canvas.fill([np.array([*ends, across(x - 2.5, bottom)])], rgb("#efe6d2"), None)


def soft_shadows(canvas: Canvas, spots: list[tuple[float, float, float, float]]) -> None:
    """Darkens soft ellipses on the ground.

    Args:
        canvas: Painted in place; its labels stay.
        spots: Centre x and y, and half the width and height, in picture pixels.
    """
    assert canvas.colours is not None
    height, width = canvas.labels.shape
    shade = np.zeros((height // 3, width // 3), np.uint8)
    for x, y, wide, tall in spots:
        corners = np.round(circle(x - 0.5, y - 0.5, wide, tall) * 16).astype(np.int32)
        cv2.fillPoly(shade, [corners], 80, cv2.LINE_AA, 4)
    shade = np.asarray(cv2.GaussianBlur(shade, (0, 0), 1.6), np.uint8)
    first = math.floor(HOUSE_FOOT)
    keep = 255 - cv2.resize(shade[first:], (width, height - 3 * first))
    ground = canvas.colours[3 * first :]
    cv2.multiply(ground, cv2.merge([keep, keep, keep]), ground, 1 / 255)
