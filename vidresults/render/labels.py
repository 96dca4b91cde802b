"""Labels beside boxes, and captions in the corners of the picture."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Literal

from vidresults.render.boxes import box_edges
from vidresults.render.colours import opacity_of, row_colour
from vidresults.render.layout import Rectangle, place_labels
from vidresults.render.plates import Plate, Sign, ground_of

if TYPE_CHECKING:
    from vidresults.render.scene import Row, Sight
    from vidresults.render.style import Colour, Style

Corner = Literal["top left", "top right", "bottom left"]


def label_plates(
    sights: Iterable[Sight],
    size: tuple[int, int],
    style: Style,
    taken: Sequence[Rectangle] = (),
) -> list[Plate]:
    """The labels of all boxes that reach into the picture, beside each other where they fit.

    Args:
        sights: What is seen.
        size: Width and height of the picture.
        style: How.
        taken: What labels are not to cover.
    """
    boxes, grounds, opacities = [], [], []
    for sight in sights:
        for row in sight.rows.get("detections", []):
            edges = box_edges(row, sight.scale)
            if (opacity := opacity_of(row)) > 0 and _is_inside(edges, size):
                boxes.append(edges)
                colour = row_colour(row, sight, style)
                grounds.append(ground_of(words(row, style), colour, size, style))
                opacities.append(opacity)
    sizes = [(ground.shape[1], ground.shape[0]) for ground in grounds]
    places = place_labels(boxes, sizes, size, taken)
    return [
        Plate(ground, left, top, opacity)
        for ground, (left, top), opacity in zip(grounds, places, opacities, strict=True)
    ]


def sign_plates(
    signs: Sequence[Sign],
    size: tuple[int, int],
    style: Style,
    taken: Sequence[Rectangle] = (),
) -> list[Plate]:
    """The names of places beside them, and beside each other where they fit.

    Args:
        signs: What is written where.
        size: Width and height of the picture.
        style: How.
        taken: What they are not to cover.
    """
    grounds = [ground_of(sign.text, sign.colour, size, style) for sign in signs]
    sizes = [(ground.shape[1], ground.shape[0]) for ground in grounds]
    places = place_labels([sign.at for sign in signs], sizes, size, taken)
    return [Plate(ground, *place) for ground, place in zip(grounds, places, strict=True)]


def caption_plates(
    lines: Sequence[tuple[str, str, Colour]], corner: Corner, size: tuple[int, int], style: Style
) -> list[Plate]:
    """Lines below each other in a corner; those for which there is no room are counted.

    A line is a text that may be shortened, an end that is not, and the colour of the ground.
    """
    if not lines:
        return []
    width, height = size
    margin = style.font_height(width, height) // 2
    grounds = [ground_of((text, end), colour, size, style) for text, end, colour in lines]
    step = grounds[0].shape[0] + 2
    room = max(1, (height - 2 * margin) // step)
    if len(grounds) > room:
        rest = len(grounds) - room + 1
        grounds[room - 1 :] = [ground_of((f"+{rest}", " more"), lines[0][2], size, style)]
    first = max(0, height - margin - step * len(grounds)) if corner == "bottom left" else margin
    plates = []
    for number, ground in enumerate(grounds):
        spare = width - ground.shape[1]
        left = spare - margin if corner == "top right" else margin
        top = min(first + number * step, height - ground.shape[0])
        plates.append(Plate(ground, max(0, min(left, spare)), max(0, top)))
    return plates


def words(row: Row, style: Style) -> tuple[str, str]:
    """What a label says: the name of the class, and its confidence, which is never cut off."""
    name = row["class_name"]
    known = row["confidence"]
    return name, f" {known:.2f}" if known is not None and style.confidences else ""


def _is_inside(edges: Rectangle, size: tuple[int, int]) -> bool:
    return edges[0] < size[0] and edges[1] < size[1] and edges[2] > 0 and edges[3] > 0
