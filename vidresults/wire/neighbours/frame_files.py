"""A folder with the answer for each frame, as `inference infer` writes it.

frame_000000.json, frame_000001.json, ... hold the 0-based frame number in the name; numbers that
are not there are frames that were not sampled. {picture}_prediction.json holds the answer for a
picture, numbered by the digits at the end of the picture's name or by the user. Each file is
read when its turn comes; bare NaN in it is read as null, with a warning.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from vidresults.errors import FormatError, Place, WrongDocumentError
from vidresults.wire.document import Document, Header, Numbering
from vidresults.wire.neighbours.image_response import MODEL, is_response
from vidresults.wire.neighbours.nan import UNDECODABLE, null_for_nan, warn_of_nan
from vidresults.wire.neighbours.numbering import ascending, order_names, refuse_stride, times_of
from vidresults.wire.windows import WINDOW_BYTES, Window

if TYPE_CHECKING:
    import numpy as np

KIND = "frame-files"
Opened = Callable[[], bytes]

_FRAME = re.compile(r"frame_(\d{1,18})\.json")
_PICTURE = re.compile(r"(.+)_prediction\.json")
_RAW = msgspec.json.Decoder(msgspec.Raw)
_MEMBERS = msgspec.json.Decoder(dict[str, msgspec.Raw])


def pick(names: list[str]) -> list[str]:
    """Those of a folder's file names that hold a frame each; numbered ones before others."""
    frames = [name for name in names if _FRAME.fullmatch(name)]
    return frames or [name for name in names if _PICTURE.fullmatch(name)]


def find(files: Mapping[str, Opened], name: str, where: str) -> Document:
    """The document of a folder's files.

    Args:
        files: The files that `pick` picked, by name.
        name: The document's name.
        where: What messages call the folder.

    Raises:
        WrongDocumentError: The first file is no answer for an image.
    """
    first = next(iter(files))
    try:
        answer = is_response(_MEMBERS.decode(null_for_nan(files[first]())[0]))
    except UNDECODABLE:
        answer = True  # damaged: its element says so
    if not answer:
        raise WrongDocumentError(
            "is not the answer for an image (an object with predictions), as its name says",
            Place(file=f"{where}/{first}"),
        )

    def read_header(numbering: Numbering) -> Header:
        names, frames = _ordered(list(files), numbering)
        return Header(
            frames=frames,
            times=times_of(frames, numbering),
            models={MODEL: _Files([(name, files[name]) for name in names], where)},
        )

    return Document(name=name, kind=KIND, read_header=read_header)


def _ordered(names: list[str], numbering: Numbering) -> tuple[list[str], np.ndarray]:
    numbers = {name: int(found[1]) for name in names if (found := _FRAME.fullmatch(name))}
    if numbers:
        refuse_stride(numbering)
        names = sorted(numbers, key=lambda name: (numbers[name], name))
        return names, ascending([numbers[name] for name in names], "frame number in a name")
    pictures = [found[1] for name in names if (found := _PICTURE.fullmatch(name))]
    order, frames = order_names([f"{name}.jpg" for name in pictures], numbering, "pictures")
    return [names[index] for index in order], frames


@dataclass(frozen=True, slots=True)
class _Files:
    """The elements of a folder, read from its files a bounded number of bytes at a time."""

    files: list[tuple[str, Opened]]
    where: str

    def windows(self) -> Iterator[Window]:
        """Yield them in order; a damaged file is a window of its own, with its own bytes."""
        parts: list[bytes] = []
        first = size = 0
        for index, (name, opened) in enumerate(self.files):
            part, sound = self._read(name, opened)
            if not sound or size > WINDOW_BYTES:
                yield Window(first=first, parts=parts)
                parts, first, size = [], index, 0
            if not sound:
                yield Window(first=index, parts=[part], text=part)
                first = index + 1
                continue
            parts.append(part)
            size += len(part)
        yield Window(first=first, parts=parts)

    def _read(self, name: str, opened: Opened) -> tuple[bytes, bool]:
        """The file's JSON text, and whether it is well-formed."""
        try:
            part = opened().strip()
        except OSError as error:
            place = Place(file=f"{self.where}/{name}")
            raise FormatError(f"cannot be read: {error.strerror or error}", place) from None
        if _well_formed(part):
            return part, True
        cleaned, count = null_for_nan(part)
        if count and _well_formed(bytes(cleaned)):
            warn_of_nan(count, f"{self.where}/{name}")
            return bytes(cleaned), True
        return part, False


def _well_formed(part: bytes) -> bool:
    try:
        _RAW.decode(part)
    except UNDECODABLE:
        return False
    return True
