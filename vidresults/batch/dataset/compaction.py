"""compact(URI): many small files of a dataset become few, sorted by source."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from vidresults.batch.dataset.index import finish, read_index, write_index
from vidresults.batch.dataset.pieces import write_pieces
from vidresults.batch.dataset.remote import folder_of
from vidresults.batch.dataset.sorting import Stretch, rows_of_stretch, stretches
from vidresults.batch.places import At
from vidresults.batch.scratch import scratch
from vidresults.errors import FormatError, Place
from vidresults.results import Index, Piece, StoredFile, StoredTables, folder_name
from vidresults.results.layout import is_compacted, source_name
from vidresults.schema import TABLES

if TYPE_CHECKING:
    from pathlib import Path

FILE_MEGABYTES: Final = 256
_DOCUMENTS: Final = "documents"


@dataclass(frozen=True, slots=True, kw_only=True)
class Compaction:
    """What a compaction did.

    Attributes:
        out: The dataset's address.
        sources: How many sources were taken in, or replaced.
        files_before: How many files the tables had.
        files_after: How many they have now.
        bytes_before: Bytes of those files.
        bytes_after: The same now.
    """

    out: str
    sources: int
    files_before: int
    files_after: int
    bytes_before: int
    bytes_after: int


def compact(uri: str | os.PathLike[str], *, file_megabytes: float = FILE_MEGABYTES) -> Compaction:
    """Make few files of many: `<table>/compacted-<n>.parquet`, sorted by source_id.

    Sources that came since the last time are taken in; those that were written anew replace their
    rows. Compacted files into whose range of sources nothing new belongs stay as they are. Killed
    at any moment, the dataset is as it was or compacted for `open_dataset` and `load`, and the
    next call, or batch, tidies up; other readers may see rows twice while files are replaced. No
    batch may write into the dataset meanwhile. What is written takes its room on this machine's
    disk first.

    Args:
        uri: Where the dataset lies.
        file_megabytes: A file ends at the first source that begins after so many megabytes.

    Raises:
        FormatError: There is no dataset, or it is damaged.
        SchemaError: A file is of another schema version; it is named.
        OutputError: The dataset cannot be written.
    """
    at = At.of(uri)
    index = read_index(at)
    index = Index() if index is None else finish(at, index)
    stored = StoredTables(folder_of(at))
    if not stored.files(_DOCUMENTS):
        raise FormatError("holds no dataset that could be compacted", Place(file=at.uri))
    names = {name for file in stored.files(_DOCUMENTS) if (name := source_name(file.name))}
    before = _size(stored)
    if names:
        rewrite(at, stored, index, names, largest=int(file_megabytes * (1 << 20)))
    after = _size(StoredTables(folder_of(at)))
    return Compaction(
        out=at.uri, sources=len(names), files_before=before[0], files_after=after[0],
        bytes_before=before[1], bytes_after=after[1],
    )  # fmt: skip


def rewrite(at: At, stored: StoredTables, index: Index, names: set[str], *, largest: int) -> None:
    """Take the sources with these names, as files write them, into compacted files.

    A file of documents without rows takes its source away.
    """
    own = [file for file in stored.files(_DOCUMENTS) if source_name(file.name) in names]
    ids = {folder_name(source_id): source_id for source_id in stored.source_ids(own)}
    pieces: dict[str, tuple[Piece, ...]] = {}
    number = index.number
    with scratch(at) as folder:
        for table in TABLES:
            made = _Made(folder, table, number, largest)
            pieces[table] = made.of(stored, index.pieces.get(table, ()), names, ids)
            number += made.count
        fresh = {piece.name for there in pieces.values() for piece in there} - _names(index)
        write_index(at, index)  # from now on a compacted file counts only where it is told of
        for name in sorted(fresh):
            (at / name).put(folder / name)
    gone = {
        name: size
        for listed in stored.listed.values()
        for name, size in listed.items()
        if source_name(name) in names or name in _names(index) - _names(Index(pieces=pieces))
    }
    index = Index(pieces=pieces, gone=gone, number=number)
    write_index(at, index)
    finish(at, index)


@dataclass(slots=True)
class _Made:
    """Writes one table's compacted files.

    Attributes:
        folder: Where to.
        table: The table.
        number: That of the first file.
        largest: Bytes after which a file ends.
        count: How many files were written.
    """

    folder: Path
    table: str
    number: int
    largest: int
    count: int = 0

    def of(
        self,
        stored: StoredTables,
        pieces: tuple[Piece, ...],
        names: set[str],
        ids: dict[str, str],
    ) -> tuple[Piece, ...]:
        """All files that the table has then, in the order of their sources."""
        files = stored.files(self.table)
        own = sorted(
            (
                (ids[name], file)
                for file in files
                if (name := source_name(file.name)) in names and name in ids
            ),
            key=lambda pair: pair[0],
        )
        found: list[Piece] = []
        for stretch in stretches(pieces, own, _changed(files, pieces)):
            if isinstance(stretch, Stretch):
                rows = rows_of_stretch(stored, self.table, stretch)
                number = self.number + self.count
                made = list(
                    write_pieces(rows, self.table, self.folder, number=number, largest=self.largest)
                )
                self.count += len(made)
                found += made
            else:
                found += stretch
        return tuple(found)


def _changed(files: list[StoredFile], pieces: tuple[Piece, ...]) -> set[str]:
    """The names of pieces with rows that may not count any more."""
    without = {file.name: file.without for file in files if is_compacted(file.name)}
    return {
        piece.name
        for piece in pieces
        if any(piece.first <= source_id <= piece.last for source_id in without[piece.name])
    }


def _names(index: Index) -> set[str]:
    return {piece.name for there in index.pieces.values() for piece in there}


def _size(stored: StoredTables) -> tuple[int, int]:
    """How many files count, and their bytes."""
    sizes = [file.size for table in TABLES for file in stored.files(table)]
    return len(sizes), sum(sizes)
