"""From interlaced frames to whole ones: one for one, at the same times."""

from __future__ import annotations

from collections import deque
from fractions import Fraction
from typing import TYPE_CHECKING, cast

from av.filter import Graph

from vidresults.video._opening import one_line_errors

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from av.video.frame import VideoFrame

# A frame as the reader has it: its picture, its pts, and whether it was interlaced.
Timed = tuple["VideoFrame", int, bool]


def deinterlaced(frames: Iterator[tuple[VideoFrame, int]]) -> Generator[Timed]:
    """Yield every frame, made whole where it says that it is interlaced.

    From the first interlaced frame on all go through the filter, which leaves the others as they
    are: it looks at the frames before and after each. Frames of another size or format begin
    anew.

    Raises:
        VideoError: The filter does not take such frames.
    """
    weaving: _Weaving | None = None
    for frame, pts in frames:
        if weaving is not None and not weaving.fits(frame):
            yield from weaving.finish()
            weaving = None
        if weaving is None and frame.interlaced_frame:
            weaving = _Weaving(frame)
        if weaving is None:
            yield frame, pts, False
        else:
            yield from weaving.send(frame, pts)
    if weaving is not None:
        yield from weaving.finish()


class _Weaving:
    """The filter, and what it does not keep of the frames within it."""

    def __init__(self, first: VideoFrame) -> None:
        self._shape = _shape(first)
        self._waiting: deque[tuple[int, bool, int, VideoFrame]] = deque()
        self._count = 0
        with one_line_errors("the video is interlaced and cannot be made whole"):
            self._graph = Graph()
            entry = self._graph.add_buffer(
                width=first.width, height=first.height, format=first.format, time_base=Fraction(1)
            )
            # One frame for each frame; only those marked as interlaced.
            filters = self._graph.add("bwdif", "mode=send_frame:deint=interlaced")
            end = self._graph.add("buffersink")
            self._graph.link_nodes(entry, filters, end).configure()

    def fits(self, frame: VideoFrame) -> bool:
        """Tell whether the frame is of the kind that the filter was made for."""
        return _shape(frame) == self._shape

    def send(self, frame: VideoFrame, pts: int) -> Iterator[Timed]:
        self._waiting.append((pts, frame.interlaced_frame, frame.duration or 0, frame))
        frame.pts, frame.time_base = self._count, Fraction(1)
        self._count += 1
        self._graph.push(frame)
        yield from self._drain()

    def finish(self) -> Iterator[Timed]:
        self._graph.push(None)
        yield from self._drain()

    def _drain(self) -> Iterator[Timed]:
        while True:
            try:
                whole = cast("VideoFrame", self._graph.pull())
            except (BlockingIOError, EOFError):  # it wants the next frame; it is empty
                return
            pts, interlaced, duration, source = self._waiting.popleft()
            whole.colorspace, whole.color_range = source.colorspace, source.color_range
            whole.duration = duration
            yield whole, pts, interlaced


def _shape(frame: VideoFrame) -> tuple[int, int, str]:
    return frame.width, frame.height, frame.format.name
