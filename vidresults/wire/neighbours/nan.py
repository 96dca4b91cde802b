"""Bare NaN and Infinity, which Python's json.dumps writes, become null; how many is told.

Such a text is no JSON. It is read only where the tools that write the format are known to write
it so: lines and cells of the inference CLI, its frame files, and supervision's sinks. The word
NaN behind a space, as Python writes it, is replaced by null of the same length, so that
positions in messages stay those of the file; without spaces each shifts what follows by a byte.
"""

from __future__ import annotations

import re
import warnings

import msgspec

from vidresults.errors import VidResultsWarning

UNDECODABLE = (msgspec.DecodeError, RecursionError, UnicodeDecodeError)
"""What decoders raise for a text that is no JSON."""

# Strings are skipped as they are.
_TOKENS = re.compile(rb'"(?:[^"\\]|\\.)*+"| ?-?(?:NaN|Infinity)\b')
_WORDS = re.compile(rb"NaN|Infinity")


def null_for_nan(text: bytes | memoryview) -> tuple[bytes | memoryview, int]:
    """The text with null for each NaN or Infinity outside of strings, and how many there were."""
    if not _WORDS.search(text):
        return text, 0
    count = 0

    def replaced(token: re.Match[bytes]) -> bytes:
        nonlocal count
        found = token.group()
        if found.startswith(b'"'):
            return found
        count += 1
        return b"null".rjust(len(found))

    return _TOKENS.sub(replaced, text), count


def warn_of_nan(count: int, where: str) -> None:
    """Say that there were such values."""
    if count:
        values = "1 NaN or Infinity was" if count == 1 else f"{count} NaN or Infinity were"
        warnings.warn(f"{where}: {values} read as null", VidResultsWarning, stacklevel=2)
