"""The SQLite file under the ledger: how it is made, opened, read and changed."""

from __future__ import annotations

import contextlib
import os
import secrets
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vidresults.client.record import COLUMNS, Record, from_row
from vidresults.errors import ClientError, OutputError

if TYPE_CHECKING:
    from vidresults.client.lock import Locks

_VERSION = 1
_BUSY_SECONDS = 30.0
_INTEGERS = ("video_size", "odd_answers", "result_size")
_NOT_NULL = ("work", "state", "video", "base_url", "key_fingerprint", "models", "infer_fps",
             "created_at", "changed_at", "odd_answers")  # fmt: skip


class LedgerFile:
    """A file that many processes read and change at once."""

    def __init__(self, path: Path, locks: Locks) -> None:
        """Open it; it is made where it is missing, for its owner only.

        Raises:
            ClientError: It is no ledger, or one of another version.
            OutputError: It cannot be made.
        """
        self._path = path
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with locks.hold("schema"):
                self._make()
                self._fill()
        except OSError as error:
            raise OutputError(f"{path} cannot be used: {error.strerror}") from None

    @contextlib.contextmanager
    def connected(self) -> Iterator[sqlite3.Connection]:
        """A connection of this block's own: it can be used in every thread, and after a fork."""
        try:
            with contextlib.closing(
                sqlite3.connect(self._path, timeout=_BUSY_SECONDS, isolation_level=None)
            ) as db:
                yield db
        except sqlite3.Error as error:
            raise ClientError(f"the ledger {self._path} cannot be used: {error}") from None

    @contextlib.contextmanager
    def changing(self) -> Iterator[sqlite3.Connection]:
        """The same, as one transaction: what the block does happens whole or not at all."""
        with self.connected() as db:
            db.execute("begin immediate")
            try:
                yield db
            except BaseException:
                if db.in_transaction:
                    db.execute("rollback")
                raise
            db.execute("commit")

    def _make(self) -> None:
        os.close(os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600))
        if self._path.stat().st_mode & 0o077:
            self._path.chmod(0o600)

    def _fill(self) -> None:
        with self.connected() as db:
            version = db.execute("pragma user_version").fetchone()[0]
            tables = db.execute("select count(*) from sqlite_master").fetchone()[0]
            if version == _VERSION:
                return
            if version or tables:
                raise ClientError(
                    f"{self._path} is no ledger of version {_VERSION}, which this version of "
                    "vidresults reads"
                )
            db.execute("pragma journal_mode = wal")
        with self.changing() as db:
            for statement in _schema():
                db.execute(statement)
            db.execute("insert into meta values ('salt', ?)", (secrets.token_bytes(16),))
            db.execute(f"pragma user_version = {_VERSION}")


def read_rows(db: sqlite3.Connection, condition: str, values: tuple[Any, ...] = ()) -> list[Record]:
    """The jobs that a condition, or an order, gives."""
    found = db.execute(f"select {', '.join(COLUMNS)} from jobs {condition}", values)  # noqa: S608 - names of columns
    return [from_row(dict(zip(COLUMNS, row, strict=True))) for row in found]


def _schema() -> list[str]:
    columns = []
    for name in COLUMNS:
        kind = "integer" if name in _INTEGERS else "text"
        kind = "real" if name.endswith("_at") or name == "not_before" else kind
        rule = " primary key" if name == "id" else " not null" if name in _NOT_NULL else ""
        default = " default 0" if name == "odd_answers" else ""
        columns.append(f"{name} {kind}{rule}{default}")
    return [
        "create table meta (name text primary key, value blob not null)",
        f"create table jobs ({', '.join(columns)})",
        "create index jobs_by_work on jobs (work)",
        "create index jobs_by_job_id on jobs (job_id)",
    ]
