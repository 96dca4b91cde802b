"""Names of files that datasets share: safe on every file system, unique, the same every time."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable, Iterator
from contextvars import ContextVar
from typing import Final, Literal, get_args

from vidresults.errors import SelectionError

ImageFormat = Literal["jpeg", "png"]
_SUFFIXES: Final = dict(zip(get_args(ImageFormat), (".jpg", ".png"), strict=True))
_SUFFIX: ContextVar[str] = ContextVar("suffix", default=".jpg")

_UNSAFE = re.compile(r"[^\w\-+ ()]+")
_LONGEST = 120
_MOST_BYTES = 180  # a file's name has at most 255, and a number and an ending follow


def frame_file_name(stem: str, frame_index: int) -> str:
    """The picture of a frame: the source's name and the frame's number in the video."""
    return f"{stem}_{frame_index:06d}{picture_suffix()}"


def picture_suffix() -> str:
    """The ending of pictures' names in the dataset that is being written."""
    return _SUFFIX.get()


@contextlib.contextmanager
def pictures_as(image_format: ImageFormat) -> Iterator[None]:
    """Name the pictures of a dataset by their format while the block writes it.

    All formats name pictures, each in places of its own, so that this is no argument of theirs.

    Raises:
        SelectionError: There is no such format.
    """
    if image_format not in _SUFFIXES:
        raise SelectionError(f"image_format={image_format!r}: expected 'jpeg' or 'png'")
    before = _SUFFIX.set(_SUFFIXES[image_format])
    try:
        yield
    finally:
        _SUFFIX.reset(before)


def unique_names(ids: Iterable[str], *, otherwise: str = "source") -> dict[str, str]:
    """A safe file name for each id; a number sets apart those that would be equal.

    `otherwise` is the name of an id without any safe character.
    Dots go too: some formats take what follows the first dot for the ending.
    """
    names: dict[str, str] = {}
    taken: set[str] = set()
    for item in ids:
        plain = _short(_UNSAFE.sub("_", item).strip(" _")) or otherwise
        name, number = plain, 1
        while name.casefold() in taken:
            number += 1
            name = f"{plain}-{number}"
        taken.add(name.casefold())
        names[item] = name
    return names


def _short(text: str) -> str:
    return text[:_LONGEST].encode()[:_MOST_BYTES].decode(errors="ignore")
