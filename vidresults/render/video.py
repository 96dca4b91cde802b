"""The loop over a video: read a frame, draw on it, write it with its own time."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from vidresults import atomic
from vidresults.errors import OutputError
from vidresults.render.drawing import draw
from vidresults.render.scene import Scene
from vidresults.render.style import Style
from vidresults.video import VideoReader, VideoWriter

if TYPE_CHECKING:
    from vidresults.matching import Between
    from vidresults.results import Source

_NOT_DRAWN = {
    "gazes": "gaze directions",
    "embeddings": "vectors",
    "opaque": "elements of unknown kinds",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderReport:
    """What a rendering wrote.

    Attributes:
        path: The video.
        frames: Number of frames in it.
        notes: What a viewer should know: frames that were missing, audio that was converted.
    """

    path: Path
    frames: int
    notes: tuple[str, ...]


def render(
    results: Source,
    video: str | os.PathLike[str],
    out: str | os.PathLike[str],
    *,
    between: Between = "hold",
    style: Style | None = None,
    crf: int = 23,
    progress: Callable[[int, int | None], None] | None = None,
) -> RenderReport:
    """Draw results onto their video; the output is complete or absent.

    The output is H.264 in mp4 with the same frames at the same times, upright, and the audio.

    Args:
        results: Results of this video.
        video: Any video that PyAV decodes.
        out: The mp4 file to make.
        between: What frames between samples show: "hold" the last sample, or "none".
        style: How things look.
        crf: The encoder's quality, 0 (lossless) to 51.
        progress: Called after each frame with the number done and the total the header promises.

    Raises:
        MatchError: The results are of pictures of another aspect ratio.
        SelectionError: The results hold several videos.
        VideoError: The video cannot be decoded or encoded.
        OutputError: The output cannot be written there.
    """
    target = Path(out)
    if target.suffix.lower() != ".mp4":
        raise OutputError(f"{target}: the output is an mp4 video, give a name that ends in .mp4")
    if target.exists() and target.samefile(video):
        raise OutputError(f"{target} is the video itself: give another name")
    look = style or Style()
    done = 0
    with VideoReader(video) as reader:
        info = reader.info
        scene = Scene(results, (info.width, info.height), between=between)
        with (
            atomic.new_file(target) as file,
            VideoWriter(file, like=info, source=Path(video), crf=crf) as writer,
        ):
            for frame in reader:
                picture = frame.to_bgr()
                draw(picture, scene.at(frame.index), look)
                writer.write(frame, picture)
                done += 1
                if progress is not None:
                    progress(done, info.frame_count_from_header)
    notes = [*writer.notes, *_missing(reader, done), *_unused(results, scene, done)]
    return RenderReport(path=target, frames=done, notes=tuple(notes))


def _missing(reader: VideoReader, done: int) -> list[str]:
    if not reader.missing and not reader.damage:
        return []
    missing = f"{reader.missing} frames are missing" if reader.missing else "it may lack frames"
    reason = f" ({reader.damage})" if reader.damage else ""
    return [f"the video is damaged{reason}: {done} frames decode, {missing}"]


def _unused(results: Source, scene: Scene, done: int) -> list[str]:
    notes = []
    if scene.last_frame >= done:
        outside = sum(
            number >= done
            for batch in results.batches("frames")
            for number in batch["frame_index"].to_pylist()
        )
        notes.append(f"{outside} sampled frames are not in the video")
    for table, words in _NOT_DRAWN.items():
        count = results.facts.rows[table]
        if count:
            notes.append(f"{count} {words} are not drawn")
    return notes
