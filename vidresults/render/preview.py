"""A short moving picture for a page: a few frames a second, small, for ever."""

from __future__ import annotations

import contextlib
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy as np

from vidresults import atomic
from vidresults.errors import SelectionError
from vidresults.render.reading import frames_of
from vidresults.render.report import RenderReport, notes_on
from vidresults.render.sampling import Sampled
from vidresults.video import AnimationWriter, Timeline

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from vidresults.render.outputs import PreviewLook
    from vidresults.render.stage import Stage
    from vidresults.render.stretches import Kept
    from vidresults.video import VideoInfo

LONGEST_SECONDS = 10
"""A preview without an end of its own ends here."""

_SMALLEST_WIDTH = 16
_HIGHEST_RATE = 50  # browsers show what is shorter than 2 hundredths of a second for 10


def preview_sizes(info: VideoInfo, look: PreviewLook) -> tuple[tuple[int, int], tuple[int, int]]:
    """The size to draw in, and the size to show, which differ where pixels are not square.

    Drawing after the pictures are made smaller keeps words readable.

    Raises:
        SelectionError: The width or the rate is not one that a preview can have.
    """
    if look.width < _SMALLEST_WIDTH:
        raise SelectionError(f"width={look.width!r}: expected {_SMALLEST_WIDTH} pixels or more")
    if not 0 < look.preview_rate <= _HIGHEST_RATE:
        raise SelectionError(
            f"preview_rate={look.preview_rate!r}: expected frames a second, up to {_HIGHEST_RATE}"
        )
    aspect = info.sample_aspect_ratio
    aspect = 1 / aspect if info.rotation_degrees % 180 else aspect
    width = min(look.width, round(info.width * aspect))
    drawn = max(1, round(Fraction(width * info.height, info.width)))
    shown = max(1, round(width * info.height / (info.width * aspect)))
    return (width, drawn), (width, shown)


def write_preview(
    stage: Stage,
    target: Path,
    look: PreviewLook,
    kept: Kept | None,
    *,
    endless: bool,
    progress: Callable[[int, int | None], None] | None,
) -> RenderReport:
    """Draw and write the frames of a preview; the file is complete or absent.

    Args:
        stage: Draws them, in the first of the two `preview_sizes`.
        target: The .gif or .webp file.
        look: What it is like.
        kept: The stretches to show; None shows all that the reader gives.
        endless: Nobody said where it ends: it ends after `LONGEST_SECONDS`.
        progress: Called after each frame with the number done and no total.
    """
    reader, info = stage.reader, stage.reader.info
    stretches = kept.stretches if kept else ()
    part = reader.is_part or kept is not None
    size = preview_sizes(info, look)[1]
    done = 0
    with (
        contextlib.closing(frames_of(reader, stretches)) as frames,
        atomic.new_file(target) as file,
        AnimationWriter.of(file, size) as writer,
    ):
        sampled = Sampled(
            frames,
            look.preview_rate,
            timeline=Timeline(stretches) if stretches else None,
            usual=info.average_rate,
            longest=Fraction(LONGEST_SECONDS) if endless else None,
        )
        for frame, start, end in sampled:
            done += writer.write(_fitted(stage.artist.picture(frame), size), start, end)
            if progress is not None:
                progress(done, None)
    notes = [kept.note] if kept else []
    if sampled.was_cut:
        notes.append(f"the preview ends after {LONGEST_SECONDS} s, as no end was asked for")
    if info.audio:
        notes.append(f"the audio is left out: {target.suffix[1:]} holds none")
    notes += notes_on(stage, None if part or sampled.was_cut else sampled.read)
    return RenderReport(path=target, frames=done, notes=(*reader.notes, *notes))


def _fitted(picture: NDArray[np.uint8], size: tuple[int, int]) -> NDArray[np.uint8]:
    if (picture.shape[1], picture.shape[0]) == size:
        return picture
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)
