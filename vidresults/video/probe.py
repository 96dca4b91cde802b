"""What a video file says about itself, and the time of each of its frames."""

from __future__ import annotations

import contextlib
import warnings
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import av
import numpy as np

from vidresults.errors import VidResultsWarning
from vidresults.video._decoding import Decoding
from vidresults.video._demuxing import indexed_times, packet_times
from vidresults.video._opening import choose_stream, has_decoder, one_line_errors, open_video
from vidresults.video._orientation import Orientation

if TYPE_CHECKING:
    import os

    from av.audio.stream import AudioStream
    from av.container import InputContainer
    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True)
class AudioInfo:
    """One audio stream of a file.

    Attributes:
        codec: Name of the codec, such as "aac"; "unknown" without a decoder for it.
        sample_rate: Samples per second; 0 where it is not known.
        channels: Number of channels; 0 where it is not known.
    """

    codec: str
    sample_rate: int
    channels: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoInfo:
    """A video stream, as its file describes it.

    Attributes:
        path: The file.
        width: Width in pixels as shown: after rotation.
        height: Height in pixels as shown: after rotation.
        rotation_degrees: Clockwise turn that shows the stored picture upright: 0, 90, 180, 270.
        average_rate: Frames per second, exactly as the file has it; None where it is not known.
        time_base: Length of one tick in seconds.
        start_pts: Time of the first frame, in ticks.
        duration_seconds: Length of the stream in seconds, from its first frame on; None where
            the file does not say.
        frame_count_from_header: Number of frames that the header gives; None where it gives
            none. Only decoding tells how many there are.
        codec: Name of the codec, such as "h264".
        pixel_format: FFmpeg's name of it, such as "yuv420p".
        sample_aspect_ratio: Width of a stored pixel divided by its height, before rotation; 1
            where it is not known.
        stream_index: 0-based index among all streams of the file.
        audio: The file's audio streams, in the file's order.
    """

    path: Path
    width: int
    height: int
    rotation_degrees: int
    average_rate: Fraction | None
    time_base: Fraction
    start_pts: int | None
    duration_seconds: float | None
    frame_count_from_header: int | None
    codec: str
    pixel_format: str
    sample_aspect_ratio: Fraction
    stream_index: int
    audio: tuple[AudioInfo, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameCount:
    """How many frames a video has, and how many it claims to have.

    Attributes:
        frames: Number of frames that are there, by the content of the file.
        header: Number that its header gives; None where it gives none.
    """

    frames: int
    header: int | None

    @property
    def header_lies(self) -> bool:
        """Whether the header gives another number than there are."""
        return self.header is not None and self.header != self.frames


@dataclass(frozen=True, slots=True, eq=False)
class FrameTimes:
    """The presentation times of all frames that decode, in display order.

    Attributes:
        pts: Times in ticks of `time_base`, shape (frames,).
        time_base: Length of one tick in seconds.
    """

    pts: NDArray[np.int64]
    time_base: Fraction

    @property
    def seconds(self) -> NDArray[np.float64]:
        """The times in seconds, as the file has them: the first need not be 0."""
        return self.pts * self.time_base.numerator / self.time_base.denominator


def probe(path: str | os.PathLike[str], *, stream: int | None = None) -> VideoInfo:
    """Describe a video file; only its header and its first frame are read.

    Args:
        path: The file.
        stream: 0-based index of a video stream among all streams; None takes the one that
            libavformat finds best, as players do. Cover pictures are no video.

    Raises:
        VideoError: The file is missing, or no video, or not one of its frames decodes.
    """
    file = Path(path)
    with open_video(file) as container, one_line_errors(f"{file} cannot be read"):
        video = choose_stream(container, file, stream)
        with contextlib.closing(iter(Decoding(file, video.index))) as frames:
            frame, pts = next(frames)
        return _describe(container, video, file, frame, pts)


def frame_times(path: str | os.PathLike[str], *, stream: int | None = None) -> FrameTimes:
    """Return the time of every frame that decodes.

    The times are those of the packets, without decoding, where these cannot differ: see
    `packet_times`. Everything else is decoded. Of a video elsewhere they are those of its index,
    where it has one, and a warning says so.

    Args:
        path: The file.
        stream: As in `probe`.

    Raises:
        VideoError: As in `probe`.
    """
    file = Path(path)
    if (indexed := indexed_times(file, stream)) is not None:
        warnings.warn(
            f"{file} was not read whole: the times of its frames are those of its index",
            VidResultsWarning,
            stacklevel=2,
        )
        return FrameTimes(np.array(indexed[0], np.int64), indexed[1])
    with open_video(file) as container:
        video = choose_stream(container, file, stream)
        index, time_base = video.index, video.time_base or Fraction(1)
        pts = packet_times(container, video)
    if pts is None:
        pts = [pts for _, pts in Decoding(file, index)]
    return FrameTimes(np.array(pts, np.int64), time_base)


def count_frames(path: str | os.PathLike[str], *, stream: int | None = None) -> FrameCount:
    """Count the frames of a video by its content: its packets, decoded where these leave doubts.

    Args:
        path: The file.
        stream: As in `probe`.

    Raises:
        VideoError: As in `probe`.
    """
    info = probe(path, stream=stream)
    times = frame_times(path, stream=info.stream_index)
    return FrameCount(frames=len(times.pts), header=info.frame_count_from_header)


def _describe(
    container: InputContainer, video: VideoStream, path: Path, frame: VideoFrame, pts: int
) -> VideoInfo:
    time_base = video.time_base or Fraction(1)
    duration = None
    if video.duration is not None:
        duration = float(video.duration * time_base)
    elif container.duration is not None:
        duration = container.duration / av.time_base
    turned = Orientation.of(frame)
    sides = (frame.width, frame.height)
    width, height = sides[::-1] if turned.transposed else sides
    return VideoInfo(
        path=path,
        width=width,
        height=height,
        rotation_degrees=turned.degrees,
        average_rate=video.average_rate or None,
        time_base=time_base,
        start_pts=pts,
        duration_seconds=duration,
        frame_count_from_header=video.frames or None,
        codec=video.codec.canonical_name,
        pixel_format=frame.format.name,
        sample_aspect_ratio=video.sample_aspect_ratio or Fraction(1),
        stream_index=video.index,
        audio=tuple(_describe_audio(audio) for audio in container.streams.audio),
    )


def _describe_audio(audio: AudioStream) -> AudioInfo:
    if not has_decoder(audio):
        return AudioInfo(codec="unknown", sample_rate=0, channels=0)
    return AudioInfo(
        codec=audio.codec.canonical_name, sample_rate=audio.sample_rate, channels=audio.channels
    )
