"""Draws what models saw onto one picture: light and masks below, then boxes, words on top."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from vidresults.render.boxes import draw_box
from vidresults.render.colours import row_colour
from vidresults.render.figures import draw_gaze, draw_keypoints
from vidresults.render.labels import caption_plates, label_plates, sign_plates, words
from vidresults.render.masks import blend_masks
from vidresults.render.plates import Plate, Sign, paste
from vidresults.render.spotlight import darken_outside

if TYPE_CHECKING:
    from vidresults.render.scene import Sight
    from vidresults.render.style import Colour, Style
    from vidresults.render.traces import Traces

Picture = NDArray[np.uint8]
_Line = tuple[str, str, "Colour"]
_NEARLY_BLACK = (20, 20, 20)


def draw(
    picture: Picture,
    sights: Iterable[Sight],
    style: Style,
    *,
    seconds: float | None = None,
    traces: Traces | None = None,
    under: Iterable[Callable[[Picture], None]] = (),
    signs: Sequence[Sign] = (),
    title: str | None = None,
) -> None:
    """Draw onto the picture itself.

    Args:
        picture: BGR, shape (height, width, 3).
        sights: What to draw, later ones above.
        style: How.
        seconds: Time of the frame, for the timecode; None writes none.
        traces: The ways of the tracks so far, which this frame is added to; None draws none.
        under: What draws on the ground, under all that belongs to single objects.
        signs: What is written beside places of the picture.
        title: What is written above all other captions.

    Raises:
        MatchError: A mask is of another size than its frame.
    """
    seen = list(sights)
    if style.spotlight:
        darken_outside(picture, seen, style.spotlight)
    for layer in under:
        layer(picture)
    if style.masks:
        blend_masks(picture, seen, style)
    if traces is not None:
        traces.draw(picture, seen, style)
    for sight in seen:
        _draw_shapes(picture, sight, style)
    size = (picture.shape[1], picture.shape[0])
    paste(picture, plates_on(seen, size, style, seconds=seconds, signs=signs, title=title))


def plates_on(
    sights: Sequence[Sight],
    size: tuple[int, int],
    style: Style,
    *,
    seconds: float | None = None,
    signs: Sequence[Sign] = (),
    title: str | None = None,
) -> list[Plate]:
    """Every piece of text for one frame, in its place: labels first, captions above them.

    Args:
        sights: What is seen.
        size: Width and height of the picture.
        style: How.
        seconds: Time of the frame, for the timecode; None writes none.
        signs: What is written beside places of the picture.
        title: What is written above all other captions.
    """
    captions: list[Plate] = []
    lines = [] if title is None else [(title, "", _NEARLY_BLACK)]
    lines += _classified(sights, style) if style.labels else []
    captions += caption_plates(lines, "top left", size, style)
    if style.counters:
        captions += caption_plates(_counted(sights, style), "top right", size, style)
    if style.timecode and seconds is not None:
        line = (timecode(seconds), "", _NEARLY_BLACK)
        captions += caption_plates([line], "bottom left", size, style)
    above = sign_plates(signs, size, style, [plate.edges for plate in captions]) + captions
    labels: list[Plate] = []
    if style.labels:
        labels = label_plates(sights, size, style, [plate.edges for plate in above])
    return labels + above


def timecode(seconds: float) -> str:
    """Hours, minutes, seconds and thousandths: 0:01:02.345."""
    thousandths = round(abs(seconds) * 1000)
    minutes, rest = divmod(thousandths, 60_000)
    sign = "-" if seconds < 0 and thousandths else ""
    return f"{sign}{minutes // 60}:{minutes % 60:02}:{rest // 1000:02}.{rest % 1000:03}"


def _draw_shapes(picture: Picture, sight: Sight, style: Style) -> None:
    rows = sight.rows.get("detections", [])
    for row in rows:
        if style.boxes:
            draw_box(picture, row, sight, style)
        if style.keypoints:
            draw_keypoints(picture, row, sight, style)
    if style.gazes:
        for row in sight.rows.get("gazes", []):
            draw_gaze(picture, row, sight, style)


def _classified(sights: Sequence[Sight], style: Style) -> list[_Line]:
    lines = []
    for sight in sights:
        for row in sight.rows.get("classifications", []):
            name, confidence = words(row, style)
            lines.append((f"{sight.model}: {name}", confidence, row_colour(row, sight, style)))
    return lines


def _counted(sights: Sequence[Sight], style: Style) -> list[_Line]:
    """How many boxes there are of each class of each model, by name."""
    counts: Counter[tuple[str, str]] = Counter()
    colours: dict[tuple[str, str], Colour] = {}
    for sight in sights:
        for row in sight.rows.get("detections", []):
            kind = (row["class_name"], sight.model)
            counts[kind] += 1
            # By track, a class has no colour of its own: it keeps that of its number.
            plain = row if style.colour_by == "model" else {**row, "tracker_id": None}
            colours[kind] = row_colour(plain, sight, style)
    several = len({model for _, model in counts}) > 1
    return [
        (f"{model}: {name}" if several else name, f" {counts[name, model]}", colours[name, model])
        for name, model in sorted(counts)
    ]
