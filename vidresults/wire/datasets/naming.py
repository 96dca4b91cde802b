"""Which video and which frame a picture is of, from its name.

Roboflow's ending (`_jpg.rf.` and a hash) is taken off; then the digits at the end of the name are
the frame's number and what stands before them is the video: street_000012.jpg is frame 12 of
street. With a stride, or where names end in no digits, pictures are of one video and stand in the
order of their names as text; then the stride has to be told.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from vidresults.wire.neighbours.numbering import count_frames, number_in

if TYPE_CHECKING:
    from vidresults.wire.datasets.dataset import Wanted

_ROBOFLOW = re.compile(r"(?:_(?:jpe?g|png|bmp|webp|tiff?))?\.rf\.[0-9a-zA-Z]+$")
_LINKS = " _-."


def plain_stem(name: str) -> str:
    """The picture's name without folders, ending, and what Roboflow adds."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return _ROBOFLOW.sub("", last.rpartition(".")[0] or last)


def places_in_videos(names: Sequence[str], wanted: Wanted, what: str) -> list[tuple[str, int]]:
    """Video and frame of each picture; the video is "" where all are of one.

    Args:
        names: The pictures' names.
        wanted: What the user knows.
        what: What messages call the pictures, in the plural.

    Raises:
        FormatError: A name ends in no digits, and no stride is given.
    """
    stems = [plain_stem(name) for name in names]
    numbers = [number_in(f"{stem}.") for stem in stems]
    known = [number for number in numbers if number is not None]
    if wanted.stride is None and len(known) == len(names):
        videos = [stem.rstrip("0123456789").rstrip(_LINKS) for stem in stems]
        alone = len(set(videos)) == 1
        return list(zip([""] * len(videos) if alone else videos, known, strict=True))
    frames = count_frames(len(names), wanted.numbering, what).tolist()
    order = sorted(range(len(names)), key=lambda index: names[index])
    at = dict(zip(order, frames, strict=True))
    return [("", at[index]) for index in range(len(names))]
