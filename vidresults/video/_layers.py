"""The planes that the decoder gave: turned upright, and under what is drawn, bit for bit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from av.video.frame import VideoFrame

from vidresults.video._orientation import Orientation
from vidresults.video._pixels import is_even_420

if TYPE_CHECKING:
    from numpy.typing import NDArray

_KEPT = ("duration", "colorspace", "color_range", "color_primaries", "color_trc")


def changed_blocks(before: NDArray[np.uint8], after: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Return which two by two pixels differ, shape (height / 2, width / 2).

    Args:
        before: A picture of even size, shape (height, width, 3).
        after: Another of the same shape.
    """
    height, width = before.shape[:2]
    bits = before ^ after
    blocks = (bits[0::2] | bits[1::2]).reshape(height // 2, width // 2, 6)
    found: NDArray[np.bool_] = blocks[..., 0] != 0
    for channel in range(1, 6):
        found |= blocks[..., channel] != 0
    return found


def lay_over(native: VideoFrame, drawn: VideoFrame, changed: NDArray[np.bool_]) -> None:
    """Give a drawn 4:2:0 frame the samples of the decoder's wherever nothing changed.

    Args:
        native: The frame as the decoder gave it, in 8-bit 4:2:0.
        drawn: One of the same size, matrix and range; it is changed.
        changed: The blocks that were drawn on, as `changed_blocks` has them.
    """
    same = ~changed
    for step, source, target in zip((2, 1, 1), native.planes, drawn.planes, strict=True):
        old, new = samples_of(source), samples_of(target)
        for y in range(step):
            for x in range(step):
                np.copyto(new[y::step, x::step], old[y::step, x::step], where=same)


def upright(frame: VideoFrame, turn: Orientation) -> tuple[VideoFrame, Orientation]:
    """Return 8-bit 4:2:0 of even size as it is shown, any other frame as it is, still to turn."""
    if turn == Orientation() or not is_even_420(frame):
        return frame, turn
    sides = (frame.width, frame.height)
    shown = VideoFrame(*(sides[::-1] if turn.transposed else sides), frame.format.name)
    for source, target in zip(frame.planes, shown.planes, strict=True):
        samples_of(target)[:] = turn.apply(samples_of(source))
    for name in _KEPT:
        setattr(shown, name, getattr(frame, name))
    return shown, Orientation()


def samples_of(plane: Any) -> NDArray[np.uint8]:
    """Return a plane's samples, without the bytes that fill its lines up."""
    rows: NDArray[np.uint8] = np.frombuffer(plane, np.uint8).reshape(-1, plane.line_size)
    return rows[: plane.height, : plane.width]
