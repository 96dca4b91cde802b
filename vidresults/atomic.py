"""Outputs that are complete or absent: written under a temporary name, renamed at the end.

A process that is killed cannot clean up. What it leaves is hidden, and goes when the same output is
written next: a file that the process kept locked tells it from one that is being written.
"""

from __future__ import annotations

import contextlib
import re
import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from vidresults.errors import OutputError

_LONGEST_PREFIX = 40  # of the temporary name: a name has at most 255 bytes
_LOCK = "vidresults.lock"

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator
    from typing import IO


@contextlib.contextmanager
def new_file(path: str | os.PathLike[str]) -> Iterator[Path]:
    """Yield a temporary path in the same folder; it becomes `path` when the block succeeds.

    Missing parent folders are made. An existing file is replaced, a link leads to the file that
    is replaced. The temporary name keeps the suffix, because writers of video choose the
    container by it.

    Raises:
        OutputError: `path` is a folder, a device or a pipe, or its folder cannot be written.
    """
    target = _resolved(path)
    if target.is_dir():
        raise OutputError(f"{target} is a folder: give the name of a file")
    if target.exists() and not target.is_file():
        raise OutputError(f"{target} is a device or a pipe: give the name of a file")
    with _beside(target) as scratch:
        temporary = scratch / f"part{target.suffix}"
        yield temporary
        temporary.replace(target)


@contextlib.contextmanager
def new_folder(path: str | os.PathLike[str]) -> Iterator[Path]:
    """Yield a temporary folder; it becomes `path` when the block succeeds.

    An existing folder is replaced only where every file in it is written anew, so that writing
    the same output again works and nothing else is ever deleted.

    Raises:
        OutputError: `path` is a file, holds files that this output does not write, or cannot be
            written.
    """
    target = _resolved(path)
    if target.exists() and not target.is_dir():
        raise OutputError(f"{target} is a file: give the name of a folder")
    with _beside(target) as scratch:
        fresh = scratch / "new"
        fresh.mkdir()
        yield fresh
        foreign = sorted(_files(target) - _files(fresh))
        if foreign:
            raise OutputError(
                f"{target} holds files that this output would not replace, such as {foreign[0]}: "
                "choose another folder or empty it"
            )
        _swap(fresh, target, scratch / "old")


@contextlib.contextmanager
def scratch_folder(target: str | os.PathLike[str]) -> Iterator[Path]:
    """Yield a temporary folder beside `target`, from which files can be moved to there.

    It is gone afterwards; what killed processes left of such folders goes as well.

    Raises:
        OutputError: The folder that `target` is in cannot be written.
    """
    with _beside(_resolved(target)) as scratch:
        yield scratch


def _resolved(path: str | os.PathLike[str]) -> Path:
    try:
        return Path(path).resolve()
    except (OSError, RuntimeError, ValueError) as error:  # a loop of links, a name with a NUL
        raise OutputError(f"{path!r} cannot be written: {error}") from None


def _swap(fresh: Path, target: Path, old: Path) -> None:
    """Put the new folder where the old one is, or leave the old one."""
    replaced = target.exists()
    if replaced:
        target.rename(old)
    try:
        fresh.rename(target)
    except OSError:
        if replaced:
            old.rename(target)
        raise


@contextlib.contextmanager
def _beside(target: Path) -> Iterator[Path]:
    """Yield a scratch folder on the target's file system; it is gone afterwards."""
    parent = target.absolute().parent
    made: list[Path] = []
    try:
        made += [folder for folder in (parent, *parent.parents) if not folder.exists()]
        parent.mkdir(parents=True, exist_ok=True)
        prefix = f".{target.name[:_LONGEST_PREFIX]}."
        _remove_abandoned(parent, prefix)
        scratch = Path(tempfile.mkdtemp(prefix=prefix, dir=parent))
    except OSError as error:
        _remove_empty(made)
        raise OutputError(f"{target} cannot be written: {error.strerror or error}") from error
    try:
        with _locked(scratch):
            yield scratch
    except BaseException:
        shutil.rmtree(scratch, ignore_errors=True)
        _remove_empty(made)
        raise
    shutil.rmtree(scratch, ignore_errors=True)


@contextlib.contextmanager
def _locked(scratch: Path) -> Iterator[None]:
    """Keep a file in the scratch folder locked; the lock goes with the process."""
    fresh = scratch / f"{_LOCK}.new"
    with contextlib.ExitStack() as stack:
        with contextlib.suppress(OSError):  # what keeps the output from being written tells itself
            if _lock(stack.enter_context(fresh.open("wb"))):
                fresh.rename(scratch / _LOCK)  # under its name it has never been unlocked
        yield


def _remove_abandoned(parent: Path, prefix: str) -> None:
    """Remove scratch folders of processes that are no more."""
    scratch = re.compile(re.escape(prefix) + r"\w{8}")
    for folder in [there for there in parent.iterdir() if scratch.fullmatch(there.name)]:
        with contextlib.suppress(OSError), (folder / _LOCK).open("rb") as file:
            if _lock(file):
                shutil.rmtree(folder, ignore_errors=True)


def _lock(file: IO[bytes]) -> bool:
    """Whether a file could be locked: nobody else has, and its file system knows locks."""
    if sys.platform == "win32":
        return False
    import fcntl

    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _remove_empty(folders: list[Path]) -> None:
    """Remove folders that were made, innermost first; one that holds a file by now stays."""
    for folder in folders:
        with contextlib.suppress(OSError):
            folder.rmdir()


def _files(folder: Path) -> set[str]:
    if not folder.exists():
        return set()
    return {p.relative_to(folder).as_posix() for p in folder.rglob("*") if not p.is_dir()}
