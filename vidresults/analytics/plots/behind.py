"""The picture behind a plot: a frame of the video."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import numpy as np

from vidresults.errors import VideoError

if TYPE_CHECKING:
    from numpy.typing import NDArray


def middle_frame(video: str | os.PathLike[str]) -> NDArray[np.uint8]:
    """A frame from the middle of a video as shown: red, green, blue, shape (height, width, 3).

    Where the video does not tell how long it is, or ends early, it is the first one.

    Raises:
        VideoError: The video cannot be read.
    """
    from vidresults.video import VideoReader

    with VideoReader(video) as reader:
        if reader.info.duration_seconds:
            reader.seek(float(reader.info.duration_seconds) / 2)
        try:
            frame = next(iter(reader))
        except VideoError:
            reader.seek(None)
            frame = next(iter(reader))
        return np.ascontiguousarray(frame.to_bgr()[..., ::-1])
