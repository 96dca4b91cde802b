"""An mp4 file as its index alone: where the frames lie, nothing is read and all is zero."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final, Self

_HEAD: Final = 8  # bytes of a box: its size and its kind
_LARGE: Final = 16  # with a size of 64 bits
_BOXES: Final = 1000  # more at the top are no index
_REAL: Final = 1 << 20  # bytes of frames that are read, as the demuxer looks at the first ones
_FRAMES: Final = b"mdat"


@dataclass(frozen=True, slots=True)
class _Box:
    """A box at the top of the file.

    Attributes:
        kind: Four bytes.
        start: Where its content begins.
        end: Where it ends.
    """

    kind: bytes
    start: int
    end: int


class IndexOnly(io.RawIOBase):
    """Reads as the file does, but for the frames: after the first ones they are zeros."""

    def __init__(self, file: BinaryIO, hidden: list[tuple[int, int]], size: int) -> None:
        self._file, self._hidden, self._size = file, hidden, size
        self._position = 0

    @classmethod
    def of(cls, file: BinaryIO) -> Self | None:
        """The same file; None where it is no whole mp4 with one index that tells everything."""
        size = file.seek(0, io.SEEK_END)
        boxes = list(_boxes(file, size))
        kinds = [box.kind for box in boxes]
        whole = bool(boxes) and boxes[-1].end == size
        if not whole or kinds[0] != b"ftyp" or kinds.count(b"moov") != 1 or b"moof" in kinds:
            return None
        hidden = [(box.start + _REAL, box.end) for box in boxes if box.kind == _FRAMES]
        return cls(file, [(start, end) for start, end in hidden if start < end], size)

    def readable(self) -> bool:
        """It is."""
        return True

    def seekable(self) -> bool:
        """It is."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place; reads nothing."""
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self._size}[whence]
        self._position = max(0, base + offset)
        return self._position

    def tell(self) -> int:
        """The place."""
        return self._position

    def read(self, size: int = -1) -> bytes:
        """Read up to the next border between what is read and what is not."""
        left = max(0, self._size - self._position)
        count = left if size < 0 else min(size, left)
        for start, end in self._hidden:
            if start <= self._position < end:
                count = min(count, end - self._position)
                self._position += count
                return bytes(count)
            if self._position < start:
                count = min(count, start - self._position)
                break
        self._file.seek(self._position)
        content = self._file.read(count)
        self._position += len(content)
        return content


def _boxes(file: BinaryIO, size: int) -> Iterator[_Box]:
    """The boxes at the top, up to the first that cannot be one."""
    at = 0
    for _ in range(_BOXES):
        if at + _HEAD > size:
            return
        file.seek(at)
        head = file.read(_LARGE)
        length, kind, start = int.from_bytes(head[:4], "big"), head[4:8], at + _HEAD
        if length == 1:
            length, start = int.from_bytes(head[8:16], "big"), at + _LARGE
        end = size if length == 0 else at + length
        if end < start or end > size:
            return
        yield _Box(kind, start, end)
        at = end
