"""Writing annotated frames as a video that browsers play, with the source's times and audio."""

from __future__ import annotations

import contextlib
import math
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Self

import av
from av.codec.context import Flags, ThreadType

from vidresults.errors import VideoError
from vidresults.video._audio import AudioFeed
from vidresults.video._opening import LIBRARY_ERRORS, one_line_errors, url
from vidresults.video._pixels import ColourTags

if TYPE_CHECKING:
    import os
    from types import TracebackType

    import numpy as np
    from av.container import OutputContainer
    from av.video.stream import VideoStream
    from numpy.typing import NDArray

    from vidresults.video.probe import VideoInfo
    from vidresults.video.reading import Frame

_DEFAULT_RATE = Fraction(25)  # only steers the encoder where the source has no rate
_LARGEST = 2**31 - 1
# Frames last at most 2^32 ticks in mp4, so that ticks of nanoseconds would end after 4 seconds.
_FINEST_TICK = Fraction(1, 10_000_000)


class VideoWriter:
    """Writes H.264 in mp4, frame by frame, with the times, colours and audio of a source.

    Frame times are the source's, also where they do not start at 0 or vary. There are no
    B-frames, for these would put an offset on all times that not every reader takes off again,
    and would leave no place for the length of each single frame.

    Attributes:
        notes: What a person should know: what was changed or left out.
    """

    def __init__(
        self,
        path: str | os.PathLike[str],
        *,
        like: VideoInfo,
        source: Path | None,
        crf: int = 23,
        preset: str = "veryfast",
    ) -> None:
        """Prepare a video; it is created when the with-block begins.

        Args:
            path: File to write; an existing one is replaced.
            like: The source: size, pixel shape and rate are taken from it.
            source: File whose audio is carried over; None writes no audio.
            crf: Quality of libx264, 0 (lossless) to 51; 23 is its default.
            preset: Speed of libx264, "ultrafast" to "placebo".
        """
        self.notes: list[str] = []
        self._path = Path(path)
        self._like = like
        self._source = source
        self._options = {"crf": str(crf), "preset": preset, "bf": "0"}
        self._closing = contextlib.ExitStack()
        self._problem = f"{self._path} cannot be written"
        self._tags: ColourTags | None = None
        self._last: Fraction | None = None
        self._gap: Fraction | None = None
        self._shift = Fraction(0)

    def __enter__(self) -> Self:
        with one_line_errors(self._problem), contextlib.ExitStack() as opening:
            like = self._like
            self._tick = max(like.time_base, _FINEST_TICK)
            self._output = self._open()
            opening.callback(_close_quietly, self._output)
            self._video = self._add_video(self._output)
            # Every stream has to be there before the first packet is written.
            self._audio: AudioFeed | None = None
            if self._source is not None:
                self._audio = AudioFeed(self._source, self._output, video_index=like.stream_index)
                opening.callback(self._audio.close)
                self.notes += self._audio.notes
            self._closing = opening.pop_all()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with self._closing:  # closes all files without a word; after a success they are closed
            if error is None:
                self._finish()

    def write(self, frame: Frame, bgr: NDArray[np.uint8]) -> None:
        """Encode a picture in the place of a frame: with its time, duration and colour tags.

        Args:
            frame: The frame of the source.
            bgr: Pixels to show instead of its own, shape (height, width, 3), as shown.

        Raises:
            VideoError: The picture has another size than the video, the frame is not later than
                the one before, or encoding fails.
        """
        time = frame.pts * frame.time_base
        self._check(frame, bgr, time)
        with one_line_errors(f"{self._path}: frame {frame.index} cannot be encoded"):
            if self._tags is None:
                self._tags = self._begin(frame, time)
            picture = self._tags.to_yuv(bgr)
            picture.time_base = self._tick
            picture.pts = round((time + self._shift) / self._tick)
            picture.duration = max(1, round(self._duration(frame, time) / self._tick))
            self._output.mux(self._video.encode(picture))
            if self._audio is not None:
                self._audio.pump(time, self._shift)
        self._last = time

    def _check(self, frame: Frame, bgr: NDArray[np.uint8], time: Fraction) -> None:
        shape = (self._like.height, self._like.width, 3)
        if bgr.shape != shape or bgr.dtype.name != "uint8":
            raise VideoError(
                f"{self._path}: frame {frame.index} has pixels of shape {bgr.shape} and type "
                f"{bgr.dtype}, where {shape} and uint8 would fit the video"
            )
        if self._last is not None and time <= self._last:
            raise VideoError(
                f"{self._path}: frame {frame.index} is at {float(time):.6f} s, which is not "
                f"later than the frame before it at {float(self._last):.6f} s: mp4 cannot hold it"
            )

    def _duration(self, frame: Frame, time: Fraction) -> Fraction:
        """Return how long a frame is shown, in seconds; without a word of the file, a guess."""
        if self._last is not None:
            self._gap = time - self._last
        if frame.duration:
            return frame.duration * frame.time_base
        return self._gap or 1 / (self._like.average_rate or _DEFAULT_RATE)

    def _open(self) -> OutputContainer:
        # An edit list says when each track starts, in ticks of the whole file: by default
        # milliseconds, here a unit that the ticks of all tracks are multiples of.
        rates = [audio.sample_rate for audio in self._like.audio if audio.sample_rate]
        ticks = math.lcm(1000, self._tick.denominator, *(rates if self._source else []))
        if ticks > _LARGEST:
            ticks = self._tick.denominator
        options = {"movflags": "+faststart", "movie_timescale": str(ticks)}
        return av.open(url(self._path), mode="w", format="mp4", options=options)

    def _add_video(self, output: OutputContainer) -> VideoStream:
        like = self._like
        rate = like.average_rate or _DEFAULT_RATE
        video = output.add_stream("libx264", rate=rate, options=self._options)
        context = video.codec_context
        context.time_base = video.time_base = self._tick
        context.width = like.width + like.width % 2
        context.height = like.height + like.height % 2
        context.pix_fmt = "yuv420p"
        context.thread_type = ThreadType.AUTO  # PyAV's own choice, slices, costs quality
        context.flags |= Flags.frame_duration
        aspect = like.sample_aspect_ratio
        context.sample_aspect_ratio = 1 / aspect if like.rotation_degrees % 180 else aspect
        if like.width % 2 or like.height % 2:
            self.notes.append(
                f"the size is {context.width}x{context.height} instead of {like.width}x"
                f"{like.height}, with the last column or row repeated: H.264 has even sizes"
            )
        return video

    def _begin(self, frame: Frame, time: Fraction) -> ColourTags:
        """Settle what only the first frame tells: colours, and whether times are below 0."""
        tags = ColourTags.of(frame.native)
        context = self._video.codec_context
        context.colorspace, context.color_range = tags.matrix, tags.range
        context.color_primaries, context.color_trc = tags.primaries, tags.transfer
        if time < 0:
            self._shift = -time
            self.notes.append(
                f"all times are {float(-time):.6f} s later than in the source, which starts "
                "before 0: mp4 cannot hold that"
            )
        return tags

    def _finish(self) -> None:
        if self._tags is None:
            raise VideoError(f"{self._problem}: no frame was written")
        with one_line_errors(self._problem):
            self._output.mux(self._video.encode(None))
            if self._audio is not None:
                before = len(self._audio.notes)
                self._audio.finish(self._shift)
                self.notes += self._audio.notes[before:]
            self._output.close()


def _close_quietly(output: OutputContainer) -> None:
    """Close a file that may be half written: the error that led here is the one to hear of."""
    with contextlib.suppress(*LIBRARY_ERRORS):
        output.close()
