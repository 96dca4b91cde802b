"""How things look: one frozen object, with sizes that follow the picture's where not given."""

from __future__ import annotations

import math
from dataclasses import dataclass

Colour = tuple[int, int, int]

# Okabe and Ito's colours for all kinds of colour vision, and two of Tol's between them; the black
# one is left out, because it does not show on a dark street.
_PALETTE = (
    "#56B4E9", "#E69F00", "#009E73", "#CC79A7", "#F0E442", "#D55E00", "#0072B2", "#88CCEE",
    "#AA4499", "#BBCC33",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How results are drawn.

    Attributes:
        boxes: Draw boxes.
        labels: Draw the class name beside each box, and of a classified frame in the corner.
        confidences: Show the confidence behind the name, where it is known.
        masks: Draw masks and outlines.
        keypoints: Draw keypoints.
        thickness: Width of lines in pixels; None follows the picture's size.
        text_height: Size of the font in pixels; None follows the picture's size.
        mask_opacity: 0 is invisible, 1 covers the picture.
        keypoint_min_confidence: Keypoints under it are not drawn; those whose confidence is
            unknown are.
        palette: Colours as #RRGGBB; a class has the colour at its number, counted round.
    """

    boxes: bool = True
    labels: bool = True
    confidences: bool = True
    masks: bool = True
    keypoints: bool = True
    thickness: int | None = None
    text_height: int | None = None
    mask_opacity: float = 0.4
    keypoint_min_confidence: float = 0.5
    palette: tuple[str, ...] = _PALETTE

    def colour(self, key: int) -> Colour:
        """The colour of a key as blue, green, red."""
        text = self.palette[key % len(self.palette)].lstrip("#")
        red, green, blue = (int(text[i : i + 2], 16) for i in (0, 2, 4))
        return blue, green, red

    def line_width(self, width: int, height: int) -> int:
        """Width of lines in pixels on a picture of this size."""
        return self.thickness or max(2, round(math.sqrt(width * height) / 480))

    def font_height(self, width: int, height: int) -> int:
        """Size of the font in pixels on a picture of this size."""
        return self.text_height or max(12, round(math.sqrt(width * height) / 48))
