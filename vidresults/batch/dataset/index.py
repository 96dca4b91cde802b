"""The index of a compacted dataset as writers keep it: one write of it is what counts."""

from __future__ import annotations

import contextlib
import dataclasses
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from vidresults.batch.dataset.remote import folder_of
from vidresults.results import INDEX, Index, ahead
from vidresults.results.layout import is_compacted
from vidresults.schema import TABLES

if TYPE_CHECKING:
    from vidresults.batch.places import At


def read_index(out: At) -> Index | None:
    """The index; None where the dataset was never compacted.

    Raises:
        FormatError: It is damaged.
    """
    text = (out / INDEX).read()
    return None if text is None else Index.from_json(text)


def write_index(out: At, index: Index) -> None:
    """Let other files count from now on."""
    (out / INDEX).write(index.to_json())


def finish(out: At, index: Index) -> Index:
    """Remove what does not count: what was replaced, and what a killed compaction left."""
    folder = folder_of(out)
    pieces = {piece.name for there in index.pieces.values() for piece in there}
    found = {name: size for table in TABLES for name, size in folder.below(table).items()}
    old = [
        name
        for name, size in found.items()
        if index.gone.get(name) == size or (is_compacted(name) and name not in pieces)
    ]
    for _ in ahead(lambda name: (out / name).remove(), old, folder.at_once):
        pass
    if out.is_local:
        _remove_empty(out, old)
    if index.gone:
        index = dataclasses.replace(index, gone={})
        write_index(out, index)
    return index


def _remove_empty(out: At, removed: list[str]) -> None:
    """Remove the folders of sources that hold nothing any more."""
    for parent in {PurePosixPath(name).parent for name in removed}:
        if len(parent.parts) > 1:
            with contextlib.suppress(OSError):
                (out / parent.as_posix()).path.rmdir()
