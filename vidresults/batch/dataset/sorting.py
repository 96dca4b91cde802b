"""The rows of a table by source, out of files of one source and of compacted ones."""

from __future__ import annotations

import bisect
import heapq
import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from vidresults.results import Piece, StoredFile, StoredTables, split_by_source

Rows = Iterator[tuple[str, Any]]
"""Source and rows, sorted by source; a source may come in several batches."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Files that are written anew as one: all that lies between two pieces that stay.

    Attributes:
        pieces: The compacted files, in the order of their sources.
        own: Files of one source each, with it, sorted.
    """

    pieces: tuple[Piece, ...]
    own: tuple[tuple[str, StoredFile], ...]


def stretches(
    pieces: tuple[Piece, ...], own: list[tuple[str, StoredFile]], changed: set[str]
) -> Iterator[tuple[Piece, ...] | Stretch]:
    """Pieces that stay, and what is written anew, in the order of the sources.

    A piece is written anew where a source belongs between its first and that of the next piece, or
    where it holds rows that do not count any more.

    Args:
        pieces: The table's compacted files.
        own: Its files of one source, sorted by source.
        changed: The pieces' names with rows that do not count any more.
    """
    if not pieces:
        yield Stretch((), tuple(own))
        return
    firsts = [piece.first for piece in pieces]
    by_piece: dict[int, list[tuple[str, StoredFile]]] = {}
    for source_id, file in own:
        at = max(bisect.bisect_right(firsts, source_id) - 1, 0)
        by_piece.setdefault(at, []).append((source_id, file))
    anew = [at in by_piece or piece.name in changed for at, piece in enumerate(pieces)]
    for again, group in itertools.groupby(range(len(pieces)), key=anew.__getitem__):
        numbers = list(group)
        there = tuple(pieces[at] for at in numbers)
        if again:
            yield Stretch(there, tuple(one for at in numbers for one in by_piece.get(at, ())))
        else:
            yield there


def rows_of_stretch(stored: StoredTables, table: str, stretch: Stretch) -> Rows:
    """The rows that count, sorted by source and then as they were."""
    known = {file.name: file for file in stored.files(table)}
    old = [known[piece.name] for piece in stretch.pieces]
    return heapq.merge(
        _split(stored, table, old),
        _split(stored, table, [file for _, file in stretch.own]),
        key=lambda pair: pair[0],
    )


def _split(stored: StoredTables, table: str, files: list[StoredFile]) -> Rows:
    for batch in stored.rows(table, files):
        yield from split_by_source(batch)
