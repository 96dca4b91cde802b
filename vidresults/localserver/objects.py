"""The files: their names live in the database, on disk they have names of our own making.

So nothing that is sent can name a path, two names never meet, and an overwritten video stays
until the jobs that were submitted with it have ended.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import re
import shutil
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import google_crc32c

if TYPE_CHECKING:
    from vidresults.localserver.database import Database

INPUT_BUCKET = "vidresults_video_inference_input"
OUTPUT_BUCKET = "vidresults_video_inference_output"

_UPLOADS_KEPT_SECONDS = 7 * 86_400  # as the service keeps them
_CHUNK = 1 << 20


def upload_name(owner: str, file_name: str) -> str | None:
    """The object of an upload; None where nothing is left of the file name.

    Only the last component of the name counts, as any system writes paths.
    """
    last = re.split(r"[/\\]", file_name)[-1]
    last = "".join(c for c in last if c.isprintable()).strip()
    return None if last in ("", ".", "..") else f"{INPUT_BUCKET}/{owner}/{last}"


def result_name(owner: str, job_id: str) -> str:
    """The object that holds a job's result."""
    return f"{OUTPUT_BUCKET}/{owner}/{job_id}.json"


@dataclass(frozen=True, slots=True)
class StoredObject:
    """One stored file.

    Attributes:
        file: Where it is.
        blob: Its name on disk.
        size: Bytes.
        md5: Base64 of its MD5.
        crc32c: Base64 of its CRC32C.
    """

    file: Path
    blob: str
    size: int
    md5: str
    crc32c: str

    @property
    def etag(self) -> str:
        """Hex MD5 in quotes, as object storage makes it for files that came in one piece."""
        return f'"{base64.b64decode(self.md5).hex()}"'


class Incoming:
    """A file while it arrives.

    Attributes:
        size: Bytes so far.
    """

    def __init__(self, file: BinaryIO | None) -> None:
        """Take the file to write to; None only counts and hashes."""
        self._file = file
        self._md5 = hashlib.md5(usedforsecurity=False)
        self._crc: Any = google_crc32c.Checksum()  # type: ignore[no-untyped-call] # it has no types
        self.size = 0

    def write(self, data: bytes) -> None:
        """Append bytes."""
        if self._file is not None:
            self._file.write(data)
        self._md5.update(data)
        self._crc.update(data)
        self.size += len(data)

    def hashes(self) -> tuple[str, str]:
        """MD5 and CRC32C in base64."""
        md5, crc = self._md5.digest(), self._crc.digest()
        return base64.b64encode(md5).decode(), base64.b64encode(crc).decode()


class ObjectStore:
    """Files by the names that clients know."""

    def __init__(self, folder: Path, database: Database, clock: Callable[[], float]) -> None:
        self._database = database
        self._clock = clock
        self._blobs = folder / "blobs"
        self._arriving = folder / "arriving"
        shutil.rmtree(self._arriving, ignore_errors=True)  # what a killed server left
        self._arriving.mkdir(parents=True)
        self._blobs.mkdir(exist_ok=True)
        self.sweep()

    @contextlib.contextmanager
    def storing(self, name: str) -> Iterator[Incoming]:
        """Yield a file to write; it becomes the object when the block succeeds."""
        with self.scratch() as path:
            with path.open("wb") as file:
                incoming = Incoming(file)
                yield incoming
            self._keep(name, path, incoming)

    def adopt(self, name: str, path: Path) -> None:
        """Make a finished file of a `scratch` path the object."""
        incoming = Incoming(None)
        with path.open("rb") as file:
            while data := file.read(_CHUNK):
                incoming.write(data)
        self._keep(name, path, incoming)

    @contextlib.contextmanager
    def scratch(self) -> Iterator[Path]:
        """Yield a path for a file that is gone afterwards, unless it was kept."""
        path = self._arriving / uuid.uuid4().hex
        try:
            yield path
        finally:
            path.unlink(missing_ok=True)

    def find(self, name: str) -> StoredObject | None:
        """The object of that name, or None."""
        rows = self._database.rows("select * from objects where name = ?", name)
        if not rows:
            return None
        row = rows[0]
        return StoredObject(
            self._blobs / row["blob"], row["blob"], row["size"], row["md5"], row["crc32c"]
        )

    def path_of(self, blob: str) -> Path:
        """Where a blob is."""
        return self._blobs / blob

    def sweep(self) -> None:
        """Delete old uploads, and the blobs that no object and no unfinished job refers to."""
        with self._database.changing() as connection:
            connection.execute(
                "delete from objects where name like ? and stored < ?",
                (f"{INPUT_BUCKET}/%", self._clock() - _UPLOADS_KEPT_SECONDS),
            )
            used = connection.execute(
                "select blob from objects union "
                "select blob from jobs where state in ('queued', 'running')"
            )
            wanted = {row["blob"] for row in used}
            for path in self._blobs.iterdir():
                if path.name not in wanted:
                    with contextlib.suppress(OSError):  # open elsewhere: the next sweep takes it
                        path.unlink()

    def _keep(self, name: str, path: Path, incoming: Incoming) -> None:
        blob = uuid.uuid4().hex
        md5, crc32c = incoming.hashes()
        with self._database.changing() as connection:  # the sweep must not come between
            path.replace(self._blobs / blob)
            connection.execute(
                "insert or replace into objects values (?, ?, ?, ?, ?, ?)",
                (name, blob, incoming.size, md5, crc32c, self._clock()),
            )
        self.sweep()
