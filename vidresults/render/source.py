"""What results are drawn on: a video, a folder of images, or black where there is neither."""

from __future__ import annotations

import os
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from vidresults.errors import MatchError, SelectionError, VideoError
from vidresults.video import BlankVideo, ImageFolder, Reader, VideoReader

if TYPE_CHECKING:
    from vidresults.results import Source

_USUAL_RATE = Fraction(25)


def open_reader(
    video: str | os.PathLike[str] | None,
    results: Source,
    *,
    rate: float | None = None,
    stream: int | None = None,
    threads: int | None = None,
) -> Reader:
    """Open what results are drawn on.

    Args:
        video: A video, a folder of numbered images, or None for a black one of the size and
            length that the results tell of.
        results: The results.
        rate: Frames per second of images (25 unless given) or of the black video (unless given
            that of the results, else 25).
        stream: Index of a video stream among all streams of the file; None takes the best.
        threads: How many the decoder may use; None takes half of the cores.

    Raises:
        VideoError: It cannot be read, is a video and has its own rate, or lacks that stream.
        MatchError: There is no video, and the results do not tell its size.
        SelectionError: There is no video, and not one sample.
    """
    path = None if video is None else Path(video)
    if stream is not None and (path is None or path.is_dir()):
        what = "a folder of images" if path else "a result without its video"
        raise VideoError(f"{what} has no stream {stream}: a stream is one of a video file")
    if path is None:
        return _blank(results, rate)
    if path.is_dir():
        return ImageFolder(path, rate=rate)
    if rate is not None:
        raise VideoError(
            f"{path} is a video with its own rate: a rate is for folders of images, and that of a "
            "preview is the preview rate"
        )
    # The encoder is what takes the time, so that it has most of the cores.
    return VideoReader(path, stream=stream, threads=threads or max(1, (os.cpu_count() or 1) // 2))


def _blank(results: Source, rate: float | None) -> BlankVideo:
    sizes = {size for found in results.facts.sizes.values() for size in found}
    told = results.facts.frame_size(results.facts.source_ids[0])
    if not (told or sizes):
        raise MatchError("the results do not tell the size of their pictures: give their video")
    samples = [
        (row["frame_index"], row["time_seconds"])
        for batch in results.batches("frames")
        for row in batch.select(["frame_index", "time_seconds"]).to_pylist()
    ]
    if not samples:
        raise SelectionError(
            "the results hold no samples: without a video there is nothing to show"
        )
    last, seconds = samples[-1]
    step = last - samples[-2][0] if len(samples) > 1 else 1
    exact = Fraction(rate).limit_denominator(1001) if rate else _told_rate(results)
    if exact is None and last and seconds:
        exact = Fraction(last / seconds).limit_denominator(1001)
    return BlankVideo(told or max(sizes), last + step, rate=exact or _USUAL_RATE)


def _told_rate(results: Source) -> Fraction | None:
    document = results.facts.document_of.get(results.facts.source_ids[0])
    if not document or not document["video_fps_numerator"]:
        return None
    return Fraction(document["video_fps_numerator"], document["video_fps_denominator"])
