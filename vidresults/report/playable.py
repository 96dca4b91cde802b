"""What browsers make of a video file: its type, and whether all of them play it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

    from vidresults.video import VideoInfo

_EIGHT_BITS = ("yuv420p", "yuvj420p")
_FORMATS: Final = {
    "h264": _EIGHT_BITS,
    "vp8": _EIGHT_BITS,
    "vp9": _EIGHT_BITS,
    "av1": (*_EIGHT_BITS, "yuv420p10le"),
}
_SOUNDS: Final = ("aac", "mp3", "opus", "vorbis", "flac")
_LONGEST_START = 12  # bytes of a file that tell what it is


def mime_of(path: Path) -> str | None:
    """The type of a file by its first bytes: MP4 (also QuickTime) or WebM (also Matroska).

    None is another one, which browsers do not play.
    """
    with path.open("rb") as file:
        start = file.read(_LONGEST_START)
    if start[4:8] in {b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip"}:
        return "video/mp4"
    return "video/webm" if start[:4] == b"\x1aE\xdf\xa3" else None


def why_not(about: VideoInfo, mime: str | None) -> str | None:
    """What is in the file that not every browser plays, in words; None where all do."""
    if about.pixel_format not in _FORMATS.get(about.codec, ()):
        return f"{about.codec} ({about.pixel_format})"
    if mime is None:
        return f"a {about.path.suffix.lstrip('.') or 'nameless'} file"
    silent = [audio.codec for audio in about.audio[:1] if audio.codec not in _SOUNDS]
    return f"sound as {silent[0]}" if silent else None
