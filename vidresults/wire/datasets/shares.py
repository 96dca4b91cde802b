"""Boxes as shares of a frame, and frames by their time: what several services answer with."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from vidresults.errors import FormatError, Place
from vidresults.wire.datasets.dataset import MOST_FRAMES, box_of


def pixels_of(
    left: float, top: float, width: float, height: float,
    *, size: tuple[int, int] | None, where: str,
) -> dict[str, Any]:  # fmt: skip
    """Columns of a box whose corner and size are shares of the frame's width and height.

    Raises:
        FormatError: A side is negative, or the frame's size is unknown.
    """
    if min(width, height) < 0:
        raise FormatError(
            f"found width {width} and height {height}, expected none below 0", Place(field=where)
        )
    if size is None:
        raise FormatError(
            "is shares of a frame of unknown size, expected width and height in the file or the "
            "size of the videos (--size WxH, size=(width, height))",
            Place(field=where),
        )
    return box_of(left * size[0], top * size[1], width * size[0], height * size[1])


def frame_at(seconds: Fraction, rate: Fraction | None, where: str) -> int:
    """The frame nearest to a time.

    Raises:
        FormatError: The rate is unknown, or the time is none of a video.
    """
    if rate is None:
        raise FormatError(
            "is a time where frames have numbers, expected the rate of the video (--fps, fps=)",
            Place(field=where),
        )
    frame = round(seconds * rate)
    if not 0 <= frame < MOST_FRAMES:
        raise FormatError(
            f"found {float(seconds)} seconds, expected a time from 0 on", Place(field=where)
        )
    return frame
