"""Puts what a task made where it belongs; what is there already stays as it is."""

from __future__ import annotations

import filecmp
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Final

from vidresults.batch.dataset import forget, placed
from vidresults.batch.manifest import FOLDER
from vidresults.errors import MatchError, OutputError
from vidresults.results import folder_name

if TYPE_CHECKING:
    from vidresults.batch.places import At
    from vidresults.batch.tasks import Given, Made

_IDS: Final = "ids"


def deliver(
    made: Made, given: Given, out: At, *, stale: tuple[str, ...]
) -> tuple[tuple[str, ...], int]:
    """Put the outputs where they belong, in their order; then remove what they replace.

    Returns:
        What the outputs are called there, and how many bytes they have.

    Raises:
        MatchError: Another input has a source of that name.
        OutputError: They cannot be written there.
    """
    for source_id in made.source_ids:
        if not source_id.startswith(given.own_id()):  # which is that of no other input
            _claim(source_id, given.uri, out)
    size, made = 0, placed(made, out)
    for name in made.outputs:
        file, target = made.root / name, out / name
        size += file.stat().st_size
        if not (target.is_local and _same(file, target.path)):
            target.put(file)
    for name in stale:
        if name not in made.outputs:
            (out / _inside(name)).remove()
    forget(out, stale, made.outputs)
    return made.outputs, size


def _claim(source_id: str, uri: str, out: At) -> None:
    """Make sure that no other input has, or gets, this source."""
    owner = (out / FOLDER / _IDS / folder_name(source_id)).claim(uri.encode()).decode()
    if owner != uri:
        raise MatchError(
            f"source_id {source_id!r} is that of {owner} already: is it the same job's result? "
            "Leave one out, or give it a source_id in a list in CSV"
        )


def _inside(name: str) -> str:
    """A name from the manifest, which is to stay within the output."""
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts:
        raise OutputError(f"the manifest names {name!r}, which is not within the output")
    return name


def _same(made: Path, there: Path) -> bool:
    try:
        return filecmp.cmp(made, there, shallow=False)
    except FileNotFoundError:
        return False
