"""A folder of tables at any address that fsspec knows."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa

from vidresults.batch.addresses import file_system
from vidresults.batch.store_errors import told
from vidresults.results import LocalFolder

if TYPE_CHECKING:
    from vidresults.batch.places import At
    from vidresults.results import Folder

_WHOLE: Final = 4 << 20  # bytes of a file that is quicker to fetch at once than in pieces


def folder_of(at: At) -> Folder:
    """The folder at an address; a local one is read without fsspec."""
    return LocalFolder(at.path) if at.is_local else _RemoteFolder(at.uri)


class _RemoteFolder:
    """See `vidresults.results.folder.Folder`."""

    at_once = 16

    def __init__(self, uri: str) -> None:
        from pyarrow.fs import FSSpecHandler, PyFileSystem

        self._uri = uri
        self._files, self._root = file_system(uri)
        self.system = PyFileSystem(FSSpecHandler(self._files))

    def path(self, name: str) -> str:
        return f"{self._root.rstrip('/')}/{name}"

    def place(self, name: str) -> str:
        return f"{self._uri}/{name}"

    def below(self, name: str) -> dict[str, int]:
        self._files.invalidate_cache(self.path(name))  # another process may have written there
        start = len(self.path(""))
        with told(self.place(name)), contextlib.suppress(FileNotFoundError):
            found = self._files.find(self.path(name), detail=True)
            return {path[start:]: info["size"] for path, info in found.items()}
        return {}

    def read(self, name: str) -> bytes | None:
        with told(self.place(name)), contextlib.suppress(FileNotFoundError):
            content: bytes = self._files.cat_file(self.path(name))
            return content
        return None

    def open(self, name: str, size: int) -> Any:
        with told(self.place(name)):
            if size <= _WHOLE:
                return pa.BufferReader(self._files.cat_file(self.path(name)))
            return pa.PythonFile(self._files.open(self.path(name), "rb"), mode="r")
