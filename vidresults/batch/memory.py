"""How much memory a worker holds, and when that is too much."""

from __future__ import annotations

from typing import Final

LOOK_SECONDS: Final = 0.1
"""Between two looks."""


def too_much(pid: int | None, megabytes: int | None) -> str | None:
    """The reason to end a process; None where it may go on.

    Args:
        pid: The process.
        megabytes: What it may hold for itself; None any amount.
    """
    taken = 0 if megabytes is None else _memory_of(pid)
    if megabytes is None or taken <= megabytes << 20:
        return None
    return f"took {taken >> 20} MB of memory, the limit is {megabytes} MB"


def _memory_of(pid: int | None) -> int:
    """Bytes that a process holds for itself; 0 where it is gone.

    Pages of files that it has mapped, as large inputs are, are the system's to take away.
    """
    import psutil

    try:
        taken = psutil.Process(pid).memory_info()
        return int(taken.rss - getattr(taken, "shared", 0))
    except psutil.NoSuchProcess:
        return 0
