"""A supersampled picture that remembers, beside the colour of each pixel, what was painted there.

Every shape becomes a polygon with fractional corners. It is filled twice: smoothly into the
colours, and without smoothing into a buffer of labels. The labels are the scene's truth: which
pixel shows which object once everything in front of it has been painted.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

WIDTH = 640
HEIGHT = 360
SAMPLES = 3  # sub-pixels per pixel and direction; odd, so that one of them is the pixel's centre

Colour = tuple[int, int, int]
Points = NDArray[np.float64]
Image = NDArray[np.uint8]

_SHIFT = 4  # fractional bits of the corners handed to OpenCV


def rgb(code: str) -> Colour:
    """Turns "#rrggbb" into red, green and blue, 0 to 255."""
    return int(code[1:3], 16), int(code[3:5], 16), int(code[5:7], 16)


def mix(colour: Colour, other: Colour, share: float) -> Colour:
    """Blends two colours; share 0 gives the first and 1 the other."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(colour, other, strict=True))
    return red, green, blue


def darker(colour: Colour, share: float = 0.25) -> Colour:
    """Moves a colour towards a deep blue, which keeps shade friendlier than black does."""
    return mix(colour, (32, 30, 58), share)


def lighter(colour: Colour, share: float = 0.25) -> Colour:
    """Moves a colour towards a warm white."""
    return mix(colour, (255, 250, 240), share)


class Canvas:
    """Colours and labels of a picture, each pixel split into SAMPLES x SAMPLES sub-pixels.

    Args:
        margin: How far the canvas reaches beyond the picture on each side, in pixels.
        colours: Without colours only the labels are kept, which is all a silhouette needs.
    """

    def __init__(self, margin: int = 0, *, colours: bool = True) -> None:
        self.margin = margin
        height, width = (HEIGHT + 2 * margin) * SAMPLES, (WIDTH + 2 * margin) * SAMPLES
        self.labels: Image = np.zeros((height, width), np.uint8)
        self.colours: Image | None = np.zeros((height, width, 3), np.uint8) if colours else None

    def copy(self) -> Canvas:
        """Returns a canvas that can be painted on without changing this one."""
        other = Canvas.__new__(Canvas)
        other.margin = self.margin
        other.labels = self.labels.copy()
        other.colours = None if self.colours is None else self.colours.copy()
        return other

    def fill(self, contours: list[Points], colour: Colour | None, label: int | None) -> None:
        """Fills polygons given in picture pixels; a second contour inside cuts a hole.

        Args:
            contours: Corners as (n, 2) arrays of x and y.
            colour: None leaves the colours alone.
            label: None leaves the labels alone.
        """
        factor = 1 << _SHIFT
        fixed = [
            np.round(((c + self.margin) * SAMPLES - 0.5) * factor).astype(np.int32)
            for c in contours
        ]
        if colour is not None and self.colours is not None:
            cv2.fillPoly(self.colours, fixed, colour, cv2.LINE_AA, _SHIFT)
        if label is not None:
            cv2.fillPoly(self.labels, fixed, (label,), cv2.LINE_8, _SHIFT)

    def picture(self) -> Image:
        """Averages the sub-pixels into the (HEIGHT, WIDTH, 3) picture in RGB."""
        assert self.colours is not None
        small = cv2.resize(self.colours, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA)
        return np.asarray(small, np.uint8)

    def centre_labels(self) -> Image:
        """Returns the label at each pixel's centre, margin included."""
        return self.labels[SAMPLES // 2 :: SAMPLES, SAMPLES // 2 :: SAMPLES]


@dataclass(frozen=True, slots=True)
class Pen:
    """Paints shapes given in an object's own units: x to its front, y up from the ground.

    Attributes:
        canvas: What is painted on.
        x: Where the object's origin is, in picture pixels from the left.
        y: The same, from the top: the line on which the object stands.
        scale: Pixels per unit.
        flip: -1.0 for an object that heads to the left, else 1.0.
        label: What the labels buffer gets; None paints colours only.
    """

    canvas: Canvas
    x: float = 0.0
    y: float = 0.0
    scale: float = 1.0
    flip: float = 1.0
    label: int | None = 0

    def place(self, points: Points) -> Points:
        """Turns own units into picture pixels."""
        return np.array([self.x, self.y]) + points * [self.flip * self.scale, -self.scale]

    def shape(self, points: Points, colour: Colour | None, hole: Points | None = None) -> None:
        """Fills a polygon of (n, 2) corners, with a hole if one is given."""
        contours = [points] if hole is None else [points, hole]
        self.canvas.fill([self.place(c) for c in contours], colour, self.label)

    def polygon(self, corners: list[tuple[float, float]], colour: Colour | None) -> None:
        """Fills a polygon with sharp corners."""
        self.shape(np.array(corners, np.float64), colour)

    def soft(self, corners: list[tuple[float, float]], radius: float, colour: Colour) -> None:
        """Fills a polygon whose corners are rounded."""
        self.shape(rounded(corners, radius), colour)

    def box(  # noqa: PLR0917  four numbers are one rectangle
        self, x0: float, y0: float, x1: float, y1: float, colour: Colour, radius: float = 0.0
    ) -> None:
        """Fills a rectangle between two opposite corners."""
        self.soft([(x0, y0), (x1, y0), (x1, y1), (x0, y1)], radius, colour)

    def disc(self, x: float, y: float, radius: float, colour: Colour | None) -> None:
        """Fills a circle."""
        self.shape(circle(x, y, radius), colour)

    def ring(self, x: float, y: float, radius: float, width: float, colour: Colour) -> None:
        """Fills the band between a circle and a smaller one; the label covers the whole disc."""
        self.shape(circle(x, y, radius), None)
        band = [self.place(circle(x, y, r)) for r in (radius, radius - width)]
        self.canvas.fill(band, colour, None)

    def line(self, corners: list[tuple[float, float]], width: float, colour: Colour) -> None:
        """Draws a line with round ends and joints."""
        for start, end in itertools.pairwise(corners):
            self.shape(capsule(start, end, width / 2, width / 2), colour)


def circle(x: float, y: float, radius: float, height: float | None = None) -> Points:
    """Returns the corners of a circle, or of an ellipse if the other radius is given too."""
    turn = np.linspace(0.0, 2.0 * np.pi, 40, endpoint=False)
    tall = radius if height is None else height
    return np.stack([x + radius * np.cos(turn), y + tall * np.sin(turn)], axis=1)


def hull(*outlines: Points) -> Points:
    """Returns the tightest convex outline around all the points."""
    points = np.concatenate(outlines).astype(np.float32)
    return np.asarray(cv2.convexHull(points)[:, 0], np.float64)


def capsule(
    start: tuple[float, float], end: tuple[float, float], first: float, last: float
) -> Points:
    """Returns the outline of a limb between a disc of radius `first` and one of radius `last`."""
    return hull(circle(*start, first), circle(*end, last))


def rounded(corners: list[tuple[float, float]], radius: float) -> Points:
    """Rounds every corner of a polygon by at most the radius, less where its sides are short."""
    points = np.array(corners, np.float64)
    if radius <= 0.0:
        return points
    bend = np.linspace(0.0, 1.0, 6)[:, None]
    outline = []
    for before, corner, after in zip(
        np.roll(points, 1, 0), points, np.roll(points, -1, 0), strict=True
    ):
        into, out = before - corner, after - corner
        near = min(radius, np.hypot(*into) / 2.0, np.hypot(*out) / 2.0)
        start = corner + into / np.hypot(*into) * near
        end = corner + out / np.hypot(*out) * near
        outline.append((1 - bend) ** 2 * start + 2 * bend * (1 - bend) * corner + bend**2 * end)
    return np.concatenate(outline)
