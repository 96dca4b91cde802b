"""Where inputs and outputs lie: local paths and every URL that fsspec knows, in one way."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from vidresults import atomic
from vidresults.batch.addresses import file_system, refuse_secrets
from vidresults.batch.stores import Remote
from vidresults.errors import FormatError, Place


@dataclass(frozen=True, slots=True, order=True)
class At:
    """A file or folder, by its address; it travels to other processes.

    What can go wrong with a URL is raised as `store_errors.told` says.

    Attributes:
        uri: An absolute local path, or a URL such as s3://bucket/folder.
    """

    uri: str

    @classmethod
    def of(cls, given: str | os.PathLike[str]) -> At:
        """The place that a person named; local paths become absolute.

        Raises:
            MissingExtraError: The package for such URLs is not installed.
            OutputError: There is no such kind of URL, or it holds a password or signature.
        """
        text = os.fspath(given).removeprefix("file://")
        if "://" not in text:
            return cls(os.path.abspath(text))  # noqa: PTH100 - links stay as they were named
        refuse_secrets(text)
        file_system(text)
        return cls(text.rstrip("/"))

    def __str__(self) -> str:
        return self.uri

    def __truediv__(self, name: str) -> At:
        return At(f"{self.uri.rstrip('/')}/{name}")

    @property
    def name(self) -> str:
        """The last part of the address."""
        return PurePosixPath(self.uri).name

    @property
    def is_local(self) -> bool:
        """Whether it lies on this machine's own file system."""
        return "://" not in self.uri

    @property
    def is_in_memory(self) -> bool:
        """Whether it lies in this process, where no other sees it."""
        return self.uri.startswith("memory://")

    @property
    def path(self) -> Path:
        """The local path."""
        assert self.is_local
        return Path(self.uri)

    @property
    def remote(self) -> Remote:
        """The same by its URL."""
        assert not self.is_local
        return Remote(self.uri)

    def exists(self) -> bool:
        """Whether a file is there."""
        if self.is_local:
            return self.path.is_file()
        with contextlib.suppress(FileNotFoundError):
            self.remote.info()
            return True
        return False

    def read(self) -> bytes | None:
        """The file's bytes; None where there is none."""
        with contextlib.suppress(FileNotFoundError, NotADirectoryError):
            return self.path.read_bytes() if self.is_local else self.remote.read()
        return None

    def write(self, content: bytes) -> None:
        """Make the file, whole or not at all."""
        if not self.is_local:
            self.remote.write(content)
            return
        with atomic.new_file(self.path) as temporary:
            temporary.write_bytes(content)

    def claim(self, content: bytes) -> bytes:
        """Make the file unless it is there; what is in it then, which may be another's."""
        known = self.read()
        if known is not None:
            return known
        try:
            if self.is_local:
                self._link(content)
            else:
                self.remote.write(content, new=True)
        except FileExistsError:
            return self.read() or b""
        return content

    def _link(self, content: bytes) -> None:
        """Make a new local file, with its content from the first moment."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=self.path.parent, prefix=".") as file:
            file.write(content)
            file.flush()
            os.link(file.name, self.path)

    def put(self, made: Path) -> None:
        """Make the file of a local one, which may be moved; whole or not at all."""
        if not self.is_local:
            self.remote.put(made)
            return
        self.path.parent.mkdir(parents=True, exist_ok=True)
        made.replace(self.path)

    def remove(self) -> None:
        """Remove the file, where there is one."""
        with contextlib.suppress(FileNotFoundError):
            if self.is_local:
                self.path.unlink()
            else:
                self.remote.remove()

    def fingerprint(self) -> str:
        """Size and time or tag: another one says that the file may have changed.

        Raises:
            FormatError: There is no such file.
        """
        try:
            if self.is_local:
                about = self.path.stat()
                return f"{about.st_size}-{about.st_mtime_ns}"
            info = self.remote.info()
        except (FileNotFoundError, NotADirectoryError):
            if not self.is_local:
                self.remote.check_bucket()
            raise _no_such_file(self.uri) from None
        names = ("ETag", "etag", "LastModified", "last_modified", "mtime", "created")
        tag = next((info[name] for name in names if info.get(name)), None)
        return f"{info['size']}-{tag}"

    def files(self) -> dict[str, int]:
        """Sizes of all files below, by their path from here; sorted."""
        if not self.is_local:
            return self.remote.files()
        found = (path for path in self.path.rglob("*") if path.is_file())
        return dict(sorted((p.relative_to(self.path).as_posix(), p.stat().st_size) for p in found))

    @contextlib.contextmanager
    def fetched(self, beside: str | None = None) -> Iterator[Path]:
        """The file on this machine: itself, or a copy under its name for as long as it is needed.

        Args:
            beside: Name of a file in the same folder, which comes with it where it is there.

        Raises:
            FormatError: There is no such file.
        """
        if self.is_local:
            yield self.path
            return
        with tempfile.TemporaryDirectory(prefix="vidresults-") as folder:
            copy = Path(folder) / self.name
            try:
                self.remote.get(copy)
            except FileNotFoundError:
                raise _no_such_file(self.uri) from None
            if beside is not None:
                with contextlib.suppress(FileNotFoundError):
                    Remote(f"{self.uri.rpartition('/')[0]}/{beside}").get(copy.with_name(beside))
            yield copy


def _no_such_file(uri: str) -> FormatError:
    return FormatError("no such file", Place(file=uri))
