"""The frames that a video shows at given times, sought where they are far apart."""

from __future__ import annotations

import contextlib
import math
from collections import deque
from collections.abc import Generator, Iterable, Iterator
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from vidresults.errors import SelectionError, VideoError

if TYPE_CHECKING:
    from vidresults.video import Frame, Reader

# A frame may be shown for long, so that the one to show is sought ever earlier.
_EARLIER = (1.0, 10.0, 100.0)  # seconds
# Names of stills have thousandths, and a float is never exactly the time of a frame.
_TOLERANCE = Fraction(1, 2000)  # seconds
_WORTH_SEEKING = 10.0  # seconds; what is nearer is decoded and passed over


class _Wanted(NamedTuple):
    """A time, as its tick in the video and as it was asked for."""

    tick: int
    seconds: float


def frames_at(reader: Reader, seconds: Iterable[float]) -> Iterator[Frame]:
    """The frame shown at each time, in their order, each once.

    Args:
        reader: The video.
        seconds: Times, counted from the first frame.

    Raises:
        SelectionError: The video does not reach from the first to the last of them.
    """
    wanted = _ticks(reader, seconds)
    while wanted:
        with contextlib.closing(_from(reader, wanted[0].tick)) as frames:
            yield from _shown(reader, frames, wanted)


def _ticks(reader: Reader, seconds: Iterable[float]) -> deque[_Wanted]:
    """The times with their ticks of the video, in their order."""
    base, first = reader.info.time_base, reader.info.start_pts or 0
    times = sorted(seconds)
    for time in times:
        if not (math.isfinite(time) and time >= 0):
            raise SelectionError(f"a frame at {time:g} s: times begin with 0 at the first frame")
    ticks = [first + math.floor((Fraction(time) + _TOLERANCE) / base) for time in times]
    return deque(map(_Wanted, ticks, times))


def _shown(reader: Reader, frames: Generator[Frame], wanted: deque[_Wanted]) -> Iterator[Frame]:
    """Take the times that the frames show out of those that are wanted, up to the next far one."""
    current = next(frames)
    for following in frames:
        if _passed(wanted, following.pts):
            yield current
            if not wanted or _is_far(following, wanted[0].tick):
                return
        current = following
    first, base = reader.info.start_pts or 0, reader.info.time_base
    end = current.pts + (current.duration or _usual(reader))
    if _passed(wanted, end):
        yield current
    if wanted:
        raise SelectionError(
            f"there is no frame at {wanted[0].seconds:g} s: the video ends at "
            f"{float((end - first) * base):.3f} s"
        )


def _passed(wanted: deque[_Wanted], pts: int) -> bool:
    """Take out the times before a tick; whether there were any."""
    before = len(wanted)
    while wanted and wanted[0].tick < pts:
        wanted.popleft()
    return len(wanted) < before


def _from(reader: Reader, tick: int) -> Generator[Frame]:
    """Frames from one on that is not later than a time."""
    seconds = float((tick - (reader.info.start_pts or 0)) * reader.info.time_base)
    for earlier in _EARLIER:
        if seconds <= earlier:
            break
        reader.seek(seconds - earlier)
        frames = iter(reader)
        try:
            frame = next(frames)
        except VideoError:  # none is so late
            continue
        if frame.pts <= tick:
            yield frame
            yield from frames
            return
    reader.seek(None)
    yield from reader


def _is_far(frame: Frame, tick: int) -> bool:
    return (tick - frame.pts) * frame.time_base > _WORTH_SEEKING


def _usual(reader: Reader) -> int:
    """How many ticks a frame is shown that does not tell."""
    return max(1, round(1 / ((reader.info.average_rate or 25) * reader.info.time_base)))
