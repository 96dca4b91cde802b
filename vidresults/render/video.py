"""Results onto their video: as a video again, or as a small moving picture."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from vidresults.errors import OutputError
from vidresults.render.loop import write_video
from vidresults.render.outputs import Cut, Encoding, PreviewLook, changed, kind_of, refuse_misfits
from vidresults.render.preview import preview_sizes, write_preview
from vidresults.render.source import open_reader
from vidresults.render.stage import Drawing, Stage
from vidresults.render.stretches import stretches_with

if TYPE_CHECKING:
    from vidresults.analytics.zones import Zones
    from vidresults.matching import Between
    from vidresults.render.annotators import Annotator
    from vidresults.render.report import RenderReport
    from vidresults.render.style import Style
    from vidresults.results import Source
    from vidresults.video import CodecName


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
    zones: Zones | str | os.PathLike[str] | None = None,
    side_by_side: bool = False,
    style: Style | None = None,
    annotators: Sequence[Annotator] = (),
    codec: CodecName | str = "h264",
    crf: int | None = None,
    preset: str | None = None,
    max_height: int | None = None,
    threads: int | None = None,
    start_seconds: float | None = None,
    end_seconds: float | None = None,
    only_with: str | Iterable[str] = (),
    padding_seconds: float = 0.5,
    width: int = 480,
    preview_rate: float = 10.0,
    rate: float | None = None,
    stream: int | None = None,
    progress: Callable[[int, int | None], None] | None = None,
) -> RenderReport:
    """Draw results onto their video; the output is complete or absent.

    The output is an mp4 with the same frames at the same times, upright, and the audio; or,
    where the name ends in .gif or .webp, a small preview that moves for ever.

    Args:
        results: Results of this video.
        video: Any video that PyAV decodes, a folder of numbered images, or None: black frames.
        out: The .mp4, .gif or .webp file to make.
        between: What frames between samples show: "hold" the last sample, "none", or
            "interpolate": boxes and keypoints move from sample to sample.
        longest_gap: Longest gap between samples in seconds that is interpolated; by default one
            and a half sample intervals.
        blur: Classes to make unrecognisable on every frame, see `Privacy`.
        pixelate: The same, as coarse squares.
        covered: Results that tell where these are, where `results` are only a part of them.
        zones: Zones and lines to draw, with what is inside and what crossed: `Zones`, or a file
            that `read_zones` takes.
        side_by_side: Draw each of 2 to 4 models on a picture of its own, in one video.
        style: How things look.
        annotators: Steps that draw after it, such as supervision's annotators.
        codec: "h264", "h265", "av1", "vp9", "mpeg4", or FFmpeg's name of an encoder in hardware,
            such as "h264_nvenc".
        crf: The encoder's quality, the lower the better; see `VideoWriter`.
        preset: The encoder's speed; see `VideoWriter`.
        max_height: Higher pictures are made smaller after they were drawn on.
        threads: How many the decoder and the encoder may use each; None leaves it to them. For
            several videos at once.
        start_seconds: Only frames from this time on, counted from the first; the output begins
            at 0.
        end_seconds: Only frames before this time, counted alike. A preview without it has at
            most 10 seconds.
        only_with: Only the stretches in which one of these classes is drawn, joined.
        padding_seconds: What is kept before and after each of them as well.
        width: Width of a preview in pixels, at most the video's; it is drawn on in that size.
        preview_rate: Moments a second that a preview shows, up to 50.
        rate: Frames per second of a folder of images, or of black frames.
        stream: Index of the video stream to take, among all streams of the file; None takes the
            one that players show.
        progress: Called after each frame with the number done and the number to come in all, None
            where only decoding could tell.

    Raises:
        MatchError: The results, or the zones, are of pictures of another aspect ratio.
        SelectionError: The results hold several videos, or lack a class that is to be covered
            or looked for; an annotator is none; an option is for another kind of output; side
            by side, there is one model, or more than four.
        FormatError: The file of the zones is not as it should be.
        VideoError: The video cannot be decoded or encoded.
        OutputError: The output cannot be written there.
    """
    target = Path(out)
    kind = kind_of(target)
    encoding = Encoding(codec=codec, crf=crf, preset=preset, max_height=max_height, threads=threads)
    look = PreviewLook(width=width, preview_rate=preview_rate)
    cut = Cut(only_with=only_with, padding_seconds=padding_seconds)
    beside = {"side_by_side": "side_by_side"} if side_by_side else {}
    refuse_misfits(kind, changed(encoding, look, cut) | beside)
    source = None if video is None else Path(video)
    if source is not None and target.exists() and target.samefile(source):
        raise OutputError(f"{target} is the video itself: give another name")
    drawing = Drawing(
        between=between,
        longest_gap=longest_gap,
        blur=blur,
        pixelate=pixelate,
        covered=covered,
        zones=zones,
        side_by_side=side_by_side,
        style=style,
        annotators=annotators,
    )
    with open_reader(video, results, rate=rate, stream=stream, threads=threads) as reader:
        reader.seek(start_seconds, end_seconds)
        size = preview_sizes(reader.info, look)[0] if kind == "preview" else None
        stage = Stage(results, reader, drawing, size=size)
        kept = stretches_with(stage, cut) if cut.only_with else None
        if kind == "preview":
            endless = end_seconds is None
            return write_preview(stage, target, look, kept, endless=endless, progress=progress)
        return write_video(stage, target, encoding, kept, source=source, progress=progress)
