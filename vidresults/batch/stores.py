"""Files on object storage, and wherever else fsspec leads: read and written by pieces."""

from __future__ import annotations

import base64
import contextlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, cast

from vidresults.batch import s3
from vidresults.batch.addresses import file_system, is_object_store
from vidresults.batch.remote_file import BLOCK, RemoteFile
from vidresults.batch.store_errors import no_bucket, told


@dataclass(frozen=True, slots=True)
class Remote:
    """A file or folder by its URL.

    All methods raise what `told` does; those that need a file FileNotFoundError.

    Attributes:
        uri: The URL.
    """

    uri: str

    @contextlib.contextmanager
    def _open(self, *, writing: bool = False) -> Iterator[tuple[Any, str]]:
        with told(self.uri, writing=writing):
            yield file_system(self.uri)

    @property
    def protocol(self) -> str:
        """Such as s3."""
        return self.uri.partition("://")[0]

    def check_bucket(self, *, writing: bool = False) -> None:
        """Make sure that its bucket is there, as far as one may see that."""
        with self._open(writing=writing) as (system, path):
            if is_object_store(self.protocol):
                with contextlib.suppress(PermissionError):
                    try:
                        system.info(path.partition("/")[0])
                    except FileNotFoundError:
                        raise no_bucket(self.uri, writing=writing) from None

    def info(self) -> dict[str, Any]:
        """What the store knows of the file."""
        with self._open() as (system, path):
            about: dict[str, Any] = s3.head(system, path) if s3.is_s3(system) else system.info(path)
            if about["type"] != "file":
                raise FileNotFoundError(self.uri)
            return about

    def read(self) -> bytes:
        """The whole file."""
        with self._open() as (system, path):
            content: bytes = system.cat_file(path)
            return content

    def write(self, content: bytes, *, new: bool = False) -> None:
        """Make the file, whole or not at all; a new one only where there is none.

        Raises:
            FileExistsError: It was to be new.
        """
        with self._open(writing=True) as (system, path):
            if not new:
                system.pipe_file(path, content)
                return
            try:
                system.pipe_file(path, content, mode="create")
            except Exception:
                if not system.exists(path):
                    raise
            else:
                return
        raise FileExistsError(self.uri)

    def get(self, target: Path) -> None:
        """Copy the file to this machine, by pieces."""
        with self._open() as (system, path):
            system.get_file(path, os.fspath(target))

    def open(self) -> BinaryIO:
        """Open the file, to be read here and there; what was read is kept for a while."""
        with self._open() as (system, path):
            file = system.open(path, "rb", block_size=BLOCK, cache_type="blockcache")
            return cast("BinaryIO", RemoteFile(self.uri, file))

    def put(self, made: Path) -> None:
        """Copy a file of this machine there, unless the same bytes are there; by pieces.

        It is seen when it is complete, and what broke off is taken away.
        """
        with self._open(writing=True) as (system, path):
            if self._holds(made):
                return
            if s3.is_s3(system):
                s3.put(system, path, made)
            elif is_object_store(self.protocol):
                system.put_file(os.fspath(made), path)
            else:
                folder, _, name = path.rpartition("/")
                system.makedirs(folder, exist_ok=True)
                system.put_file(os.fspath(made), f"{folder}/.{name}.part")
                system.mv(f"{folder}/.{name}.part", path)

    def _holds(self, made: Path) -> bool:
        """Whether the store gives the checksum of these very bytes."""
        try:
            about = self.info()
        except FileNotFoundError:
            return False
        size = made.stat().st_size
        if about["size"] != size:
            return False
        if about.get("md5Hash"):  # of gs
            return bool(about["md5Hash"] == base64.b64encode(s3.md5_of(made)).decode())
        tag = str(about.get("ETag") or about.get("etag") or "").strip('"')
        return tag == (s3.md5_of_parts(made) if "-" in tag else s3.md5_of(made).hex())

    def remove(self) -> None:
        """Remove the file."""
        with self._open(writing=True) as (system, path):
            system.rm_file(path)

    def files(self) -> dict[str, int]:
        """Sizes of all files below, by their path from here; sorted."""
        with self._open() as (system, path):
            root = path.rstrip("/") + "/"
            below = system.find(path, detail=True)
            return dict(
                sorted(
                    (name.removeprefix(root), about["size"])
                    for name, about in below.items()
                    if name.startswith(root) and not name.endswith("/")
                )
            )

    def matches(self) -> list[str]:
        """URLs of the files that the pattern stands for, sorted."""
        with self._open() as (system, path):
            found = system.glob(path, detail=True)
            names = [name for name, about in found.items() if about["type"] == "file"]
            return sorted(system.unstrip_protocol(name) for name in names)
