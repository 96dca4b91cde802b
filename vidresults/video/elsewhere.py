"""Videos that lie elsewhere: a path under which the pieces of another's file are read."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

if TYPE_CHECKING:
    import os

_OPENERS: Final[dict[Path, Callable[[], BinaryIO]]] = {}


@contextlib.contextmanager
def elsewhere(path: str | os.PathLike[str], opener: Callable[[], BinaryIO]) -> Iterator[Path]:
    """Let `probe`, `frame_times` and `VideoReader` read a file that is not on this machine.

    Args:
        path: The name that it has meanwhile, in this process; no file may lie there.
        opener: Opens it for reading, each time anew; the file can be sought in.

    Yields:
        The path. Where the file's index tells the times of all frames, `frame_times` takes them
        from there and does not read the frames, so that it does not see damaged ones.
    """
    name = Path(path)
    _OPENERS[name] = opener
    try:
        yield name
    finally:
        del _OPENERS[name]


def is_elsewhere(path: str | os.PathLike[str]) -> bool:
    """Whether the path is the name of a video elsewhere."""
    return Path(path) in _OPENERS


def opener_of(path: Path) -> Callable[[], BinaryIO] | None:
    """What opens the video elsewhere that has this name; None where it is a path like others."""
    return _OPENERS.get(path)
