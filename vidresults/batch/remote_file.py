"""A file on a store, open to be read here and there."""

from __future__ import annotations

import io
from typing import Any, Final

from vidresults.batch.store_errors import told

BLOCK: Final = 1 << 20  # bytes that are read at once


class RemoteFile(io.RawIOBase):
    """A file of fsspec, whose errors are told."""

    def __init__(self, uri: str, file: Any) -> None:
        self._uri, self._file = uri, file

    def readable(self) -> bool:
        """It is."""
        return True

    def seekable(self) -> bool:
        """It is."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place; reads nothing."""
        place: int = self._file.seek(offset, whence)
        return place

    def tell(self) -> int:
        """The place."""
        place: int = self._file.tell()
        return place

    def read(self, size: int = -1) -> bytes:
        """Read from the place on; raises what `told` does."""
        with told(self._uri):
            content: bytes = self._file.read(size)
            return content

    def close(self) -> None:
        """Let it go."""
        self._file.close()
        super().close()
