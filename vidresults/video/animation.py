"""Animated pictures for pages that show no video: GIF and WebP, each picture with its own time."""

from __future__ import annotations

import contextlib
from abc import ABC, abstractmethod
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Self

import av
from av.video.frame import VideoFrame

from vidresults.errors import VideoError
from vidresults.video._opening import one_line_errors, url
from vidresults.video._output import close_quietly
from vidresults.video._palette import Palette

if TYPE_CHECKING:
    import os
    from types import TracebackType

    import numpy as np
    from av.container import OutputContainer
    from av.video.stream import VideoStream
    from numpy.typing import NDArray


class AnimationWriter(ABC):
    """Writes pictures that follow each other forever.

    Attributes:
        tick: Times are rounded to this many seconds.
    """

    tick: ClassVar[Fraction]
    _kind: ClassVar[str]  # the format's name
    _encoder: ClassVar[str]
    _pixels: ClassVar[str]
    _options: ClassVar[dict[str, str]] = {}

    def __init__(self, path: str | os.PathLike[str], size: tuple[int, int]) -> None:
        """Prepare an animation; it is created when the with-block begins.

        Args:
            path: File to write; an existing one is replaced.
            size: Width and height in pixels.
        """
        self._path = Path(path)
        self._size = size
        self._problem = f"{self._path} cannot be written"
        self._closing = contextlib.ExitStack()
        self._begun: list[int] = []
        self._end = 0

    @classmethod
    def of(cls, path: str | os.PathLike[str], size: tuple[int, int]) -> AnimationWriter:
        """The writer for a name that ends in .gif or .webp."""
        kind = GifWriter if Path(path).suffix.lower() == ".gif" else WebpWriter
        return kind(path, size)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with self._closing:  # closes all files without a word; after a success they are closed
            if error is None:
                if not self._begun:
                    raise VideoError(f"{self._problem}: no frame was written")
                with one_line_errors(self._problem):
                    self._finish()

    def write(self, bgr: NDArray[np.uint8], start: Fraction, end: Fraction) -> bool:
        """Show a picture from a time to another, in seconds; the next one begins where it ends.

        Args:
            bgr: Shape (height, width, 3).
            start: When it comes.
            end: When it goes.

        Returns:
            Whether it lasts a tick; what does not is left out.

        Raises:
            VideoError: Encoding fails.
        """
        first, last = round(start / self.tick), round(end / self.tick)
        if first >= last:
            return False
        self._begun.append(first)
        self._end = last
        with one_line_errors(self._problem):
            self._take(VideoFrame.from_ndarray(bgr, format="bgr24"), first)
        return True

    @property
    def _last_ticks(self) -> int:
        """How long the last picture is shown."""
        return self._end - self._begun[-1]

    def _open(self, **options: str) -> tuple[OutputContainer, VideoStream]:
        settings = {"loop": "0", **options}  # 0 is forever in both formats
        output = av.open(url(self._path), mode="w", format=self._kind, options=settings)
        self._closing.callback(close_quietly, output)
        stream = output.add_stream(self._encoder, options=dict(self._options))
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height = self._size
        stream.pix_fmt = self._pixels
        stream.codec_context.time_base = stream.time_base = self.tick
        return output, stream

    @abstractmethod
    def _take(self, picture: VideoFrame, pts: int) -> None: ...

    @abstractmethod
    def _finish(self) -> None: ...


class GifWriter(AnimationWriter):
    """A GIF with one palette for all its pictures, which is made of all of them.

    They wait in a file without a name until it is known.
    """

    tick = Fraction(1, 100)
    _kind = _encoder = "gif"
    _pixels = "pal8"

    def __enter__(self) -> Self:
        with one_line_errors(self._problem):
            self._palette = self._closing.enter_context(Palette(self._size))
        return self

    def _take(self, picture: VideoFrame, pts: int) -> None:
        self._palette.take(picture, pts)

    def _finish(self) -> None:
        output, stream = self._open(final_delay=str(self._last_ticks))
        for pts, picture in zip(self._begun, self._palette.pictures(), strict=True):
            picture.pts, picture.time_base = pts, self.tick
            output.mux(stream.encode(picture))
        output.mux(stream.encode(None))
        output.close()


class WebpWriter(AnimationWriter):
    """A WebP; pictures that are equal to the one before make it last longer."""

    tick = Fraction(1, 1000)
    _kind = "webp"
    _encoder = "libwebp_anim"
    _pixels = "yuv420p"
    _options: ClassVar = {"quality": "80"}

    def __enter__(self) -> Self:
        with one_line_errors(self._problem):
            self._output, self._stream = self._open()
        return self

    def _take(self, picture: VideoFrame, pts: int) -> None:
        picture = picture.reformat(format=self._pixels)
        picture.pts, picture.time_base = pts, self.tick
        self._output.mux(self._stream.encode(picture))

    def _finish(self) -> None:
        self._output.mux(self._stream.encode(None))
        self._output.close()
        self._last_one_lasts()

    def _last_one_lasts(self) -> None:
        """Write how long the last picture is shown, which the encoder takes for the average.

        A file is chunks of four letters, a length of four bytes, and so many bytes; pictures are
        ANMF chunks that have their duration in three bytes behind twelve others.
        """
        data = bytearray(self._path.read_bytes())
        at, found, shown = 12, None, 0
        while at + 8 <= len(data):
            length = int.from_bytes(data[at + 4 : at + 8], "little")
            if data[at : at + 4] == b"ANMF":
                shown += 0 if found is None else int.from_bytes(data[found : found + 3], "little")
                found = at + 8 + 12
            at += 8 + length + length % 2
        if found is not None:  # a single picture does not move
            rest = self._end - self._begun[0] - shown
            data[found : found + 3] = rest.to_bytes(3, "little")
            self._path.write_bytes(data)
