"""Where samples are in time, and whose time that is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import pyarrow as pa

from vidresults.errors import MatchError
from vidresults.schema import TABLES

if TYPE_CHECKING:
    from numpy.typing import NDArray

_NO_FRAMES = TABLES["frames"].empty_table()


def clock_times(
    video: NDArray[np.float64], sent: NDArray[np.float64]
) -> tuple[NDArray[np.float64], str | None]:
    """The video's own times where they are known of all samples, else those that were sent.

    Args:
        video: Seconds, NaN where unknown, shape (n,).
        sent: The same as the result has them.

    Returns:
        The times, and "video", "sent", or None where none is known.
    """
    if not np.isnan(video).any():
        return video, "video"
    return sent, None if np.isnan(sent).all() else "sent"


def times_of(
    numbers: NDArray[np.float64], parts: list[Any]
) -> tuple[NDArray[np.float64], str | None]:
    """The time of each sample, and whose it is: the video's own where it is known of all.

    Args:
        numbers: Numbers of the samples.
        parts: Batches of the frames of their source.

    Returns:
        Seconds, NaN where unknown, shape (samples,); and "video", "sent", or None for no time.
    """
    frames = pa.concat_tables([_NO_FRAMES, *map(pa.Table.from_batches, ([p] for p in parts))])
    frames = frames.sort_by("sample_index")
    at, known = places_of(floats_of(frames["sample_index"]), numbers)
    told = {}
    for name in ("video_time_seconds", "time_seconds"):
        told[name] = np.full(len(numbers), np.nan)
        told[name][known] = floats_of(frames[name])[at[known]]
    return clock_times(told["video_time_seconds"], told["time_seconds"])


def places_of(
    numbers: NDArray[np.float64], wanted: NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Where each wanted number stands among ascending ones, and whether it is there at all."""
    at = np.searchsorted(numbers, wanted)
    inside = np.minimum(at, max(len(numbers) - 1, 0))
    known = numbers[inside] == wanted if len(numbers) else np.zeros(len(wanted), np.bool_)
    return inside, np.asarray(known, np.bool_)


def floats_of(column: Any) -> NDArray[np.float64]:
    """As floats, which hold every whole number that a video can have; null is NaN."""
    return np.asarray(column.to_numpy(zero_copy_only=False), np.float64)


class _Timed(Protocol):
    @property
    def source_id(self) -> str: ...
    @property
    def clock(self) -> str | None: ...


def refuse_untimed(samples: _Timed) -> None:
    """Refuse samples of which no time is known, where something is given in seconds.

    Raises:
        MatchError: No time is known.
    """
    if samples.clock is None:
        raise MatchError(
            f"{samples.source_id!r} tells no times, and what was given is in seconds: join its "
            "video (--video, load(..., video=...))"
        )
