"""Tables that lie on disk: which files they are, and their rows read back, checked."""

from __future__ import annotations

import contextlib
import dataclasses
import functools
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from vidresults.errors import FormatError, Place, SchemaError
from vidresults.results.folder import Folder, LocalFolder, ahead
from vidresults.results.layout import (
    INDEX,
    Index,
    counted,
    folder_name,
    is_compacted,
    source_name,
)
from vidresults.schema import TABLES, fill

_BATCH_ROWS = 16_384
_DOCUMENTS: Final = "documents"


@dataclass(frozen=True, slots=True)
class StoredFile:
    """One file of a table.

    Attributes:
        name: Path from the dataset's folder.
        size: Bytes.
        without: Sources of which it holds old rows, which do not count.
        only: The one source whose rows are wanted; None where all are.
    """

    name: str
    size: int
    without: frozenset[str] = frozenset()
    only: str | None = None


class StoredTables:
    """A folder of tables, as it is when it is first looked at.

    Attributes:
        folder: The folder.
    """

    def __init__(self, folder: Folder | Path) -> None:
        """Take the folder; nothing is read yet."""
        self.folder: Folder = LocalFolder(folder) if isinstance(folder, Path) else folder

    def files(self, table: str) -> list[StoredFile]:
        """The files of a table that count, in the order of their rows.

        Raises:
            FormatError: The index of compacted files is damaged, or one of them is not there.
        """
        return self._files[table]

    def of(self, source_id: str) -> StoredTables:
        """The same tables, with nothing but one source."""
        name, alone = folder_name(source_id), StoredTables(self.folder)
        alone._files = {
            table: [
                dataclasses.replace(file, only=source_id)
                for file in files
                if source_name(file.name) in {None, name}
            ]
            for table, files in self._files.items()
        }
        return alone

    def opened(self, table: str) -> Iterator[tuple[StoredFile, Any]]:
        """The files of a table, each with what Parquet's reader takes; some are opened ahead.

        Raises:
            FormatError: A file cannot be opened.
        """
        return ahead(self._open, self.files(table), self.folder.at_once)

    def reading(self, file: StoredFile) -> contextlib.AbstractContextManager[None]:
        """Say of what is wrong with a file which one it is; see `reading`."""
        return reading(self.folder.place(file.name))

    def batches(self, tables: Collection[str] = tuple(TABLES)) -> Iterator[tuple[str, Any]]:
        """Yield the checked (table, batch) pairs of the tables asked for.

        Raises:
            FormatError: A file is not Parquet, or is damaged.
            SchemaError: A table does not follow this release's schema or version.
        """
        for table in TABLES:
            if table in tables:
                for batch in self.rows(table, self.files(table)):
                    yield table, batch

    def rows(self, table: str, files: list[StoredFile]) -> Iterator[Any]:
        """The checked batches of some files of a table; errors as `batches`."""
        for file, opened in ahead(self._open, files, self.folder.at_once):
            with self.reading(file), parquet(opened) as parts:
                groups, threads = _groups(parts, file), is_large(parts)
                for batch in parts.iter_batches(
                    _BATCH_ROWS, row_groups=groups, use_threads=threads
                ):
                    yield current(fill(table, batch), file)

    def _open(self, file: StoredFile) -> tuple[StoredFile, Any]:
        with self.reading(file):
            return file, self.folder.open(file.name, file.size)

    @functools.cached_property
    def listed(self) -> dict[str, dict[str, int]]:
        """The sizes of all files of every table, those too that do not count."""
        return {table: self.folder.below(table) for table in TABLES}

    @functools.cached_property
    def _files(self) -> dict[str, list[StoredFile]]:
        found = self.listed
        # Read after the files were listed: what a compaction removed meanwhile is missed loudly
        text = self.folder.read(INDEX)
        with reading(self.folder.place(INDEX)):
            index = None if text is None else Index.from_json(text)
            documents = found[_DOCUMENTS]
            names = {
                table: counted(files, table, index, documents) for table, files in found.items()
            }
        anew = self._written_anew(names[_DOCUMENTS], documents)
        return {
            table: [
                StoredFile(n, found[table][n], anew if is_compacted(n) else frozenset())
                for n in names[table]
            ]
            for table in TABLES
        }

    def _written_anew(self, names: list[str], sizes: dict[str, int]) -> frozenset[str]:
        """The sources of compacted files that have files of their own, which are newer."""
        own = {source_name(name) for name in names} - {None}
        compacted = [StoredFile(name, sizes[name]) for name in names if is_compacted(name)]
        if not own or not compacted:
            return frozenset()
        found = self.source_ids(compacted)
        return frozenset(source_id for source_id in found if folder_name(source_id) in own)

    def source_ids(self, documents: list[StoredFile]) -> list[str]:
        """The sources in some files of documents, in their order, each once.

        Raises:
            FormatError: A file is not Parquet, or is damaged.
        """
        found: dict[str, None] = {}
        for file, opened in ahead(self._open, documents, self.folder.at_once):
            with self.reading(file), parquet(opened) as parts:
                rows = current(parts.read(["source_id"], use_threads=is_large(parts)), file)
                found |= dict.fromkeys(rows["source_id"].to_pylist())
        return list(found)


def is_stored(folder: Path) -> bool:
    """Whether a folder holds stored tables: each dataset has at least its documents."""
    return any((folder / _DOCUMENTS).rglob("*.parquet"))


def current(batch: Any, file: StoredFile) -> Any:
    """The rows of a batch that count; it has the column source_id where some may not."""
    if file.only is not None:
        batch = batch.filter(pc.equal(batch["source_id"], file.only))
    if file.without:
        old = pc.is_in(batch["source_id"], pa.array(sorted(file.without), pa.string()))
        batch = batch.filter(pc.invert(old))
    return batch


def is_large(parts: pq.ParquetFile) -> bool:
    """Whether a file is worth reading in threads: of a small one they take most of the time."""
    return bool(parts.metadata.num_rows > _BATCH_ROWS)


def _groups(parts: pq.ParquetFile, file: StoredFile) -> list[int]:
    """The row groups that may have rows that are wanted, as their statistics tell."""
    found = list(range(parts.num_row_groups))
    if file.only is None:
        return found
    at = parts.schema_arrow.names.index("source_id")  # a column of its own, before the nested ones
    told = {number: parts.metadata.row_group(number).column(at).statistics for number in found}
    return [
        number
        for number, known in told.items()
        if known is None or not known.has_min_max or known.min <= file.only <= known.max
    ]


@contextlib.contextmanager
def parquet(opened: Any, **options: Any) -> Iterator[pq.ParquetFile]:
    """What `Folder.open` gave as a file of Parquet; it is closed afterwards."""
    with contextlib.ExitStack() as stack:
        if hasattr(opened, "close"):
            stack.callback(opened.close)
        yield stack.enter_context(pq.ParquetFile(opened, **options))


@contextlib.contextmanager
def reading(place: str) -> Iterator[None]:
    """Say of what is wrong with a file which one it is.

    Raises:
        FormatError: It is not Parquet, or is damaged.
        SchemaError: It does not follow this release's schema or version.
    """
    try:
        yield
    except SchemaError as error:
        raise SchemaError(f"{place}: {error}") from None
    except FormatError as error:
        raise error.within(file=place) from None
    except (pa.ArrowException, OSError) as error:
        raise FormatError(
            f"cannot be read as Parquet: {' '.join(str(error).split())}", Place(file=place)
        ) from error
