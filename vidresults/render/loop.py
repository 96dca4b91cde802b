"""The loop over a video: read a frame, draw on it, write it with its own time."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from vidresults import atomic
from vidresults.render.reading import frames_of
from vidresults.render.report import RenderReport, notes_on
from vidresults.video import VideoWriter

if TYPE_CHECKING:
    from vidresults.render.outputs import Encoding
    from vidresults.render.stage import Stage
    from vidresults.render.stretches import Kept


def write_video(
    stage: Stage,
    target: Path,
    encoding: Encoding,
    kept: Kept | None,
    *,
    source: Path | None,
    progress: Callable[[int, int | None], None] | None,
) -> RenderReport:
    """Draw and write the frames; the file is complete or absent.

    Args:
        stage: Draws them.
        target: The mp4 file.
        encoding: How it is encoded.
        kept: The stretches to write; None writes all that the reader gives.
        source: The video whose audio is carried over; None for black frames.
        progress: Called after each frame with the number done and the total, None if unknown.
    """
    done = 0
    reader = stage.reader
    part = reader.is_part or kept is not None
    total = kept.frames if kept else None if progress is None else reader.expected()
    stretches = kept.stretches if kept else ()
    with (
        atomic.new_file(target) as file,
        VideoWriter(
            file,
            like=stage.info,
            source=source,
            cut=part,
            joined=stretches if len(stretches) > 1 else (),
            **asdict(encoding),
        ) as writer,
        contextlib.closing(frames_of(reader, stretches)) as frames,
    ):
        for frame in frames:
            stage.artist.put(frame, writer)
            done += 1
            if progress is not None:
                progress(done, total)
    notes = [
        *([kept.note] if kept else []),
        *writer.notes,
        *notes_on(stage, None if part else done, writer.size),
    ]
    return RenderReport(path=target, frames=done, notes=(*reader.notes, *notes))
