"""Opening a video file, choosing its stream, and saying in one line why that fails."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import av
from av.stream import Disposition

from vidresults.errors import VideoError
from vidresults.video.elsewhere import opener_of

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator

    from av.container import InputContainer
    from av.stream import Stream
    from av.video.stream import VideoStream

# What PyAV raises: FFmpeg's errors, and Python's own for values that FFmpeg never sees.
LIBRARY_ERRORS = (av.FFmpegError, OSError, ValueError, MemoryError)


def reason(error: BaseException) -> str:
    """Return what an error of the video library says, in one line."""
    text = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return " ".join(str(text).split())


def url(path: Path) -> str:
    """Return the address FFmpeg knows a file by.

    Without the prefix a name such as `a:b.mp4` would be taken for a network protocol, and
    `img%03d.png` for a series of files.
    """
    return f"file:{path}"


@contextlib.contextmanager
def one_line_errors(problem: str) -> Iterator[None]:
    """Turn whatever the video library raises in the block into a VideoError.

    Args:
        problem: The beginning of the message: which file, and what could not be done.

    Raises:
        VideoError: The library raised.
    """
    try:
        yield
    except LIBRARY_ERRORS as error:
        raise VideoError(f"{problem}: {reason(error)}") from error


@contextlib.contextmanager
def open_video(path: str | os.PathLike[str]) -> Iterator[InputContainer]:
    """Yield the opened file.

    Raises:
        VideoError: There is no such file, it is a folder, it is empty, or it is no video.
    """
    file = Path(path)
    if opener := opener_of(file):
        with opener() as source, demuxed(source, file) as container:
            yield container
        return
    if file.is_dir():
        raise VideoError(f"{file} is a folder: give the path of a video file")
    if not file.exists():
        raise VideoError(f"{file} does not exist: give the path of a video file")
    container = _open(file)
    try:
        # FFmpeg "plays" any text as a film of terminal output; nobody means that by a video.
        if container.format.name == "tty":
            raise VideoError(f"{file} is a text file: give the path of a video file")
        yield container
    finally:
        container.close()


@contextlib.contextmanager
def demuxed(source: BinaryIO, path: Path) -> Iterator[InputContainer]:
    """Yield an open file, which has that name, as a container.

    Raises:
        VideoError: It is no video.
    """
    with one_line_errors(f"{path} is not a video that can be read, such as mp4, mov, mkv or avi"):
        container = av.open(source, mode="r", metadata_errors="replace")
    try:
        yield container
    finally:
        container.close()


def _open(file: Path) -> InputContainer:
    with one_line_errors(f"{file} cannot be read"):
        if file.stat().st_size == 0:
            raise VideoError(f"{file} is empty (0 bytes): give the path of a video file")
        file.open("rb").close()  # a file without read permission is no "invalid data"
    with one_line_errors(f"{file} is not a video that can be read, such as mp4, mov, mkv or avi"):
        return av.open(url(file), mode="r", metadata_errors="replace")


def choose_stream(container: InputContainer, path: Path, stream: int | None) -> VideoStream:
    """Return the video stream with that index, or the one that players show.

    Args:
        container: The opened file.
        path: Its path, for messages.
        stream: 0-based index among all streams of the file; None takes libavformat's best.

    Raises:
        VideoError: There is no such video stream, or no decoder for it.
    """
    videos = {s.index: s for s in container.streams.video if not is_cover(s)}
    if not videos:
        kinds = sorted({s.type for s in container.streams if s.type != "video"})
        only = f"only {', '.join(kinds)}" if kinds else "no stream at all"
        raise VideoError(f"{path} holds no video ({only}): give the path of a video file")
    if stream is None:
        best = container.streams.best("video")
        chosen = videos.get(best.index) if best is not None else None
        chosen = chosen or next(iter(videos.values()))
    elif stream in videos:
        chosen = videos[stream]
    else:
        there = ", ".join(f"{index} ({_in_words(found)})" for index, found in videos.items())
        raise VideoError(f"{path} has no video stream {stream}: its video streams are {there}")
    if not has_decoder(chosen):
        raise VideoError(f"{path}: there is no decoder for video stream {chosen.index}")
    return chosen


def _in_words(stream: VideoStream) -> str:
    if not has_decoder(stream):
        return "unknown codec"
    context = stream.codec_context
    return f"{stream.codec.canonical_name}, {context.width}x{context.height}"


def has_decoder(stream: Stream) -> bool:
    """Tell whether the stream can be decoded; PyAV's type stubs do not know that it may not."""
    context: object = stream.codec_context
    return context is not None


def is_cover(stream: VideoStream) -> bool:
    """Tell whether a video stream is a picture attached to music, not a film."""
    return bool(stream.disposition & Disposition.attached_pic)
