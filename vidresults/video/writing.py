"""Writing annotated frames as a video that browsers play, with the source's times and audio."""

from __future__ import annotations

import contextlib
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Self

from vidresults.errors import VideoError
from vidresults.video._audio import AudioFeed
from vidresults.video._codecs import CodecName, find_encoder
from vidresults.video._hardware import try_out
from vidresults.video._layers import lay_over
from vidresults.video._opening import one_line_errors
from vidresults.video._output import close_quietly, fit_size, open_output
from vidresults.video._pixels import ColourTags, rescale
from vidresults.video._placing import Placing
from vidresults.video._remarks import Remarks
from vidresults.video._track import DEFAULT_RATE, VideoTrack
from vidresults.video.timeline import Timeline

if TYPE_CHECKING:
    import os
    from collections.abc import Sequence
    from types import TracebackType

    import numpy as np
    from av.video.frame import VideoFrame
    from numpy.typing import NDArray

    from vidresults.video.frame import Frame
    from vidresults.video.probe import VideoInfo
    from vidresults.video.timeline import Stretch

_EIGHT_BITS = ("uint8", "yuv420p", "yuvj420p")
# Frames last at most 2^32 ticks in mp4, so that ticks of nanoseconds would end after 4 seconds.
_FINEST_TICK = Fraction(1, 10_000_000)


class VideoWriter:
    """Writes an mp4, frame by frame, with the times, colours and audio of a source.

    Frame times are the source's, also where they do not start at 0 or vary. There are no
    B-frames, for these would put an offset on all times that not every reader takes off again,
    and would leave no place for the length of each single frame.

    Attributes:
        notes: What a person should know: what was changed or left out.
        size: Width and height of the pictures in the file.
    """

    def __init__(
        self,
        path: str | os.PathLike[str],
        *,
        like: VideoInfo,
        source: Path | None,
        codec: CodecName | str = "h264",
        crf: int | None = None,
        preset: str | None = None,
        max_height: int | None = None,
        threads: int | None = None,
        cut: bool = False,
        joined: Sequence[Stretch] = (),
    ) -> None:
        """Prepare a video; it is created when the with-block begins.

        Args:
            path: File to write; an existing one is replaced.
            like: The source: size, pixel shape and rate are taken from it.
            source: File whose audio and subtitles are carried over; None, or a folder, has none.
            codec: "h264", "h265", "av1", "vp9" or "mpeg4", or FFmpeg's name of an encoder in
                hardware, such as "h264_nvenc", which is tried at once.
            crf: Quality, the lower the better; None takes the codec's usual one. h264 0 (lossless)
                to 51, usually 23; h265 0 (lossless) to 51, 28; av1 1 to 63, 35; vp9 0 (lossless)
                to 63, 31; mpeg4 has a fixed quantizer of 1 to 31, 4. In hardware it is NVENC's
                cq, Quick Sync's global_quality, AMF's qp, and 100 less the quality of
                VideoToolbox and Media Foundation; the others take none.
            preset: Speed: "ultrafast" to "placebo" for h264 and h265, usually "veryfast"; 0
                (slow) to 13 for av1, 10; 0 to 8 for vp9, 5; none for mpeg4. In hardware NVENC
                has p1 to p7, Quick Sync "veryfast" to "veryslow", AMF "speed" to "quality".
            max_height: Pictures that are higher are made smaller, after they were drawn on, with
                their aspect ratio kept but for the evenness of both sides. None keeps the size.
            threads: How many the encoder may use; None leaves it to it.
            cut: The frames are a part of the source: the first one is at 0, and the audio begins
                and ends with them.
            joined: The stretches of the source that the frames are from, where these are several:
                each follows the one before without a gap, and the audio is cut as they are.

        Raises:
            VideoError: This build cannot write the codec, or not with these settings.
        """
        self.notes: list[str] = []
        self._path = Path(path)
        self._like = like
        self._source = source
        self._problem = f"{self._path} cannot be written"
        self._encoder = find_encoder(codec)
        self._options = self._encoder.options(crf, preset)
        self.size, note = fit_size((like.width, like.height), max_height)
        if self._encoder.software is not None:
            self._encoder = try_out(self._encoder, self.size, self._options)
        self.notes += [note] if note else []
        self._closing = contextlib.ExitStack()
        self._tags: ColourTags | None = None
        self._threads = threads
        self._cut = cut or bool(joined)
        self._joined = Timeline(joined) if joined else None
        rate = like.average_rate or DEFAULT_RATE
        self._placing = Placing(self._path, rate, cut=self._cut, joined=self._joined)
        self._remarks = Remarks()

    def __enter__(self) -> Self:
        with one_line_errors(self._problem), contextlib.ExitStack() as opening:
            like = self._like
            self._tick = max(like.time_base, _FINEST_TICK)
            rates = [audio.sample_rate for audio in like.audio if audio.sample_rate]
            self._output = open_output(self._path, self._tick, rates if self._source else [])
            opening.callback(close_quietly, self._output)
            self._track = VideoTrack(
                self._output,
                like,
                self._encoder,
                self._options,
                size=self.size,
                tick=self._tick,
                threads=self._threads,
            )
            # Every stream has to be there before the first packet is written.
            self._audio: AudioFeed | None = None
            if self._source is not None and not self._source.is_dir():
                self._audio = AudioFeed(
                    self._source,
                    self._output,
                    video_index=like.stream_index,
                    timeline=self._joined,
                )
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

        Of a plain frame (`frame.is_plain_420`) only the pixels that differ from its own are
        converted; the others stay bit for bit what the decoder gave, up to the encoder.

        Args:
            frame: The frame of the source.
            bgr: Pixels to show instead of its own, shape (height, width, 3), as shown.

        Raises:
            VideoError: The picture has another size than the video, the frame is not later than
                the one before, or encoding fails.
        """
        self._check(frame, bgr.shape, bgr.dtype.name, (self._like.height, self._like.width, 3))
        with one_line_errors(f"{self._path}: frame {frame.index} cannot be encoded"):
            tags = self._begin(frame)
            size = (self._like.width, self._like.height)
            if not frame.is_plain_420 or (frame.native.width, frame.native.height) != size:
                self._put(frame, tags.to_yuv(bgr, self.size))
                return
            drawn = tags.to_yuv(bgr, size)
            lay_over(frame.native, drawn, frame.changed_blocks(bgr))
            self._put(frame, rescale(drawn, self.size))

    def write_native(self, frame: Frame, picture: VideoFrame) -> None:
        """Encode a picture that was never anything but 8-bit 4:2:0, such as the frame's own.

        What nobody drew on stays bit for bit what the decoder gave, up to the encoder.

        Args:
            frame: The frame of the source; `frame.is_plain_420` has to hold.
            picture: Its `native`, or one of the same size, matrix and range.

        Raises:
            VideoError: As in `write`, or the frame is not plain.
        """
        if not frame.is_plain_420:
            raise VideoError(f"{self._path}: frame {frame.index} is not upright 8-bit 4:2:0")
        expected = (self._like.height, self._like.width)
        self._check(frame, (picture.height, picture.width), picture.format.name, expected)
        with one_line_errors(f"{self._path}: frame {frame.index} cannot be encoded"):
            self._begin(frame)
            picture.pict_type = 0  # the source's choice of key frames is not the encoder's
            self._put(frame, rescale(picture, self.size))

    def _put(self, frame: Frame, picture: VideoFrame) -> None:
        time, length = self._placing.place(frame)
        shift = self._placing.shift
        self._track.encode(picture, time + shift, length)
        if self._audio is not None:
            self._audio.pump(time, shift)

    def _check(
        self, frame: Frame, shape: tuple[int, ...], kind: str, expected: tuple[int, ...]
    ) -> None:
        if shape != expected or kind not in _EIGHT_BITS:
            raise VideoError(
                f"{self._path}: frame {frame.index} has pixels of shape {shape} and type "
                f"{kind}, where {expected} and 8 bits would fit the video"
            )
        self._placing.check(frame)

    def _begin(self, frame: Frame) -> ColourTags:
        """Settle what only the first frame tells: colours, and whether times are below 0."""
        self.notes += self._remarks.on(frame)
        if self._tags is None:
            self._tags = ColourTags.of(frame.native)
            self._track.begin(self._tags)
            note = self._placing.begin(frame)
            self.notes += [note] if note else []
            if self._cut and self._audio is not None:
                self._audio.begin_at(-self._placing.shift)
        return self._tags

    def _finish(self) -> None:
        if self._tags is None:
            raise VideoError(f"{self._problem}: no frame was written")
        with one_line_errors(self._problem):
            self._track.finish()
            if self._audio is not None:
                before = len(self._audio.notes)
                placed = self._placing
                self._audio.finish(placed.shift, placed.end if self._cut else None)
                self.notes += self._audio.notes[before:]
            self._output.close()
