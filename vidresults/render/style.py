"""How things look: one frozen object, with sizes that follow the picture's where not given."""

from __future__ import annotations

import math
import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, Self

from vidresults.matching import PALETTE
from vidresults.render.style_rules import check_style, read_style, style_of

Colour = tuple[int, int, int]
BoxKind = Literal["plain", "rounded", "corner"]
ColourBy = Literal["class", "track", "model"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How results are drawn; a wrong value is a `SelectionError` that names the field.

    Attributes:
        boxes: Draw boxes.
        box_kind: "plain", "rounded" or "corner"; rotated boxes are always plain.
        labels: Draw the class name beside each box, and of a classified frame in the corner.
        confidences: Show the confidence behind the name, where it is known.
        masks: Draw masks and outlines.
        keypoints: Draw keypoints.
        skeleton: Pairs of keypoint classes to join; None joins those that are named as COCO's.
        gazes: Draw an arrow where a face looks.
        traces: Draw the way of each track through this many positions; 0 draws none.
        spotlight: Darken what is outside of the boxes, 0 (not at all) to 1 (black).
        heatmap: Colour the places where boxes stood so far, 0 (not at all) to 1 (covers them).
        heatmap_seconds: For how long a box counts there; None: from the start on.
        zone_opacity: How much zones are tinted inside of their outline, 0 (not at all) to 1.
        timecode: Write the time of the frame into a corner.
        counters: Write the number of boxes of each class into a corner.
        colour_by: What has one colour: a "class", a "track" or a "model".
        thickness: Width of lines in pixels; None follows the picture's size.
        text_height: Size of the font in pixels; None follows the picture's size.
        font: A font file for the scripts that the built-in font lacks.
        mask_opacity: 0 is invisible, 1 covers the picture.
        keypoint_min_confidence: Keypoints under it are not drawn; those whose confidence is
            unknown are.
        palette: Colours as #RRGGBB; a class has the colour at its number, counted round.
    """

    boxes: bool = True
    box_kind: BoxKind = "plain"
    labels: bool = True
    confidences: bool = True
    masks: bool = True
    keypoints: bool = True
    skeleton: tuple[tuple[str, str], ...] | None = None
    gazes: bool = True
    traces: int = 0
    spotlight: float = 0.0
    heatmap: float = 0.0
    heatmap_seconds: float | None = None
    zone_opacity: float = 0.2
    timecode: bool = False
    counters: bool = False
    colour_by: ColourBy = "class"
    thickness: int | None = None
    text_height: int | None = None
    font: str | None = None
    mask_opacity: float = 0.4
    keypoint_min_confidence: float = 0.5
    palette: tuple[str, ...] = PALETTE

    def __post_init__(self) -> None:
        check_style(self)

    @classmethod
    def from_toml(cls, path: str | os.PathLike[str]) -> Self:
        """Read a style from a TOML file whose keys are the names of the fields.

        Raises:
            FormatError: The file cannot be read, or is no TOML.
            SelectionError: A key is not known, or a value is not what its field takes.
        """
        return read_style(cls, path)

    @classmethod
    def of(cls, fields: Mapping[str, Any]) -> Self:
        """A style of these fields, as TOML or JSON have them: lists in place of tuples.

        Raises:
            SelectionError: A key is not known, or a value is not what its field takes.
        """
        return style_of(cls, fields)

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
