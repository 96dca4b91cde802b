"""Which bytes of a file a request wants."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vidresults.localserver.refusals import StorageRefusal

if TYPE_CHECKING:
    from vidresults.localserver.objects import StoredObject

_RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})")


@dataclass(frozen=True, slots=True)
class ByteRange:
    """Bytes from start to before end.

    Attributes:
        start: First byte.
        end: One past the last.
        partial: Whether they were asked for as a range.
    """

    start: int
    end: int
    partial: bool

    @property
    def length(self) -> int:
        """How many bytes."""
        return self.end - self.start


def wanted_range(headers: Mapping[str, str], stored: StoredObject) -> ByteRange:
    """Read Range, If-Range and If-Match.

    One range is served; what is no range, several ranges, and a range of another version of the
    file (If-Range) get the whole file.

    Raises:
        StorageRefusal: 412, the file is not the one of If-Match; 416, no byte lies in the range.
    """
    match = headers.get("if-match", "*").strip()
    if match != "*" and stored.etag not in [tag.strip() for tag in match.split(",")]:
        raise StorageRefusal(
            412,
            "PreconditionFailed",
            "At least one of the pre-conditions you specified did not hold.",
        )
    whole = ByteRange(0, stored.size, partial=False)
    asked = _RANGE.fullmatch(headers.get("range", "").strip())
    if asked is None or headers.get("if-range", stored.etag).strip() != stored.etag:
        return whole
    first, last = asked.groups()
    if not first and not last:
        return whole
    if not first:
        start, end = max(0, stored.size - int(last)), stored.size
    else:
        start, end = int(first), min(stored.size, int(last) + 1 if last else stored.size)
        if last and int(last) < start:
            return whole
    if start >= end:
        raise StorageRefusal(
            416,
            "InvalidRange",
            "The requested range cannot be satisfied.",
            headers={"Content-Range": f"bytes */{stored.size}"},
        )
    return ByteRange(start, end, partial=True)
