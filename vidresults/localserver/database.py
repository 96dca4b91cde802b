"""The SQLite file behind jobs and files; one process at a time holds its folder."""

from __future__ import annotations

import contextlib
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

from vidresults.errors import ServerError

_VERSION = 1
_TABLES = """
create table if not exists objects (
    name text primary key,    -- bucket/owner/file, never a path on disk
    blob text not null,       -- name of the file in `blobs`
    size integer not null,
    md5 text not null,        -- base64
    crc32c text not null,     -- base64
    stored real not null      -- seconds since 1970
);
create table if not exists jobs (
    id text primary key,
    owner text not null,
    state text not null,      -- queued, running, done, failed
    request text not null,    -- JSON
    blob text,                -- the video as it was at submission; null for a URL elsewhere
    reason text,              -- of a failure
    created real not null     -- seconds since 1970
);
"""


class Database:
    """One connection, shared by all threads, one at a time."""

    def __init__(self, folder: Path) -> None:
        """Open the folder's database and hold it until `close`.

        Raises:
            ServerError: Another server uses the folder, or its database cannot be read.
        """
        self._lock = threading.RLock()
        self._held = _hold(folder)
        try:
            self._connection = sqlite3.connect(
                folder / "state.sqlite", check_same_thread=False, isolation_level=None
            )
            self._connection.row_factory = sqlite3.Row
            self._prepare(folder)
        except BaseException as error:
            self._held.close()
            if isinstance(error, sqlite3.Error):
                raise ServerError(f"{folder} holds no state of this server: {error}") from None
            raise

    def _prepare(self, folder: Path) -> None:
        self._connection.execute("pragma journal_mode = wal")
        self._connection.execute("pragma synchronous = normal")
        (version,) = self._connection.execute("pragma user_version").fetchone()
        if version not in (0, _VERSION):
            raise ServerError(f"{folder} was written by a newer version of vidresults")
        self._connection.executescript(_TABLES)
        self._connection.execute(f"pragma user_version = {_VERSION}")

    @contextlib.contextmanager
    def changing(self) -> Iterator[sqlite3.Connection]:
        """Everything in the block happens, or nothing; no other thread comes between."""
        with self._lock:
            self._connection.execute("begin immediate")
            try:
                yield self._connection
            except BaseException:
                self._connection.execute("rollback")
                raise
            self._connection.execute("commit")

    def rows(self, query: str, *values: object) -> list[sqlite3.Row]:
        """The rows of a query."""
        with self._lock:
            return self._connection.execute(query, values).fetchall()

    def close(self) -> None:
        """Let go of the folder."""
        with self._lock:
            self._connection.close()
            self._held.close()


def _hold(folder: Path) -> sqlite3.Connection:
    """A lock that works on every system and ends with the process, however that ends."""
    held = sqlite3.connect(
        folder / "lock.sqlite", timeout=0, check_same_thread=False, isolation_level=None
    )
    try:
        held.execute("begin exclusive")
    except sqlite3.Error as error:
        held.close()
        if "locked" in str(error):
            raise ServerError(
                f"{folder} is in use by another server: give another --data"
            ) from None
        raise ServerError(f"{folder} cannot be used: {error}") from None
    return held
