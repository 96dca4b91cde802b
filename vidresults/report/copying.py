"""A copy of a video that every browser plays: H.264, upright, small."""

from __future__ import annotations

import contextlib
import dataclasses
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from vidresults import atomic
from vidresults.errors import OutputError
from vidresults.report.videos import PageVideo, page_video
from vidresults.video import VideoReader, VideoWriter, probe

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Progress = Callable[[int, int | None], None]

MAX_HEIGHT: Final = 720
"""Higher pictures become that many pixels high."""


@contextlib.contextmanager
def copied(
    video: Path, page: Path, *, embed_megabytes: float, progress: Progress | None
) -> Iterator[PageVideo]:
    """Yield the page's video as a copy.

    One that is too large for the page is put beside it, as NAME.video.mp4, when the block succeeds.

    Raises:
        VideoError: The video cannot be read, or the copy not written.
        OutputError: It cannot be written there.
    """
    beside = page.with_name(f"{page.stem}.video.mp4")
    if beside.exists() and beside.samefile(video):
        raise OutputError(f"{beside} is the video itself, and the copy would get its name")
    with tempfile.TemporaryDirectory(prefix="vidresults-") as scratch:
        copy = Path(scratch) / beside.name
        notes = write_copy(video, copy, progress=progress)
        shown = copy_as_video(
            copy, video, page, embed_megabytes=embed_megabytes, beside=beside, notes=notes
        )
        if shown.beside is None:
            yield shown
            return
        with atomic.new_file(beside) as file:
            shutil.copyfile(copy, file)
            yield shown


def copy_as_video(
    copy: Path,
    video: Path,
    page: Path,
    *,
    embed_megabytes: float,
    beside: Path | None = None,
    notes: tuple[str, ...],
) -> PageVideo:
    """Read a copy for a page; its pixels and name are those of the video.

    Args:
        copy: The copy.
        video: What it is a copy of.
        page: The page.
        embed_megabytes: Up to this size the copy is put into the page.
        beside: Where it will be, where it is not inside.
        notes: What `write_copy` said.

    Raises:
        VideoError: One of them cannot be read.
        OutputError: The copy is to be linked, and no relative address leads to it.
    """
    shown = page_video(
        copy, page, embed_megabytes=embed_megabytes, copy_of=probe(video), beside=beside
    )
    return dataclasses.replace(shown, notes=(*notes, *shown.notes))


def write_copy(
    video: Path,
    target: Path,
    *,
    max_height: int = MAX_HEIGHT,
    crf: int | None = None,
    progress: Progress | None = None,
) -> tuple[str, ...]:
    """Write the same frames at the same times, with the sound.

    Args:
        video: The video.
        target: The mp4 file.
        max_height: Higher pictures become that many pixels high.
        crf: As of `VideoWriter`.
        progress: Called after each frame with the number done and the total, None if unknown.

    Returns:
        What a person should know: what was changed beside the size.

    Raises:
        VideoError: The video cannot be read, or the copy not written.
    """
    with VideoReader(video) as reader:
        total = None if progress is None else reader.expected()
        like = reader.info
        with VideoWriter(target, like=like, source=video, crf=crf, max_height=max_height) as writer:
            for done, frame in enumerate(reader, 1):
                if frame.is_plain_420:
                    writer.write_native(frame, frame.native)
                else:
                    writer.write(frame, frame.to_bgr())
                if progress is not None:
                    progress(done, total)
        damage = [f"the video is damaged: {reader.damage}"] if reader.damage else []
        return (*reader.notes, *writer.notes, *damage)
