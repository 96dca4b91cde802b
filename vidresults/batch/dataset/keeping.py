"""What a batch asks of the dataset that it adds to: a compacted one has to stay right."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Collection
from typing import TYPE_CHECKING, Final

import pyarrow as pa
import pyarrow.parquet as pq

from vidresults.batch.dataset.compaction import FILE_MEGABYTES, rewrite
from vidresults.batch.dataset.index import finish, read_index
from vidresults.batch.dataset.remote import folder_of
from vidresults.results import INDEX, StoredTables, folder_name
from vidresults.results.layout import flat_name, is_compacted, source_name
from vidresults.schema import TABLES

if TYPE_CHECKING:
    from vidresults.batch.places import At
    from vidresults.batch.tasks import Made

_DOCUMENTS: Final = "documents"


def settle(out: At) -> None:
    """End what a killed compaction began, and let sources that were written anew replace old rows.

    A batch calls it before it reads the manifest, and when it has ended. It does nothing to a
    dataset that was never compacted.

    Raises:
        FormatError: The dataset is damaged.
        OutputError: It cannot be written.
    """
    index = read_index(out)
    if index is None:
        return
    index = finish(out, index)
    stored = StoredTables(folder_of(out))
    anew = {
        folder_name(source_id) for file in stored.files(_DOCUMENTS) for source_id in file.without
    }
    if anew:
        rewrite(out, stored, index, anew, largest=FILE_MEGABYTES << 20)


class Taken:
    """The sources in compacted files; outputs of theirs are there without being files."""

    def __init__(self, out: At) -> None:
        """Of a dataset; nothing is read yet."""
        self._out = out

    @functools.cached_property
    def names(self) -> frozenset[str]:
        """The sources as names of files write them."""
        if read_index(self._out) is None:
            return frozenset()
        stored = StoredTables(folder_of(self._out))
        compacted = [file for file in stored.files(_DOCUMENTS) if is_compacted(file.name)]
        return frozenset(folder_name(source_id) for source_id in stored.source_ids(compacted))

    def holds(self, output: str) -> bool:
        """Whether compacted files hold the rows of an output of the manifest."""
        return _of_table(output) and source_name(output) in self.names


def placed(made: Made, out: At) -> Made:
    """The same outputs, named as a compacted dataset names the files of one source.

    Folders named source_id=... beside files of many sources would confuse readers that take the
    source from the folder.
    """
    names = {name: flat_name(name) for name in made.outputs if _of_table(name)}
    if all(name == new for name, new in names.items()) or not (out / INDEX).exists():
        return made
    for name, new in names.items():
        (made.root / name).rename(made.root / new)
    return dataclasses.replace(made, outputs=tuple(names.get(name, name) for name in made.outputs))


def forget(out: At, stale: Collection[str], outputs: Collection[str]) -> None:
    """Take sources away that an input gave before and gives no more, where they are compacted.

    Args:
        out: The dataset.
        stale: The outputs of an earlier time.
        outputs: Those of now.
    """
    lost = _sources(stale) - _sources(outputs)
    if not lost or not (out / INDEX).exists():
        return
    for name in sorted(lost & Taken(out).names):
        sink = pa.BufferOutputStream()
        pq.write_table(TABLES[_DOCUMENTS].empty_table(), sink)
        file = flat_name(f"{_DOCUMENTS}/source_id={name}/part-0.parquet")
        (out / file).write(sink.getvalue().to_pybytes())


def _sources(outputs: Collection[str]) -> set[str]:
    names = {source_name(name) for name in outputs if name.startswith(f"{_DOCUMENTS}/")}
    return {name for name in names if name is not None}


def _of_table(output: str) -> bool:
    return output.partition("/")[0] in TABLES
