"""Trees, lamps and the sign: what stands on the street and can hide those who pass."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from backdrop import VEGETATION
from canvas import Canvas, Pen, circle, darker, lighter, rgb
from motion import scale_at


@dataclass(frozen=True)
class Furniture:
    """One thing that stands still.

    Attributes:
        x: Pixels from the left.
        y: Row on which it stands, which is its depth.
        label: Area it belongs to.
        paint: Paints it.
        shadow: Half of the shadow's width in units.
    """

    x: float
    y: float
    label: int
    paint: Callable[[Pen], None]
    shadow: float

    def draw(self, canvas: Canvas) -> None:
        """Paints it on the canvas."""
        self.paint(Pen(canvas, self.x, self.y, scale_at(self.y), label=self.label))


def _crown(pen: Pen, blobs: tuple[tuple[float, float, float], ...], leaf: str) -> None:
    """Paints leaves: every blob dark, then smaller and lighter ones shifted to the sun."""
    tone = rgb(leaf)
    for shade, shift, share in ((darker(tone, 0.22), 0, 1.0), (tone, 2, 0.88)):
        for x, y, radius in blobs:
            pen.disc(x - shift, y + shift, radius * share, shade)
    for x, y, radius in blobs:
        pen.disc(x - 0.34 * radius, y + 0.38 * radius, radius * 0.42, lighter(tone, 0.16))
    for i, (x, y, radius) in enumerate(blobs):
        pen.shape(circle(x + 0.3 * radius, y - 0.3 * radius, 2.2, 1.1), darker(tone, 0.3))
        pen.shape(circle(x - 0.1 * radius, y + 0.1 * radius + i % 2, 2.0, 1.0), lighter(tone, 0.3))


def _street_tree(pen: Pen) -> None:
    bark = rgb("#80604d")
    pen.shape(circle(0, 0.5, 11, 3), rgb("#8a7763"))
    pen.polygon([(-3, 0), (3, 0), (1.8, 52), (-1.8, 52)], bark)
    pen.polygon([(0.8, 0), (3, 0), (1.8, 52), (0.8, 52)], darker(bark, 0.25))
    pen.line([(0, 36), (9, 50)], 2, bark)
    _crown(pen, ((-15, 62, 17), (14, 60, 18), (-4, 80, 21), (17, 80, 14), (-1, 61, 15)), "#6fa36b")


def _big_tree(pen: Pen) -> None:
    bark = rgb("#7a5a4a")
    pen.shape(circle(0, 1, 24, 6), rgb("#8a7763"))
    for x in (-16, -9, 9, 15):
        pen.shape(circle(x, 3, 5, 4), rgb("#5f9a66"))
    pen.soft([(-11, 0), (11, 0), (6.5, 90), (6, 200), (-6, 200), (-6.5, 90)], 20, bark)
    pen.soft([(3, 0), (11, 0), (6.5, 90), (6, 200), (2, 200), (2.5, 90)], 12, darker(bark, 0.25))
    pen.line([(0, 140), (-30, 185)], 6, bark)
    blobs = (
        (-44, 196, 22),
        (-18, 184, 21),
        (16, 186, 24),
        (42, 198, 24),
        (-34, 222, 28),
        (4, 230, 35),
        (38, 226, 29),
        (-4, 206, 26),
    )
    _crown(pen, blobs, "#5f9a66")


def _lamp(pen: Pen) -> None:
    iron = rgb("#3f4763")
    pen.box(-4, 0, 4, 5, darker(iron, 0.2), 1.5)
    pen.box(-1.5, 4, 1.5, 124, iron)
    pen.line([(0, 122), (4, 130), (14, 133), (24, 131)], 2.4, iron)
    pen.soft([(16, 130), (31, 130), (28, 125), (19, 125)], 2, iron)
    pen.shape(circle(23.5, 124.6, 5, 1.8), rgb("#ffe9b0"))


def _sign(pen: Pen) -> None:
    pen.box(-1.2, 0, 1.2, 64, rgb("#8c93a5"))
    pen.box(-12, 58, 12, 82, rgb("#f6f1e6"), 3)
    pen.box(-10.8, 59.2, 10.8, 80.8, rgb("#2f6db5"), 2.5)
    pen.polygon([(-9, 61), (9, 61), (0, 79.5)], rgb("#f6f1e6"))
    pen.disc(0.4, 74, 1.6, rgb("#2c3147"))
    pen.line([(0.2, 71.5), (-0.2, 68)], 2, rgb("#2c3147"))
    pen.line([(2.8, 62.8), (-0.2, 68), (-2.8, 62.8)], 1.4, rgb("#2c3147"))
    pen.line([(-2.4, 69), (0, 71.4), (2.4, 68.6)], 1.1, rgb("#2c3147"))


def _flowers(pen: Pen) -> None:
    pen.box(-27, 0, 27, 13, rgb("#a4705a"), 2)
    pen.box(-28, 11, 28, 14.5, rgb("#b98369"), 1)
    for i in range(11):
        x = -25 + 5 * i
        pen.shape(circle(x, 16 + i % 2, 4, 5), rgb("#4f8a5b" if i % 2 else "#639d68"))
    for i, petal in enumerate(("#f4b63f", "#d1495b", "#f6f1e6", "#e4805c", "#f4b63f", "#d1495b")):
        pen.disc(-22.5 + 9 * i, 19 + 2 * (i % 2), 2.3, rgb(petal))
        pen.disc(-22.5 + 9 * i, 19 + 2 * (i % 2), 0.8, rgb("#fff1c9"))


FURNITURE = (
    Furniture(62, 201, VEGETATION, _street_tree, 22),
    Furniture(236, 201, VEGETATION, _street_tree, 22),
    Furniture(392, 201, VEGETATION, _street_tree, 22),
    Furniture(524, 201, 0, _sign, 3),
    Furniture(146, 303, 0, _lamp, 5),
    Furniture(606, 345, VEGETATION, _big_tree, 40),
    Furniture(52, 354, VEGETATION, _flowers, 28),
)
