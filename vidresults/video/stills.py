"""What is shown like a video without being one: a folder of numbered images, and nothing at all."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import av
import numpy as np
from av.video.frame import VideoFrame

from vidresults.errors import VideoError
from vidresults.video._opening import one_line_errors, url
from vidresults.video._orientation import Orientation
from vidresults.video._reader import Reader
from vidresults.video.frame import Frame
from vidresults.video.probe import FrameTimes, VideoInfo

if TYPE_CHECKING:
    import os
    from collections.abc import Generator

DEFAULT_RATE = Fraction(25)
_SUFFIXES = frozenset({".bmp", ".jpeg", ".jpg", ".png", ".tif", ".tiff", ".webp"})
_LAST_DIGITS = re.compile(r"(\d+)\D*$")
_LIMITED = 1
_BLACK = (16, 128, 128)


class _EvenlyTimed(Reader):
    """A reader whose frames come at a rate."""

    def times(self) -> FrameTimes:
        """Return the times of all frames."""
        count = self.info.frame_count_from_header or 0
        return FrameTimes(np.arange(count, dtype=np.int64), self.info.time_base)


class ImageFolder(_EvenlyTimed):
    """Yields the images of a folder as the frames of a video, one after another.

    Their order is that of the last number in each name: `2.png` comes before `10.png`. Frames are
    numbered from 0 without gaps, whatever number the first one has.
    """

    def __init__(
        self, path: str | os.PathLike[str], *, rate: Fraction | float | None = None
    ) -> None:
        """Look through a folder.

        Args:
            path: The folder; files that are no images (by their names) are passed over.
            rate: Frames per second; a folder does not say. None takes 25, with a note.

        Raises:
            VideoError: It holds no images, one of their names has no number or the same as
                another, or the first image cannot be read.
        """
        folder = Path(path)
        if rate is None:
            rate = DEFAULT_RATE
            self.notes = (f"images tell no rate: they are taken for {rate} frames per second",)
        self._files = _in_order(folder)
        first = _decode(self._files[0])
        turned = Orientation.of(first)
        width, height = (first.width, first.height)[:: -1 if turned.transposed else 1]
        self.info = _info(
            folder, (width, height), rate, len(self._files), self._files[0].suffix[1:].lower(),
            pixel_format=first.format.name, rotation=turned.degrees,
        )  # fmt: skip

    def _frames(self) -> Generator[Frame]:
        self.missing = None
        begin, end = self.bounds()
        size = (0, 0)
        for index, file in enumerate(self._files[:end]):
            if index < (begin or 0):
                continue
            native = _decode(file)
            size = size if any(size) else (native.width, native.height)
            if (native.width, native.height) != size:
                raise VideoError(
                    f"{file} is {native.width}x{native.height}, where the images before it are "
                    f"{size[0]}x{size[1]}: all images of a video have one size"
                )
            yield _still(native, index, self.info)
        self.missing = None if self.is_part else 0


class BlankVideo(_EvenlyTimed):
    """Yields black frames, to draw results on where their video is not at hand."""

    def __init__(
        self, size: tuple[int, int], frames: int, *, rate: Fraction | float = DEFAULT_RATE
    ) -> None:
        """Prepare frames.

        Args:
            size: Width and height in pixels.
            frames: Number of frames.
            rate: Frames per second.

        Raises:
            VideoError: There would be no frame, or nothing on it.
        """
        if frames < 1 or min(size) < 1:
            raise VideoError(
                f"a blank video of {frames} frames of {size[0]}x{size[1]} shows nothing"
            )
        self.info = _info(Path("blank"), size, rate, frames, "none", pixel_format="yuv420p")

    def _frames(self) -> Generator[Frame]:
        begin, end = self.bounds()
        count = self.info.frame_count_from_header or 0
        for index in range(begin or 0, min(count, count if end is None else end)):
            black = VideoFrame(self.info.width, self.info.height, "yuv420p")
            for plane, value in zip(black.planes, _BLACK, strict=True):
                plane.update(bytes([value]) * plane.buffer_size)
            black.color_range = _LIMITED
            yield _still(black, index, self.info)
        self.missing = None if self.is_part else 0


def _in_order(folder: Path) -> list[Path]:
    numbered: dict[int, Path] = {}
    for file in sorted(folder.iterdir()):
        if file.suffix.lower() not in _SUFFIXES or file.name.startswith("."):
            continue
        found = _LAST_DIGITS.search(file.stem)
        if found is None:
            raise VideoError(f"{file} has no number in its name: images are ordered by number")
        number = int(found[1])
        if number in numbered:
            raise VideoError(f"{file} and {numbered[number].name} have the same number, {number}")
        numbered[number] = file
    if not numbered:
        kinds = ", ".join(sorted(suffix[1:] for suffix in _SUFFIXES))
        raise VideoError(f"{folder} holds no images ({kinds})")
    return [numbered[number] for number in sorted(numbered)]


def _decode(file: Path) -> VideoFrame:
    with one_line_errors(f"{file} is not an image that can be read"):
        if file.stat().st_size == 0:
            raise VideoError(f"{file} is empty (0 bytes): give an image")
        with av.open(url(file), metadata_errors="replace") as container:
            frame = next(container.decode(video=0), None)
    if frame is None:
        raise VideoError(f"{file} is not an image that can be read")
    return frame


def _still(native: VideoFrame, index: int, info: VideoInfo) -> Frame:
    frame = Frame(native, index=index, pts=index, time_base=info.time_base)
    frame.duration = 1
    return frame


def _info(
    path: Path,
    size: tuple[int, int],
    rate: Fraction | float,
    frames: int,
    codec: str,
    *,
    pixel_format: str,
    rotation: int = 0,
) -> VideoInfo:
    exact = Fraction(rate).limit_denominator(10_000)
    if exact <= 0:
        raise VideoError(f"a video has more than 0 frames per second, not {float(rate):g}")
    return VideoInfo(
        path=path,
        width=size[0],
        height=size[1],
        rotation_degrees=rotation,
        average_rate=exact,
        time_base=1 / exact,
        start_pts=0,
        duration_seconds=float(frames / exact),
        frame_count_from_header=frames,
        codec=codec,
        pixel_format=pixel_format,
        sample_aspect_ratio=Fraction(1),
        stream_index=0,
        audio=(),
    )
