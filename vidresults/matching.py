"""Video frames and samples: the rates behind the numbers, and what is shown between samples."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final, Literal, get_args

import numpy as np

from vidresults.errors import MatchError, SelectionError
from vidresults.geometry import same_aspect

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


Between = Literal["hold", "none"]
BETWEEN: Final[tuple[str, ...]] = get_args(Between)

HOLD_INTERVALS: Final = 1.5
"""A sample is shown until the next one, but at most this many sample intervals."""

# Times are sent with four decimals, so a time may be off by half of the last one.
_TIME_ERROR = 5e-5 * (1 + 1e-9)
_HIGHEST_RATE = 1000


def source_rate(
    frames: Sequence[int] | NDArray[np.int64],
    times: Sequence[float | None] | NDArray[np.float64],
) -> Fraction | None:
    """The video's frames per second behind frame numbers and their times.

    The simplest rate that agrees with every pair to the four decimals that are sent: a whole
    number, else a whole number times 1000/1001 (29.97), else the simplest fraction of the last
    pair. None where there is no pair after time 0, or no rate agrees (a variable rate). A time
    that is not known is None or NaN.
    """
    sent = np.asarray(times, dtype=np.float64)
    numbers = np.asarray(frames, dtype=np.float64)
    there = (numbers > 0) & (sent > 0)
    if not there.any():
        return None
    numbers, sent = numbers[there], sent[there]
    frame, time = float(numbers[-1]), float(sent[-1])
    ratio = frame / time
    if not 0 < ratio < _HIGHEST_RATE:
        return None
    whole = round(ratio)
    ntsc = Fraction(round(ratio * 1.001) * 1000, 1001)
    simple = [Fraction(frame / time).limit_denominator(n) for n in (2, 10, 100, 1001)]
    for rate in (Fraction(whole), ntsc, *simple):
        if rate > 0 and np.all(np.abs(numbers / float(rate) - sent) <= _TIME_ERROR):
            return rate
    return None


def sampling_rate(
    frames: Sequence[int] | NDArray[np.int64], rate: Fraction | None
) -> Fraction | None:
    """The samples per second that were asked for: the lowest whole number that gives the frames.

    The service takes frame floor(i * rate / asked) as sample i. None where no whole number up to
    the video's rate does, or fewer than two frames were sampled.
    """
    numbers = np.asarray(frames, dtype=np.int64)
    if rate is None or len(numbers) < 2:  # noqa: PLR2004 - one frame has no interval
        return None
    places = np.arange(len(numbers))
    for asked in range(1, min(int(rate), _HIGHEST_RATE) + 1):
        step = rate / asked
        if np.array_equal(numbers, places * step.numerator // step.denominator):
            return Fraction(asked)
    return None


def shown_samples(
    frame_count: int,
    frames: NDArray[np.int64],
    inferred: NDArray[np.bool_],
    *,
    between: Between = "hold",
) -> NDArray[np.int64]:
    """Which sample is shown on each frame of the video, for one model.

    Args:
        frame_count: Number of frames of the video.
        frames: Frame number of each sample, ascending, shape (n,).
        inferred: Whether the model ran on it, shape (n,).
        between: "none" shows a sample on its own frame only; "hold" until the next sample, at
            most 1.5 intervals (the median distance of neighbouring samples), and never past a
            sample that was not inferred or failed. A lone sample has no interval and is shown
            on its own frame.

    Returns:
        Position of the shown sample in `frames` for each video frame, -1 for none, shape
        (frame_count,).
    """
    if between not in BETWEEN:
        raise SelectionError(f"between={between!r} is not known; there is {', '.join(BETWEEN)}")
    shown = np.full(frame_count, -1, dtype=np.int64)
    if not len(frames):
        return shown
    numbers = np.arange(frame_count)
    latest = np.searchsorted(frames, numbers, side="right") - 1
    age = numbers - frames[np.maximum(latest, 0)]
    interval = float(np.median(np.diff(frames))) if len(frames) > 1 else 0.0
    longest = HOLD_INTERVALS * interval if between == "hold" else 0.0
    good = (latest >= 0) & inferred[np.maximum(latest, 0)] & (age <= longest)
    shown[good] = latest[good]
    return shown


def scale_to_video(
    image_size: tuple[int, int] | None, video_size: tuple[int, int]
) -> tuple[float, float]:
    """Factors from pixels of the model's frame to pixels of the video, for x and y.

    A size that is not known is taken to be the video's own.

    Raises:
        MatchError: The aspect ratios differ by more than rounding to whole pixels explains.
    """
    if image_size is None or image_size == video_size:
        return 1.0, 1.0
    (width, height), (video_width, video_height) = image_size, video_size
    x, y = video_width / width, video_height / height
    if not same_aspect(image_size, video_size):
        raise MatchError(
            f"the results are of {width}x{height} pictures and the video is "
            f"{video_width}x{video_height}: the aspect ratios differ, so it is another video or "
            "was cropped"
        )
    return x, y


def colour_key(class_id: int | None, class_name: str) -> int:
    """A number by which a class is coloured, the same in every run and for every result."""
    if class_id is not None:
        return class_id
    return int.from_bytes(class_name.encode()[-4:], "big")
