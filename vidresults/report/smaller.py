"""A small copy of a video that is too large to be put into a page."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from vidresults.video import VideoReader, VideoWriter

_HEIGHT: Final = 360
_CRF: Final = 30


def small_copy(video: str | os.PathLike[str], folder: Path) -> Path:
    """Write a copy under the video's own name: H.264, 360 pixels high, the same times and sound.

    Raises:
        VideoError: The video cannot be read, or the copy not written.
    """
    path = Path(video)
    copy = folder / f"{path.stem}.mp4"
    with VideoReader(path) as reader:
        like = reader.info
        with VideoWriter(copy, like=like, source=path, crf=_CRF, max_height=_HEIGHT) as writer:
            for frame in reader:
                if frame.is_plain_420:
                    writer.write_native(frame, frame.native)
                else:
                    writer.write(frame, frame.to_bgr())
    return copy
