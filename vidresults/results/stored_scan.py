"""A scan of tables that lie on disk, on this machine or elsewhere."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from vidresults.results.columns import stored_columns
from vidresults.results.scan import Scan
from vidresults.results.stored import StoredTables
from vidresults.results.stored_facts import stored_facts
from vidresults.results.stored_sets import stored_datasets

if TYPE_CHECKING:
    from vidresults.results.folder import Folder


def reads_of(stored: StoredTables) -> dict[str, Any]:
    """What a `Scan` of stored tables takes."""
    return {
        "read": stored.batches,
        "datasets": lambda: stored_datasets(stored),
        "columns": lambda wanted: stored_columns(stored, wanted),
        "facts": lambda: stored_facts(stored),
    }


def scan_stored(folder: Folder | Path) -> Scan:
    """The tables of a folder; nothing is read yet."""
    return Scan(**reads_of(StoredTables(folder)))
