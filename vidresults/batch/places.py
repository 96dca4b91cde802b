"""Where inputs and outputs lie: local paths and every URL that fsspec knows, in one way."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Final

from vidresults import atomic
from vidresults.errors import FormatError, MissingExtraError, OutputError, Place

_EXTRAS: Final = {
    "s3": "s3", "s3a": "s3", "gs": "gs", "gcs": "gs", "az": "az", "abfs": "az", "abfss": "az",
}  # fmt: skip


@dataclass(frozen=True, slots=True, order=True)
class At:
    """A file or folder, by its address; it travels to other processes.

    Attributes:
        uri: An absolute local path, or a URL such as s3://bucket/folder.
    """

    uri: str

    @classmethod
    def of(cls, given: str | os.PathLike[str]) -> At:
        """The place that a person named; local paths become absolute.

        Raises:
            MissingExtraError: The package for such URLs is not installed.
            OutputError: There is no such kind of URL.
        """
        text = os.fspath(given).removeprefix("file://")
        if "://" not in text:
            return cls(os.path.abspath(text))  # noqa: PTH100 - links stay as they were named
        _file_system(text)
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
    def path(self) -> Path:
        """The local path."""
        assert self.is_local
        return Path(self.uri)

    def exists(self) -> bool:
        """Whether a file is there."""
        return (
            self.path.is_file() if self.is_local else bool(_file_system(self.uri).isfile(self.uri))
        )

    def read(self) -> bytes | None:
        """The file's bytes; None where there is none."""
        if self.is_local:
            with contextlib.suppress(FileNotFoundError, NotADirectoryError):
                return self.path.read_bytes()
            return None
        with contextlib.suppress(FileNotFoundError):
            content: bytes = _file_system(self.uri).cat_file(self.uri)
            return content
        return None

    def write(self, content: bytes) -> None:
        """Make the file, whole or not at all."""
        if not self.is_local:
            _file_system(self.uri).pipe_file(self.uri, content)
            return
        with atomic.new_file(self.path) as temporary:
            temporary.write_bytes(content)

    def claim(self, content: bytes) -> bytes:
        """Make the file unless it is there; what is in it then, which may be another's."""
        if not self.is_local:
            known = self.read()
            if known is None:
                self.write(content)
            return content if known is None else known
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=self.path.parent, prefix=".") as file:
            file.write(content)
            file.flush()
            try:
                os.link(file.name, self.path)
            except FileExistsError:
                return self.path.read_bytes()
        return content

    def put(self, made: Path) -> None:
        """Make the file of a local one, which may be moved; whole or not at all."""
        if not self.is_local:
            _file_system(self.uri).put_file(os.fspath(made), self.uri)
            return
        self.path.parent.mkdir(parents=True, exist_ok=True)
        made.replace(self.path)

    def remove(self) -> None:
        """Remove the file, where there is one."""
        with contextlib.suppress(FileNotFoundError):
            if self.is_local:
                self.path.unlink()
            else:
                _file_system(self.uri).rm_file(self.uri)

    def fingerprint(self) -> str:
        """Size and time or tag: another one says that the file may have changed.

        Raises:
            FormatError: There is no such file.
        """
        try:
            if self.is_local:
                about = self.path.stat()
                return f"{about.st_size}-{about.st_mtime_ns}"
            info = _file_system(self.uri).info(self.uri)
        except (FileNotFoundError, NotADirectoryError):
            raise FormatError("no such file", Place(file=self.uri)) from None
        tag = info.get("ETag") or info.get("etag") or info.get("LastModified") or info.get("mtime")
        return f"{info['size']}-{tag}"

    def files(self) -> dict[str, int]:
        """Sizes of all files below, by their path from here; sorted."""
        if self.is_local:
            found = (path for path in self.path.rglob("*") if path.is_file())
            return dict(
                sorted((p.relative_to(self.path).as_posix(), p.stat().st_size) for p in found)
            )
        system = _file_system(self.uri)
        root = system._strip_protocol(self.uri).rstrip("/") + "/"  # noqa: SLF001 - fsspec's own way
        below = system.find(self.uri, detail=True)
        return dict(sorted((name.removeprefix(root), info["size"]) for name, info in below.items()))

    @contextlib.contextmanager
    def fetched(self) -> Iterator[Path]:
        """The file on this machine: itself, or a copy under its name for as long as it is needed.

        Raises:
            FormatError: There is no such file.
        """
        if self.is_local:
            yield self.path
            return
        with tempfile.TemporaryDirectory(prefix="vidresults-") as folder:
            copy = Path(folder) / self.name
            try:
                _file_system(self.uri).get_file(self.uri, os.fspath(copy))
            except FileNotFoundError:
                raise FormatError("no such file", Place(file=self.uri)) from None
            yield copy


@contextlib.contextmanager
def scratch(out: At) -> Iterator[Path]:
    """A local folder to make things in; it is gone afterwards.

    Where `out` is local it is on its file system, so that files can be moved there.
    """
    if not out.is_local:
        with tempfile.TemporaryDirectory(prefix="vidresults-") as folder:
            yield Path(folder)
        return
    with atomic.scratch_folder(out.path / "part") as locked:
        made = locked / "new"
        made.mkdir()
        yield made


def expand(pattern: str) -> list[str]:
    """The addresses that a pattern such as `results/*.json` stands for, sorted.

    Raises:
        FormatError: There is none.
    """
    import glob

    at = At.of(pattern)
    if at.is_local:
        found = sorted(path for path in glob.glob(at.uri, recursive=True) if os.path.isfile(path))  # noqa: PTH113, PTH207 - patterns are text
    else:
        system = _file_system(at.uri)
        found = sorted(system.unstrip_protocol(name) for name in system.glob(at.uri))
    if not found:
        raise FormatError("no file is called so", Place(file=pattern))
    return found


def _file_system(uri: str) -> Any:
    import fsspec

    protocol = uri.partition("://")[0]
    try:
        return fsspec.filesystem(protocol)
    except ImportError:
        extra = _EXTRAS.get(protocol)
        hint = f"pip install 'vidresults[{extra}]'" if extra else "its fsspec package is missing"
        raise MissingExtraError(f"{protocol}:// needs another package: {hint}") from None
    except ValueError:
        raise OutputError(f"{protocol}:// is no kind of address that fsspec knows") from None
