"""A folder of tables, wherever it lies: what reading them needs, and local folders."""

from __future__ import annotations

import contextlib
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, TypeVar

from pyarrow.fs import LocalFileSystem

T = TypeVar("T")
R = TypeVar("R")


class Folder(Protocol):
    """A folder whose files are named by their path from it, with slashes."""

    @property
    def at_once(self) -> int:
        """How many files are worth opening at the same time."""

    @property
    def system(self) -> Any:
        """Arrow's file system, which knows the files by `path`."""

    def path(self, name: str) -> str:
        """A file's path in the file system."""

    def place(self, name: str) -> str:
        """A file's address, for people."""

    def below(self, name: str) -> dict[str, int]:
        """Sizes in bytes of all files below a folder, from one listing; none where it is not."""

    def read(self, name: str) -> bytes | None:
        """A file's bytes; None where there is none."""

    def open(self, name: str, size: int) -> Any:
        """What Parquet's reader takes: a path, bytes, or an open file."""


@dataclass(frozen=True, slots=True)
class LocalFolder:
    """A folder on this machine, read by Arrow itself."""

    root: Path

    at_once = 1
    system = LocalFileSystem()

    def path(self, name: str) -> str:
        """See `Folder`; so are the others."""
        return str(self.root / name)

    place = path

    def below(self, name: str) -> dict[str, int]:
        """See `Folder`; links to folders are not followed."""
        found: dict[str, int] = {}
        waiting = [name]
        while waiting:
            folder = waiting.pop()
            try:
                entries = list(os.scandir(self.root / folder))
            except (FileNotFoundError, NotADirectoryError):
                continue
            for entry in entries:
                inner = f"{folder}/{entry.name}"
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(inner)
                elif entry.is_file():
                    found[inner] = entry.stat().st_size
        return found

    def read(self, name: str) -> bytes | None:
        """See `Folder`."""
        with contextlib.suppress(FileNotFoundError, NotADirectoryError):
            return (self.root / name).read_bytes()
        return None

    def open(self, name: str, size: int) -> Path:  # noqa: ARG002 - others choose by it
        """See `Folder`."""
        return self.root / name


def ahead(work: Callable[[T], R], items: Iterable[T], at_once: int) -> Iterator[R]:
    """The results in the order of the items; so many are worked on in threads meanwhile."""
    if at_once == 1:
        yield from map(work, items)
        return
    with ThreadPoolExecutor(at_once, thread_name_prefix="vidresults") as pool:
        waiting: deque[Future[R]] = deque()
        try:
            for item in items:
                waiting.append(pool.submit(work, item))
                if len(waiting) > at_once:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
