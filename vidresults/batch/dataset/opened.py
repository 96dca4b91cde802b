"""open_dataset(URI): the results of many jobs, asked where they lie."""

from __future__ import annotations

import functools
import os
from typing import TYPE_CHECKING

from vidresults.batch.dataset.remote import folder_of
from vidresults.batch.manifest import FOLDER, read_manifest
from vidresults.batch.places import At
from vidresults.errors import FormatError, Place, SelectionError
from vidresults.results import Scan, Shown, StoredTables, VideoResults, named, reads_of

if TYPE_CHECKING:
    import pyarrow as pa


class Dataset(Shown, Scan):
    """The results of many jobs, as they were when the dataset was first looked at.

    It is a `Scan`: SQL, analytics and exporters take it, and nothing is loaded but what they ask
    for. Sources of which the document is not there yet are left out.

    Attributes:
        uri: Its address.
    """

    def __init__(self, at: At, stored: StoredTables) -> None:
        """Of an address and the tables there; see `open_dataset`."""
        super().__init__(**reads_of(stored))
        self.uri = at.uri
        self._at = at
        self._tables = stored

    @functools.cached_property
    def source_ids(self) -> list[str]:
        """The sources that are there, in the order of their rows."""
        return self._tables.source_ids(self._tables.files("documents"))

    @property
    def jobs(self) -> pa.Table:
        """What came of every job, a row each: state, reason, source_ids, counts, seconds and more.

        Empty where no batch has made the dataset.

        Raises:
            FormatError: The manifest is damaged.
        """
        return read_manifest(self._at)

    def results_of(self, source_id: str) -> VideoResults:
        """One source in memory; of the others nothing is read but what lies in the same files.

        Raises:
            SelectionError: It is not there.
        """
        alone = self._tables.of(source_id)
        found = VideoResults.from_batches(alone.batches())
        if not found.facts.source_ids:
            raise SelectionError(
                f"there is no source {source_id!r} in {self.uri}; there are "
                f"{named(self.source_ids)}"
            )
        return found

    def __len__(self) -> int:
        return len(self.source_ids)

    def __bool__(self) -> bool:
        return True

    def __repr__(self) -> str:
        return f"<Dataset {self.uri} of {named(self.source_ids)}>"


def open_dataset(uri: str | os.PathLike[str]) -> Dataset:
    """Open a dataset of many results without loading it.

    Args:
        uri: Where it lies: a folder, or a URL such as s3://bucket/dataset.

    Raises:
        FormatError: There is no dataset, or it is damaged.
        MissingExtraError: The package for such URLs is not installed.
        OutputError: There is no such kind of URL.
    """
    at = At.of(uri)
    stored = StoredTables(folder_of(at))
    if not stored.files("documents") and not stored.folder.below(FOLDER):
        raise FormatError(
            "holds no dataset: its documents would be in the folder documents", Place(file=at.uri)
        )
    return Dataset(at, stored)
