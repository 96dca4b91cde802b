"""What S3 is asked for in its own words: heads of objects, and uploads in parts."""

from __future__ import annotations

import contextlib
import hashlib
import os
from pathlib import Path
from typing import Any, Final

PART: Final = 8 << 20  # bytes; S3 takes none below 5 MiB
_MOST_PARTS: Final = 9_000  # of 10 000 that S3 takes
_AT_ONCE: Final = 4  # parts; with their size, the memory that an upload takes


def is_s3(system: Any) -> bool:
    """Whether a file system of fsspec is that of S3."""
    return "s3" in (system.protocol if isinstance(system.protocol, tuple) else (system.protocol,))


def head(system: Any, path: str) -> dict[str, Any]:
    """What `info` tells of an object, by one request: it would look for folders too."""
    bucket, key, version = system.split_path(path)
    which = {"VersionId": version} if version else {}
    about: dict[str, Any] = system.call_s3("head_object", Bucket=bucket, Key=key, **which)
    return {**about, "size": about["ContentLength"], "type": "file"}


def _part_size(size: int) -> int:
    """Bytes of a part: the same for the same size, so that the checksum of parts is too."""
    return max(PART, -(-size // _MOST_PARTS))


def put(system: Any, path: str, made: Path) -> None:
    """Upload a file, in parts where it is large; one that breaks off is taken away."""
    size = made.stat().st_size
    part = _part_size(size)
    in_parts = size >= 2 * part  # as s3fs has it
    if in_parts:  # what a killed process left
        _abort_uploads(system, path)
    try:
        system.put_file(os.fspath(made), path, chunksize=part, max_concurrency=_AT_ONCE)
    except Exception:
        if in_parts:  # also what parts under way have brought back
            _abort_uploads(system, path)
        raise


def _abort_uploads(system: Any, path: str) -> None:
    """Take away all unfinished uploads of a file; their parts are seen by nobody, but paid.

    Where one may not list them, or the store is not reached, they stay.
    """
    bucket, key, _ = system.split_path(path)
    with contextlib.suppress(Exception):
        told_of = system.call_s3("list_multipart_uploads", Bucket=bucket, Prefix=key)
        for upload in told_of.get("Uploads", []):
            if upload["Key"] == key:
                system.call_s3(
                    "abort_multipart_upload", Bucket=bucket, Key=key, UploadId=upload["UploadId"]
                )


def md5_of(made: Path) -> bytes:
    """The checksum that stores give to what came in one piece."""
    with made.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.md5(usedforsecurity=False)).digest()


def md5_of_parts(made: Path) -> str:
    """The checksum that S3 gives to an upload in parts."""
    digests, size = [], _part_size(made.stat().st_size)
    with made.open("rb") as file:
        while piece := file.read(size):
            digests.append(hashlib.md5(piece, usedforsecurity=False).digest())
    return f"{hashlib.md5(b''.join(digests), usedforsecurity=False).hexdigest()}-{len(digests)}"
