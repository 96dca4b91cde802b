"""256 colours for many pictures: FFmpeg's palettegen and paletteuse, with little in memory."""

from __future__ import annotations

import contextlib
import tempfile
from fractions import Fraction
from typing import TYPE_CHECKING, Self, cast

import numpy as np
from av.filter import Graph
from av.video.format import VideoFormat
from av.video.frame import VideoFrame

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType

    from av.filter.context import FilterContext

_TICK = Fraction(1, 100)
_PIXELS = "bgr24"
# Ordered: what stands still looks the same in every picture, and takes no room.
_DITHER = "dither=bayer:bayer_scale=4:diff_mode=rectangle"


class Palette:
    """Takes pictures, and gives them back in the colours that suit all of them best."""

    def __init__(self, size: tuple[int, int]) -> None:
        self._size = size
        self._graph = Graph()
        # All of them would be a gigabyte for a minute of a wide preview.
        self._waiting = tempfile.TemporaryFile()  # noqa: SIM115 - it is closed in __exit__
        self._graph.link_nodes(
            _entry(self._graph, size, _PIXELS),
            self._graph.add("palettegen"),
            self._graph.add("buffersink"),
        ).configure()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._waiting.close()

    def take(self, picture: VideoFrame, pts: int) -> None:
        """Count the colours of a picture, and put it aside."""
        picture.pts, picture.time_base = pts, _TICK
        self._waiting.write(picture.to_ndarray(format=_PIXELS).tobytes())
        self._graph.push(picture)

    def pictures(self) -> Iterator[VideoFrame]:
        """Every picture in 256 colours, in order."""
        self._graph.push(None)
        palette = cast("VideoFrame", self._graph.pull())
        graph = Graph()
        pictures = _entry(graph, self._size, _PIXELS)
        colours = _entry(graph, (palette.width, palette.height), palette.format.name)
        mapping, out = graph.add("paletteuse", _DITHER), graph.add("buffersink")
        pictures.link_to(mapping, 0, 0)
        colours.link_to(mapping, 0, 1)
        mapping.link_to(out)
        graph.configure()
        palette.pts, palette.time_base = 0, _TICK
        colours.push(palette)
        colours.push(None)
        for index, picture in enumerate(self._put_aside()):
            picture.pts, picture.time_base = index, _TICK
            pictures.push(picture)
            yield from _ready(graph)
        pictures.push(None)
        yield from _ready(graph)

    def _put_aside(self) -> Iterator[VideoFrame]:
        width, height = self._size
        self._waiting.seek(0)
        while data := self._waiting.read(width * height * 3):
            pixels = np.frombuffer(data, np.uint8).reshape(height, width, 3)
            yield VideoFrame.from_ndarray(pixels, format=_PIXELS)


def _entry(graph: Graph, size: tuple[int, int], pixels: str) -> FilterContext:
    width, height = size
    kind = VideoFormat(pixels)
    return graph.add_buffer(width=width, height=height, format=kind, time_base=_TICK)


def _ready(graph: Graph) -> Iterator[VideoFrame]:
    with contextlib.suppress(BlockingIOError, EOFError):  # it wants more input; it is empty
        while True:
            yield cast("VideoFrame", graph.pull())
