"""What outputs are called, and the order in which they are delivered."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from vidresults.results import folder_name

_LAST: Final = "documents/"


def file_name(source_id: str, suffix: str) -> str:
    """A name for the output of one source, which every file system takes."""
    return f"{folder_name(source_id)}{suffix}"


def delivered(root: Path) -> tuple[str, ...]:
    """All files below, sorted; documents last: a source is there when its document is."""
    names = (path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())
    return tuple(sorted(names, key=lambda name: (name.startswith(_LAST), name)))
