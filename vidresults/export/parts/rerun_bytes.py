"""What Rerun draws by chance at the beginning of a recording, made the same every time."""

from __future__ import annotations

from pathlib import Path
from typing import Final

# The first message begins behind the file's header of 12 bytes and its own of 16 with its id: a
# field of 18 bytes (0a 12) with two fixed numbers (09, 11).
_ID_AT: Final = 28
_MARKS: Final = {0: 0x0A, 1: 0x12, 2: 0x09, 11: 0x11}


def fix_first_id(path: Path) -> None:
    """Give the first message of a recording a fixed id.

    A file that is laid out otherwise, as later versions may do, stays as it is.
    """
    with path.open("r+b") as file:
        file.seek(_ID_AT)
        head = file.read(20)
        if len(head) == 20 and all(head[at] == mark for at, mark in _MARKS.items()):  # noqa: PLR2004
            for at, number in ((3, 1), (12, 0)):
                file.seek(_ID_AT + at)
                file.write(number.to_bytes(8, "little"))
