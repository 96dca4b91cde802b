"""Which frame of the video a row belongs to, where the format does not say it itself.

With a stride row i is frame i * stride, and with a rate frame n is at n / rate seconds, computed
as a fraction and rounded once. Without them numbers may follow from the names of pictures, such
as frame_000012.jpg. One row alone is frame 0: that is so with every stride.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from vidresults.errors import FormatError, Place, SelectionError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vidresults.wire.document import Numbering

_LAST_DIGITS = re.compile(r"(\d{1,18})$")
_LARGEST = 2**63 - 1


def count_frames(count: int, numbering: Numbering, what: str) -> NDArray[np.int64]:
    """The frame numbers of rows that carry none.

    Args:
        count: How many rows there are.
        numbering: What the user knows.
        what: What messages call the rows, in the plural.

    Raises:
        FormatError: There are several rows, and no stride is given.
    """
    if numbering.stride is None and count > 1:
        raise FormatError(
            f"the {count} {what} carry no frame numbers: --stride N (stride=N) says every how many "
            "frames of the video there is one, --fps F (fps=F) gives their times"
        )
    stride = numbering.stride or 1
    if stride * count > _LARGEST:
        raise SelectionError(f"stride is {stride}, too large for {count} {what}")
    return np.arange(count, dtype=np.int64) * stride


def refuse_stride(numbering: Numbering) -> None:
    """Refuse a stride for rows that have frame numbers.

    Raises:
        SelectionError: A stride was given.
    """
    if numbering.stride is not None:
        raise SelectionError("the input numbers its frames itself: leave out stride")


def times_of(frames: NDArray[np.int64], numbering: Numbering) -> NDArray[np.float64]:
    """Seconds of each frame; NaN where no rate is given."""
    if numbering.fps is None:
        return np.full(len(frames), np.nan)
    return np.array([float(frame / numbering.fps) for frame in frames.tolist()], np.float64)


def ascending(numbers: Sequence[int], what: str) -> NDArray[np.int64]:
    """The numbers as frames of one video.

    Raises:
        FormatError: One is not larger than the one before, as with rows of several videos.
    """
    for index in range(1, len(numbers)):
        if numbers[index] <= numbers[index - 1]:
            raise FormatError(
                f"found {what} {numbers[index]} after {numbers[index - 1]}, expected ascending "
                "numbers of one video",
                Place(element=index),
            )
    return np.array(numbers, np.int64)


def number_in(name: str) -> int | None:
    """The digits with which a picture's name ends, before its ending: frame_000012.jpg is 12."""
    stem = name.replace("\\", "/").rpartition("/")[2].rpartition(".")[0] or name
    found = _LAST_DIGITS.search(stem)
    return int(found[1]) if found else None


def order_names(
    names: Sequence[str], numbering: Numbering, what: str
) -> tuple[list[int], NDArray[np.int64]]:
    """The order of pictures and their frames, from their names.

    Names that all end in digits, each other ones, are numbered by them; a stride that is given
    wins, and then, as where there are no digits, they stand in the order of their names as text.

    Raises:
        FormatError: The names do not number the pictures, and no stride is given.
    """
    by_text = sorted(range(len(names)), key=lambda index: names[index])
    numbers = [number_in(name) for name in names]
    known = [number for number in numbers if number is not None]
    if numbering.stride is None and len(set(known)) == len(names):
        order = sorted(range(len(names)), key=lambda index: numbers[index] or 0)
        return order, np.array(sorted(known), np.int64)
    return by_text, count_frames(len(names), numbering, what)
