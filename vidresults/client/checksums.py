"""Whether a downloaded file is what object storage holds."""

from __future__ import annotations

import base64
import gzip
import hashlib
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Protocol

import google_crc32c

_CHUNK = 1 << 20


class _Checksum(Protocol):
    def update(self, data: bytes, /) -> object:
        """Take more bytes."""

    def digest(self) -> bytes:
        """The checksum of what was taken."""


_KINDS: dict[str, Callable[[], _Checksum]] = {
    "crc32c": google_crc32c.Checksum,
    "md5": lambda: hashlib.md5(usedforsecurity=False),
}


def read_hashes(lines: Iterable[str]) -> dict[str, str]:
    """The checksums of x-goog-hash by kind, in base64; several lines, or one joined by commas."""
    found = {}
    for part in ",".join(lines).split(","):
        kind, _, value = part.strip().partition("=")
        if kind in _KINDS and value:
            found[kind] = value
    return found


def sha256_of(path: Path) -> str:
    """The file's sha256 in hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def has_hashes(path: Path, expected: Mapping[str, str], *, packed: bool) -> bool:
    """Whether the file's bytes have these checksums.

    Args:
        path: The file.
        expected: Checksums in base64, by kind.
        packed: The bytes were packed with gzip on the way or in the storage: the checksums are
            those of the stored bytes, which then may be the unpacked ones.
    """
    if not expected or _agree(_pieces(path), expected):
        return True
    return packed and _agree(_unpacked(path), expected)


def _agree(pieces: Iterable[bytes], expected: Mapping[str, str]) -> bool:
    sums = {kind: _KINDS[kind]() for kind in expected}
    try:
        for piece in pieces:
            for checksum in sums.values():
                checksum.update(piece)
    except (OSError, EOFError, zlib.error):
        return False
    return all(
        base64.b64encode(checksum.digest()).decode() == expected[kind]
        for kind, checksum in sums.items()
    )


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(_CHUNK):
            yield piece


def _unpacked(path: Path) -> Iterator[bytes]:
    with gzip.open(path) as file:
        while piece := file.read(_CHUNK):
            yield piece
