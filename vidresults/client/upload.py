"""Uploads a video to a signed URL, streamed from disk."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from vidresults.client.answers import Broken, refusal
from vidresults.client.call import Call
from vidresults.client.retry import Repeat
from vidresults.errors import ConnectionFailedError, VideoError

if TYPE_CHECKING:
    from vidresults.client.secret import Secret
    from vidresults.client.transport import Transport

Progress = Callable[[int, int | None], None]
"""Called with the bytes that are done and their total."""

_NAME = "PUT (upload to the signed URL)"
_LONGEST_NAME = 120


class Body:
    """A file as requests streams it: counted, and its checksum taken on the way.

    Attributes:
        problem: Why the file could not be read; None while it could.
    """

    def __init__(self, file: BinaryIO, size: int, progress: Progress | None) -> None:
        self._file = file
        self._size = size
        self._progress = progress
        self._checksum = hashlib.sha256()
        self._done = 0
        self.problem: OSError | None = None

    def __len__(self) -> int:
        return self._size

    def __iter__(self) -> Iterator[bytes]:
        while chunk := self.read(1 << 16):
            yield chunk

    def read(self, size: int = -1) -> bytes:
        """The next bytes; never more than the promised size, should the file have grown."""
        rest = self._size - self._done
        try:
            chunk = self._file.read(rest if size < 0 else min(size, rest))
        except OSError as error:
            self.problem = error
            raise
        self._checksum.update(chunk)
        self._done += len(chunk)
        if self._progress is not None and chunk:
            self._progress(self._done, self._size)
        return chunk

    @property
    def sha256(self) -> str:
        """Checksum of what was read so far."""
        return self._checksum.hexdigest()


def upload(
    transport: Transport,
    ask: Callable[[], Secret],
    path: Path,
    *,
    sha256: str,
    progress: Progress | None = None,
) -> Secret:
    """Upload a file and return the URL that took it.

    A broken upload starts anew: a signed PUT cannot be resumed, and repeating it is harmless.

    Args:
        transport: Makes the calls.
        ask: Asks the API for a URL; asked again once, where the first does not serve.
        path: The file.
        sha256: The checksum that it must still have.
        progress: Told what is done.

    Raises:
        VideoError: The file cannot be read, or is another one by now.
        ApiError: Object storage refuses.
        ConnectionFailedError: It could not be reached.
    """
    for last in (False, True):
        url = ask()
        bodies: list[Body] = []
        outcome = transport.send(_call(url, path, bodies, progress))
        _check_file(path, bodies, sha256, sent=not isinstance(outcome, Broken))
        if isinstance(outcome, Broken):
            raise ConnectionFailedError(f"{_NAME}: {outcome.reason}")
        if outcome.is_success:
            return url
        if last or outcome.status not in (400, 403):
            raise refusal(outcome, _NAME, transport.redact, storage=True)
    raise AssertionError  # pragma: no cover - the second turn returns or raises


def upload_name(path: Path, sha256: str) -> str:
    """The name to upload under: two videos of one name would overwrite each other."""
    stem = re.sub(r"[^\w.-]", "_", path.stem)[:_LONGEST_NAME]
    suffix = re.sub(r"[^\w.-]", "_", path.suffix)[:_LONGEST_NAME]
    return f"{sha256[:12]}-{stem}{suffix}"


def _call(url: Secret, path: Path, bodies: list[Body], progress: Progress | None) -> Call:
    @contextlib.contextmanager
    def opened() -> Iterator[Body]:
        try:
            file = path.open("rb")
        except OSError as error:
            raise VideoError(f"{path} cannot be read: {error.strerror}") from None
        with file:
            body = Body(file, os.fstat(file.fileno()).st_size, progress)
            bodies.append(body)
            yield body

    return Call(
        name=_NAME,
        method="PUT",
        url=url,
        repeat=Repeat.ALWAYS,
        # it is signed: any other content type, and also none, is refused
        headers={"Content-Type": "application/octet-stream"},
        body=opened,
    )


def _check_file(path: Path, bodies: list[Body], sha256: str, *, sent: bool) -> None:
    body = bodies[-1]
    if body.problem is not None:
        raise VideoError(f"{path} cannot be read: {body.problem.strerror}")
    if sent and body.sha256 != sha256:
        raise VideoError(f"{path} changed while it was uploaded; submit it again")
