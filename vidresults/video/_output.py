"""The file that a video is written into, and the size of the pictures in it."""

from __future__ import annotations

import contextlib
import math
from typing import TYPE_CHECKING

import av

from vidresults.errors import VideoError
from vidresults.video._opening import LIBRARY_ERRORS, url

if TYPE_CHECKING:
    from collections.abc import Iterable
    from fractions import Fraction
    from pathlib import Path

    from av.container import OutputContainer

_LOWEST = 2  # rows, in 4:2:0
_LARGEST = 2**31 - 1


def open_output(path: Path, tick: Fraction, sample_rates: Iterable[int]) -> OutputContainer:
    """Return a new mp4 whose tracks may begin at any of their ticks.

    An edit list says when each track starts, in ticks of the whole file: by default milliseconds,
    here a unit that the ticks of all tracks are multiples of.
    """
    ticks = math.lcm(1000, tick.denominator, *sample_rates)
    if ticks > _LARGEST:
        ticks = tick.denominator
    options = {"movflags": "+faststart", "movie_timescale": str(ticks)}
    return av.open(url(path), mode="w", format="mp4", options=options)


def close_quietly(output: OutputContainer) -> None:
    """Close a file that may be half written: the error that led here is the one to hear of."""
    with contextlib.suppress(*LIBRARY_ERRORS):
        output.close()


def fit_size(size: tuple[int, int], max_height: int | None) -> tuple[tuple[int, int], str | None]:
    """Return the even size to write, not above the height asked for, and what to say about it.

    Raises:
        VideoError: The height leaves nothing to see.
    """
    width, height = size
    if max_height is not None and max_height < _LOWEST:
        raise VideoError(f"a height of {max_height} is too small: {_LOWEST} rows are the least")
    if max_height is not None and height > max_height:
        low = max_height - max_height % 2
        return (max(2, round(width * low / height / 2) * 2), low), None
    even = (width + width % 2, height + height % 2)
    if even == size:
        return size, None
    return even, (
        f"the size is {even[0]}x{even[1]} instead of {width}x{height}, with the last column or "
        "row repeated: colours come in pairs of pixels"
    )
