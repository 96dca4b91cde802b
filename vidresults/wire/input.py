"""From whatever the caller has to the bytes of one JSON text."""

from __future__ import annotations

import ast
import codecs
import gzip
import hashlib
import json
import os
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from vidresults.errors import FormatError, Place, WrongDocumentError

_GZIP = b"\x1f\x8b"
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """One input, decompressed.

    Attributes:
        name: What messages call it.
        path: The path as it was given, None for an input from memory.
        text: UTF-8 JSON without byte order mark.
        sha256: Checksum of the bytes as stored, before decompression.
    """

    name: str
    path: str | None
    text: bytes
    sha256: str

    @property
    def stem(self) -> str:
        """The file's name without its endings, for the result's id."""
        if self.path is None:
            return "memory"
        name = Path(self.path).name
        return name.removesuffix(".gz").removesuffix(".json") or name


def read_input(given: str | os.PathLike[str] | bytes | Mapping[str, Any]) -> Input:
    """Read a path, bytes, or an already decoded document.

    Gzip is unpacked, a byte order mark dropped, and the text of a printed Python dict turned into
    JSON by reading its literals (nothing is evaluated).

    Raises:
        FormatError: The input cannot be read as text of JSON.
        WrongDocumentError: It is an XML or HTML page, or empty.
    """
    if isinstance(given, Mapping):
        text = _json_of(dict(given), "document")
        return _input(name="document", path=None, stored=text)
    if isinstance(given, bytes):
        return _input(name="bytes", path=None, stored=given)
    path = os.fspath(given)
    if path.lstrip().startswith("{"):
        raise FormatError("found JSON text, expected a path: give the text as bytes")
    if path.startswith(("http://", "https://")):
        raise FormatError("found a web address, expected a path: download the result first")
    try:
        stored = Path(path).read_bytes()
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


def _input(*, name: str, path: str | None, stored: bytes) -> Input:
    sha256 = hashlib.sha256(stored).hexdigest()
    text = _unpacked(stored, name)
    if text.startswith(_UTF16):
        raise FormatError("is UTF-16 text, expected UTF-8", Place(file=name))
    text = text.removeprefix(codecs.BOM_UTF8)
    start = text.lstrip()[:2]
    if not start:
        raise WrongDocumentError("is empty, expected a Video Inference result", Place(file=name))
    if start[:1] == b"{" and _looks_printed(text):
        text = _json_of(_literal(text, name), name)
    return Input(name=name, path=path, text=text, sha256=sha256)


def _unpacked(stored: bytes, name: str) -> bytes:
    if not stored.startswith(_GZIP):
        return stored
    try:
        return gzip.decompress(stored)
    except (OSError, EOFError, zlib.error) as error:
        raise FormatError(
            f"is a damaged gzip file: {error}; fetch it again", Place(file=name)
        ) from error


def _looks_printed(text: bytes) -> bool:
    """Whether this is what `print(result)` writes: a dict whose first key has single quotes."""
    return text.lstrip()[1:64].lstrip().startswith(b"'")


def _literal(text: bytes, name: str) -> Any:
    try:
        return ast.literal_eval(text.decode("utf-8").strip())
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
