"""Outputs that are complete or absent: written under a temporary name, renamed at the end."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from vidresults.errors import OutputError

_LONGEST_PREFIX = 40  # of the temporary name: a name has at most 255 bytes

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator


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
        scratch = Path(tempfile.mkdtemp(prefix=f".{target.name[:_LONGEST_PREFIX]}.", dir=parent))
    except OSError as error:
        _remove_empty(made)
        raise OutputError(f"{target} cannot be written: {error.strerror or error}") from error
    try:
        yield scratch
    except BaseException:
        shutil.rmtree(scratch, ignore_errors=True)
        _remove_empty(made)
        raise
    shutil.rmtree(scratch, ignore_errors=True)


def _remove_empty(folders: list[Path]) -> None:
    """Remove folders that were made, innermost first; one that holds a file by now stays."""
    for folder in folders:
        with contextlib.suppress(OSError):
            folder.rmdir()


def _files(folder: Path) -> set[str]:
    if not folder.exists():
        return set()
    return {p.relative_to(folder).as_posix() for p in folder.rglob("*") if not p.is_dir()}
