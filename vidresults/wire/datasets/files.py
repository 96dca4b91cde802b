"""Files of a dataset as text, and one checksum over several of them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from vidresults.errors import FormatError, Place


def read_text(path: Path) -> str:
    """The file's text.

    Raises:
        FormatError: It cannot be read, or is not UTF-8.
    """
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise FormatError(f"cannot be read: {error.strerror}", Place(file=str(path))) from None
    except UnicodeDecodeError:
        raise FormatError("is not UTF-8 text", Place(file=str(path))) from None


def digest_of(files: Iterable[Path], folder: Path) -> str:
    """Checksum of the names in the folder and the contents of these files."""
    whole = hashlib.sha256()
    for path in sorted(files):
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        whole.update(f"{path.relative_to(folder).as_posix()}\0{content}\n".encode())
    return whole.hexdigest()
