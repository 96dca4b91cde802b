"""Grey clips of 320x240, what was seen on them, and the pictures of a video."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np

from tests.support.sources import box
from vidresults.video import VideoReader

SIZE = (320, 240)
GREY = 90


def clip(path: Path, size: tuple[int, int] = SIZE, count: int = 15) -> Path:
    """A video of 25 frames per second that is grey all over."""
    return clip_of([GREY] * count, path, size)


def clip_of(greys: Sequence[int], path: Path, size: tuple[int, int] = SIZE) -> Path:
    """A video of 25 frames per second, each all over in its grey."""
    with av.open(str(path), "w") as output:
        stream = output.add_stream("libx264", rate=25, options={"crf": "5"})
        stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"
        for index, value in enumerate(greys):
            grey = np.full((size[1], size[0], 3), value, np.uint8)
            frame = av.VideoFrame.from_ndarray(grey, format="bgr24")
            frame.pts, frame.time_base = index, Fraction(1, 25)
            output.mux(stream.encode(frame))
        output.mux(stream.encode(None))
    return path


def pictures(path: Path) -> list[Any]:
    """Every frame as whole numbers that do not overflow."""
    with VideoReader(path) as reader:
        return [frame.to_bgr().astype(int) for frame in reader]


def seen(*xs: float, y: float = 120.0, **fields: Any) -> dict[str, Any]:
    """A sample with boxes of 60x40 around each x whose lower edges are at y."""
    boxes = [box(x=float(x), y=y - 20, width=60.0, height=40.0, **fields) for x in xs]
    return {"image": {"width": SIZE[0], "height": SIZE[1]}, "predictions": boxes}
