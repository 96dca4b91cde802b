"""How a download can end, and whether what came is what is stored."""

from __future__ import annotations

import re
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING

from vidresults.client.checksums import has_hashes, read_hashes

if TYPE_CHECKING:
    from vidresults.client.call import Stream
    from vidresults.errors import ApiError

_CONTENT_RANGE = re.compile(r"bytes (\d+)-\d+/(\d+|\*)")


@dataclass(frozen=True, slots=True)
class Expired:
    """The URL does not serve any more; the error says why."""

    error: ApiError


@dataclass(frozen=True, slots=True)
class Cut:
    """The body ended early, or none came."""

    reason: str
    retry_after: float | None = None


@dataclass(frozen=True, slots=True)
class Damaged:
    """Everything came, and it is not what is stored."""

    reason: str


def extent_of(stream: Stream) -> tuple[int, int | None]:
    """Where the body starts in the stored object, and how long that is; None where unknown."""
    found = _CONTENT_RANGE.fullmatch(stream.headers.get("Content-Range", "").strip())
    if stream.status == HTTPStatus.PARTIAL_CONTENT and found:
        return int(found[1]), None if found[2] == "*" else int(found[2])
    length = stream.headers.get("Content-Length", "")
    return 0, int(length) if length.isascii() and length.isdigit() else None


def check_whole(part: Path, stream: Stream) -> Damaged | None:
    """Hold a whole file against the checksums that came with it."""
    packed = stream.headers.get("Content-Encoding", "").lower() == "gzip"
    stored_packed = stream.headers.get("x-goog-stored-content-encoding", "").lower() == "gzip"
    hashes = read_hashes(stream.header_values("x-goog-hash"))
    # unpacked on the way: the checksums are those of bytes that did not come
    unpacked = stored_packed and not packed
    if not unpacked and not has_hashes(part, hashes, packed=packed):
        return Damaged("the checksum is wrong")
    with part.open("rb") as file:
        start = file.read(64).lstrip()
    if start.startswith(b"<"):
        return Damaged("a page came instead of a result")
    return None
