"""From whatever the caller has to one text, mapped where it is large."""

from __future__ import annotations

import ast
import codecs
import gzip
import hashlib
import io
import json
import mmap
import os
import re
import tempfile
import zlib
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import pyarrow as pa

from vidresults.errors import FormatError, Place, WrongDocumentError

_GZIP = b"\x1f\x8b"
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_SPACE = re.compile(rb"[ \t\r\n]*")
# Mapping costs more than reading where a file is small.
_SMALL = 1 << 20
_HEAD = 4096
# Results shrink to a tenth or a fiftieth; what grows like this was made to fill the disk.
_LARGEST_GROWTH = 200
NEVER_A_BOMB = 1 << 30
TOO_MUCH = "far more than it is packed: refused; unpack it yourself if you trust it"


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """One input, decompressed.

    Attributes:
        name: What messages call it.
        path: The path as it was given, None for an input from memory or standard input.
        text: The bytes of the text; positions in messages count from its start.
        body: The same without a byte order mark.
        digest: The future checksum of the bytes as stored, before decompression.
    """

    name: str
    path: str | None
    text: memoryview
    body: memoryview
    digest: Future[str]

    @property
    def sha256(self) -> str:
        """Checksum of the bytes as stored, before decompression."""
        return self.digest.result()

    @property
    def stem(self) -> str:
        """The file's name without its endings, for the result's id."""
        if self.path is None:
            return "memory"
        name = Path(self.path).name
        return name.removesuffix(".gz").removesuffix(".json") or name

    def head(self, size: int = _HEAD) -> bytes:
        """How the text begins, without white space before it."""
        start = _end_of_space(self.body)
        return bytes(self.body[start : start + size])

    def begins_with(self, prefix: bytes) -> bool:
        """Whether the text begins so, after white space."""
        return self.head(len(prefix)) == prefix


Given = str | os.PathLike[str] | bytes | IO[bytes] | Mapping[str, Any] | list[Any]


def read_input(given: Given) -> Input:
    """Read a path, bytes, an open binary file, or an already decoded document.

    Gzip is unpacked into a temporary file, and so is what cannot be mapped, such as a pipe. The
    text of a printed Python dict is turned into JSON by reading its literals (nothing is
    evaluated).

    Raises:
        FormatError: The input cannot be read as text of JSON.
        WrongDocumentError: It is empty.
    """
    if isinstance(given, (Mapping, list)):
        text = _json_of(given if isinstance(given, list) else dict(given), "document")
        return _input(name="document", path=None, stored=memoryview(text))
    if isinstance(given, bytes):
        return _input(name="bytes", path=None, stored=memoryview(given))
    if not isinstance(given, (str, os.PathLike)):
        return _input(name="standard input", path=None, stored=spooled(given))
    path = os.fspath(given)
    if path.lstrip().startswith("{"):
        raise FormatError("found JSON text, expected a path: give the text as bytes")
    if path.startswith(("http://", "https://")):
        raise FormatError("found a web address, expected a path: download the result first")
    try:
        with Path(path).open("rb") as file:
            stored = _mapped(file)
    except FileNotFoundError:
        raise FormatError("no such file", Place(file=path)) from None
    except IsADirectoryError:
        raise FormatError(
            "is a folder, expected a result file or a folder of tables", Place(file=path)
        ) from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise FormatError(f"cannot be read: {reason}", Place(file=path[:200])) from None
    return _input(name=path, path=path, stored=stored)


def read_member(name: str, path: str, stored: memoryview) -> Input:
    """Read a member of an archive.

    Args:
        name: What messages call it.
        path: Its path in the archive.
        stored: Its bytes.

    Raises:
        FormatError: It cannot be read as text.
        WrongDocumentError: It is empty.
    """
    return _input(name=name, path=path, stored=stored)


def _input(*, name: str, path: str | None, stored: memoryview) -> Input:
    digest = _digest(stored)
    text = _unpacked(stored, name)
    if bytes(text[:2]) in _UTF16:
        raise FormatError("is UTF-16 text, expected UTF-8", Place(file=name))
    mark = len(codecs.BOM_UTF8) if bytes(text[:3]) == codecs.BOM_UTF8 else 0
    start = mark + _end_of_space(text[mark:])
    if start == len(text):
        raise WrongDocumentError("is empty, expected a Video Inference result", Place(file=name))
    if _looks_printed(bytes(text[start : start + 64])):
        text, mark = memoryview(_json_of(_literal(text[mark:], name), name)), 0
    return Input(name=name, path=path, text=text, body=text[mark:], digest=digest)


def _digest(stored: memoryview) -> Future[str]:
    """The checksum, made beside the reading where that takes long; hashing holds no lock."""
    if len(stored) < _SMALL:
        done: Future[str] = Future()
        done.set_result(hashlib.sha256(stored).hexdigest())
        return done
    pool = ThreadPoolExecutor(1, thread_name_prefix="vidresults-sha256")
    try:
        return pool.submit(lambda: hashlib.sha256(stored).hexdigest())
    finally:
        pool.shutdown(wait=False)


def _mapped(file: IO[bytes]) -> memoryview:
    """The file's bytes: read where it is small, mapped where it is large, spooled where neither."""
    try:
        size = os.fstat(file.fileno()).st_size
        if size >= _SMALL:
            return memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
    except (ValueError, io.UnsupportedOperation):  # no mapping of such a file
        pass
    return spooled(file)


def largest_of(packed: int) -> int:
    """How many bytes a packed input may unpack to; more was made to fill the disk."""
    return max(NEVER_A_BOMB, _LARGEST_GROWTH * packed)


def spooled(stream: Any, largest: int | None = None) -> memoryview:
    """The stream's bytes, in a temporary file where they are many.

    Raises:
        FormatError: They are more than `largest`.
    """
    with tempfile.SpooledTemporaryFile(max_size=_SMALL) as spool:
        while piece := stream.read(_SMALL):
            spool.write(piece)
            if largest is not None and spool.tell() > largest:
                raise FormatError(f"would unpack to more than {largest} bytes, {TOO_MUCH}")
        if spool.tell() < _SMALL:
            spool.seek(0)
            return memoryview(spool.read())
        spool.flush()
        return memoryview(mmap.mmap(spool.fileno(), 0, access=mmap.ACCESS_READ))


def _end_of_space(text: memoryview) -> int:
    found = _SPACE.match(text)
    assert found is not None
    return found.end()


def _unpacked(stored: memoryview, name: str) -> memoryview:
    if bytes(stored[:2]) != _GZIP:
        return stored
    try:
        with gzip.GzipFile(fileobj=pa.BufferReader(stored)) as file:
            return spooled(file, largest_of(len(stored)))
    except FormatError as error:
        raise error.within(file=name) from None
    except (OSError, EOFError, zlib.error) as error:
        raise FormatError(
            f"is a damaged gzip file: {error}; fetch it again", Place(file=name)
        ) from error


def _looks_printed(head: bytes) -> bool:
    """Whether this is what `print(result)` writes: a dict whose first key has single quotes."""
    return re.match(rb"\{\s*'", head) is not None


def _literal(text: memoryview, name: str) -> Any:
    try:
        return ast.literal_eval(str(text, "utf-8").strip())
    except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError) as error:
        reason = (str(error).partition(": <ast")[0].splitlines() or [type(error).__name__])[0]
        raise FormatError(
            f"is the text of a printed Python dict that cannot be read back ({reason}); "
            "expected JSON",
            Place(file=name),
        ) from error


def _json_of(value: Any, name: str) -> bytes:
    try:
        return json.dumps(value, allow_nan=False, ensure_ascii=False).encode()
    except (ValueError, TypeError, RecursionError) as error:
        raise FormatError(f"cannot be written as JSON: {error}", Place(file=name)) from error
