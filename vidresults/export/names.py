"""Names of files that datasets share: safe on every file system, unique, the same every time."""

from __future__ import annotations

import re
from collections.abc import Iterable

_UNSAFE = re.compile(r"[^\w\-+ ()]+")
_LONGEST = 120


def frame_file_name(stem: str, frame_index: int) -> str:
    """The picture of a frame: the source's name and the frame's number in the video."""
    return f"{stem}_{frame_index:06d}.jpg"


def unique_names(ids: Iterable[str]) -> dict[str, str]:
    """A safe file name for each id; a number sets apart those that would be equal.

    Dots go too: some formats take what follows the first dot for the ending.
    """
    names: dict[str, str] = {}
    taken: set[str] = set()
    for item in ids:
        plain = _UNSAFE.sub("_", item).strip(" _")[:_LONGEST] or "source"
        name, number = plain, 1
        while name.casefold() in taken:
            number += 1
            name = f"{plain}-{number}"
        taken.add(name.casefold())
        names[item] = name
    return names
