"""A dataset that is one JSON file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from vidresults.errors import FormatError, Place
from vidresults.wire.cut import bounded_depth
from vidresults.wire.input import read_input

if TYPE_CHECKING:
    from vidresults.wire.input import Input


def read_json(path: str, *, lines: bool = False) -> tuple[Input, Any]:
    """The file and what its text says.

    Args:
        path: The file.
        lines: It may also be one value on each line; then these make a list.

    Raises:
        FormatError: It cannot be read, or is not JSON.
    """
    given = read_input(path)
    try:
        with bounded_depth():
            return given, _decoded(given.body, lines=lines)
    except (msgspec.DecodeError, UnicodeDecodeError, FormatError) as error:
        raise FormatError(f"is not JSON: {error}", Place(file=given.name)) from None


def _decoded(body: Any, *, lines: bool) -> Any:
    try:
        return msgspec.json.decode(body)
    except msgspec.DecodeError:
        if not lines:
            raise
        return [msgspec.json.decode(line) for line in bytes(body).splitlines() if line.strip()]
