"""The result against its video: frames, times, size, span and rate."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from vidresults.analytics.checks.check import Check, Found, counted
from vidresults.analytics.checks.pictures import words_of
from vidresults.geometry import same_aspect
from vidresults.matching import HOLD_INTERVALS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vidresults.analytics.checks.pictures import Sizes
    from vidresults.analytics.checks.samples import Frames
    from vidresults.results import VideoClock

_MOST_OF_IT = 0.9
_MINUTE = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Video:
    """What is known of the joined video.

    Attributes:
        path: As it was named.
        size: Width and height as shown.
        rate: Average frames per second, None where the file does not tell.
        frames: How many there are; None where only stored tables tell of the video.
    """

    path: str
    size: tuple[int, int]
    rate: Fraction | None
    frames: int | None

    @classmethod
    def of_clock(cls, clock: VideoClock) -> Self:
        """The video that was given."""
        size = clock.width, clock.height
        return cls(path=clock.path, size=size, rate=clock.rate, frames=len(clock.pts))

    @classmethod
    def of_document(cls, row: dict[str, Any]) -> Self | None:
        """The video that was joined when the result was read."""
        if row["video_path"] is None or row["video_width"] is None:
            return None
        above, below = row["video_fps_numerator"], row["video_fps_denominator"]
        rate = None if above is None or not below else Fraction(above, below)
        size = row["video_width"], row["video_height"]
        return cls(path=row["video_path"], size=size, rate=rate, frames=None)


def video_checks(frames: Frames, sizes: Sizes, video: Video) -> Iterator[Check]:
    """Hold one source against its video."""
    yield _in_video(frames, video)
    yield _times(frames, video)
    yield _size(frames.source_id, sizes, video)
    if video.frames is not None:
        yield _span(frames, video.frames)
    yield _rate(frames, video)


def _in_video(frames: Frames, video: Video) -> Check:
    name, wrong = "video frames", Found()
    for at in np.flatnonzero(np.isnan(frames.own)):
        wrong.note(str(frames.numbers[at]), frames.place(int(at)))
    has = "" if video.frames is None else f", which has {counted(video.frames, 'frame')}"
    if wrong.count:
        found = f"{counted(wrong.count, 'sampled frame')} not in {video.path}{has}"
        return wrong.check(name, "error", found, "numbers of frames that the video has")
    found = f"all {counted(len(frames.numbers), 'sampled frame')} in {video.path}{has}"
    return Check(name=name, outcome="ok", found=found)


def _times(frames: Frames, video: Video) -> Check:
    name, wrong = "video times", Found()
    known = np.flatnonzero(np.isfinite(frames.times) & np.isfinite(frames.own))
    own, apart = frames.own[known], (frames.times - frames.own)[known]
    half = _half_a_frame(frames, known, video)
    if not len(known) or half is None:
        return Check(name=name, outcome="ok", found="too few frames with a time to tell")
    for at in known[np.abs(apart) > half]:
        wrong.note("", frames.place(int(at)))
    largest = apart[np.argmax(np.abs(apart))]
    if not wrong.count:
        return Check(name=name, outcome="ok", found=f"at most {abs(largest):.4f} s apart")
    found = (
        f"{wrong.count} of {len(known)} more than half a frame ({half:.4f} s) from the file's own, "
        f"at most {largest:+.4f} s: {_kind(own, apart, half)}"
    )
    expected = "the times of the file's own frames; frame numbers are what counts elsewhere"
    return wrong.check(name, "warning", found, expected)


def _half_a_frame(frames: Frames, known: NDArray[np.int64], video: Video) -> float | None:
    if video.rate:
        return float(1 / (2 * video.rate))
    numbers, own = frames.numbers[known], frames.own[known]
    if len(known) < 2 or numbers[-1] <= numbers[0]:  # noqa: PLR2004 - one frame has no interval
        return None
    return float((own[-1] - own[0]) / (numbers[-1] - numbers[0]) / 2)


def _kind(own: NDArray[np.float64], apart: NDArray[np.float64], half: float) -> str:
    """How times differ: by the same everywhere, more and more, or neither."""
    if np.ptp(apart) <= half:
        return f"a constant offset of {np.median(apart):+.4f} s"
    slope, start = np.polyfit(own - own[0], apart, 1)
    if np.abs(apart - start - slope * (own - own[0])).max() <= half:
        begin = f", {start:+.4f} s at first" if abs(start) > half else ""
        return f"a steady drift of {slope * _MINUTE:+.4f} s a minute{begin}"
    return "neither a constant offset nor a steady drift, as with a variable rate"


def _size(source_id: str, sizes: Sizes, video: Video) -> Check:
    name, wrong, notes = "video size", Found(), []
    width, height = video.size
    for (source, _), runs in sizes.runs.items():
        for size, place in zip(runs.sizes, runs.places, strict=True):
            if source != source_id or min(size) <= 0 or size == video.size:
                continue
            if min(video.size) > 0 and same_aspect(size, video.size):
                notes.append(f"; pictures of {words_of(size)}, the same shape")
            else:
                wrong.note(words_of(size), place)
    found = f"shown as {width}x{height}"
    if wrong.count:
        found += f", pictures of {', '.join(dict.fromkeys(wrong.words))}"
        return wrong.check(name, "error", found, "one shape: it is another video, or was cropped")
    return Check(name=name, outcome="ok", found=found + "".join(dict.fromkeys(notes)))


def _span(frames: Frames, in_video: int) -> Check:
    name, numbers = "video span", frames.numbers
    step = float(np.median(np.diff(numbers))) if len(numbers) > 1 else 1.0
    covered = float(numbers.max() - numbers.min()) + step
    missing = in_video - covered
    first, last = numbers.min(), numbers.max()
    found = f"frames {first} to {last} of {in_video}"
    if covered < _MOST_OF_IT * in_video and missing > HOLD_INTERVALS * step:
        share = f"{found}, {covered / in_video:.0%} of the video"
        return Found(count=1).check(name, "warning", share, "samples over the whole video")
    return Check(name=name, outcome="ok", found=found)


def _rate(frames: Frames, video: Video) -> Check:
    name, rate = "video rate", frames.rate
    if rate is None or not video.rate:
        return Check(name=name, outcome="ok", found="unknown")
    found = f"{float(rate):.6g} fps in the result, {float(video.rate):.6g} fps in the video"
    # An average is never exact; it is another rate where the last sample is another frame.
    frames_off = abs(float(video.rate / rate) - 1) * float(frames.numbers.max())
    if frames_off > 0.5:  # noqa: PLR2004 - half a frame, as with times
        found += f": {frames_off:.1f} frames apart at the last sample"
        return Found(count=1).check(name, "warning", found, "the video's rate")
    return Check(name=name, outcome="ok", found=found)
