"""Locks between processes that die with their holder, also with one that was killed."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from vidresults.errors import OutputError

if TYPE_CHECKING:
    from vidresults.client.clock import Clock

_FIRST_PAUSE, _LONGEST_PAUSE = 0.02, 0.5


class Locks:
    """A folder of locks by name; a lock is held by at most one process and one thread."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self._folder = folder
        self._clock = clock

    @contextlib.contextmanager
    def hold(self, name: str, *, timeout_seconds: float | None = None) -> Iterator[bool]:
        """Hold the lock for the block; yields False where it could not be had in time.

        Raises:
            OutputError: The folder cannot be written.
        """
        descriptor = self._acquire(name, timeout_seconds)
        try:
            yield descriptor is not None
        finally:
            if descriptor is not None:
                self._release(name, descriptor)

    def _acquire(self, name: str, timeout_seconds: float | None) -> int | None:
        began, pause = self._clock.monotonic(), _FIRST_PAUSE
        while (descriptor := self._try(name)) is None:
            waited = self._clock.monotonic() - began
            if timeout_seconds is not None and waited >= timeout_seconds:
                return None
            self._clock.sleep(pause)
            pause = min(_LONGEST_PAUSE, pause * 2)
        return descriptor

    def _try(self, name: str) -> int | None:
        path = self._path(name)
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        except PermissionError:
            if sys.platform == "win32":  # the holder is just removing the file
                return None
            raise _unusable(path) from None
        except OSError:
            raise _unusable(path) from None
        if _lock(descriptor) and _is_at(path, descriptor):
            return descriptor
        os.close(descriptor)
        return None

    def _release(self, name: str, descriptor: int) -> None:
        # removed while it is still held: who waits for it notices that it holds no file any more
        with contextlib.suppress(OSError):
            self._path(name).unlink()
        os.close(descriptor)

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}.lock"


def _unusable(path: Path) -> OutputError:
    return OutputError(f"{path} cannot be written")


def _is_at(path: Path, descriptor: int) -> bool:
    try:
        return os.path.samestat(path.stat(), os.fstat(descriptor))
    except FileNotFoundError:
        return False


def _lock(descriptor: int) -> bool:
    """Take the lock if it is free."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
