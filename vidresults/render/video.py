"""The loop over a video: read a frame, draw on it, write it with its own time."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from vidresults import atomic
from vidresults.errors import OutputError
from vidresults.render.annotators import Annotator, check_annotators
from vidresults.render.artist import Artist
from vidresults.render.pipeline import ahead
from vidresults.render.privacy import Privacy
from vidresults.render.scene import Scene
from vidresults.render.source import open_reader
from vidresults.render.style import Style
from vidresults.video import Reader, VideoWriter

if TYPE_CHECKING:
    from vidresults.matching import Between
    from vidresults.results import Source
    from vidresults.video import CodecName

_NOT_DRAWN = {
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
    video: str | os.PathLike[str] | None,
    out: str | os.PathLike[str],
    *,
    between: Between = "hold",
    longest_gap: float | None = None,
    blur: str | Iterable[str] = (),
    pixelate: str | Iterable[str] = (),
    covered: Source | None = None,
    style: Style | None = None,
    annotators: Sequence[Annotator] = (),
    codec: CodecName | str = "h264",
    crf: int | None = None,
    preset: str | None = None,
    max_height: int | None = None,
    start_seconds: float | None = None,
    end_seconds: float | None = None,
    rate: float | None = None,
    stream: int | None = None,
    progress: Callable[[int, int | None], None] | None = None,
) -> RenderReport:
    """Draw results onto their video; the output is complete or absent.

    The output is an mp4 with the same frames at the same times, upright, and the audio.

    Args:
        results: Results of this video.
        video: Any video that PyAV decodes, a folder of numbered images, or None: black frames.
        out: The mp4 file to make.
        between: What frames between samples show: "hold" the last sample, "none", or
            "interpolate": boxes and keypoints move from sample to sample.
        longest_gap: Longest gap between samples in seconds that is interpolated; by default one
            and a half sample intervals.
        blur: Classes to make unrecognisable on every frame, see `Privacy`.
        pixelate: The same, as coarse squares.
        covered: Results that tell where these are, where `results` are only a part of them.
        style: How things look.
        annotators: Steps that draw after it, such as supervision's annotators.
        codec: "h264", "h265", "av1", "vp9", "mpeg4", or FFmpeg's name of an encoder in hardware,
            such as "h264_nvenc".
        crf: The encoder's quality, the lower the better; see `VideoWriter`.
        preset: The encoder's speed; see `VideoWriter`.
        max_height: Higher pictures are made smaller after they were drawn on.
        start_seconds: Only frames from this time on, counted from the first; the output begins
            at 0.
        end_seconds: Only frames before this time, counted alike.
        rate: Frames per second of a folder of images, or of black frames.
        stream: Index of the video stream to take, among all streams of the file; None takes the
            one that players show.
        progress: Called after each frame with the number done and the number to come in all, None
            where only decoding could tell.

    Raises:
        MatchError: The results are of pictures of another aspect ratio.
        SelectionError: The results hold several videos, or lack a class that is to be covered;
            an annotator is none.
        VideoError: The video cannot be decoded or encoded.
        OutputError: The output cannot be written there.
    """
    target = _checked(Path(out), video)
    check_annotators(annotators)
    done = 0
    with open_reader(video, results, rate=rate, stream=stream) as reader:
        reader.seek(start_seconds, end_seconds)
        info = reader.info
        total = None if progress is None else reader.expected()
        size = (info.width, info.height)
        hides = bool(blur or pixelate)
        times = reader.times().seconds if hides or between == "interpolate" else None
        scene = Scene(results, size, between=between, times=times, longest_gap=longest_gap)
        whole = results if covered is None else covered
        privacy = Privacy(whole, size, blur=blur, pixelate=pixelate, times=times)
        artist = Artist(
            scene,
            style or Style(),
            size=size,
            privacy=privacy if hides else None,
            annotators=annotators,
        )
        with (
            atomic.new_file(target) as file,
            VideoWriter(
                file,
                like=info,
                source=None if video is None else Path(video),
                codec=codec,
                crf=crf,
                preset=preset,
                max_height=max_height,
                cut=reader.is_part,
            ) as writer,
        ):
            for frame in ahead(reader):
                artist.put(frame, writer)
                done += 1
                if progress is not None:
                    progress(done, total)
    length = scene.last_frame + 1 if reader.is_part else done
    notes = [
        *reader.notes,
        *writer.notes,
        *_missing(reader, done),
        *_unused(results, scene, length),
        *privacy.notes,
    ]
    return RenderReport(path=target, frames=done, notes=tuple(notes))


def _checked(target: Path, video: str | os.PathLike[str] | None) -> Path:
    if target.suffix.lower() != ".mp4":
        raise OutputError(f"{target}: the output is an mp4 video, give a name that ends in .mp4")
    if video is not None and target.exists() and target.samefile(video):
        raise OutputError(f"{target} is the video itself: give another name")
    return target


def _missing(reader: Reader, done: int) -> list[str]:
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
