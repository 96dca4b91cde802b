"""The ledger: a SQLite file that knows every job, so that none is lost with a process."""

from __future__ import annotations

import contextlib
import os
import secrets
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vidresults.client.lock import Locks
from vidresults.client.record import COLUMNS, NOT_REUSED, Record, State, from_row, to_row
from vidresults.errors import ClientError, OutputError, SelectionError

if TYPE_CHECKING:
    from vidresults.client.clock import Clock

_VERSION = 1
_BUSY_SECONDS = 30.0
_LETTERS = "23456789abcdefghjkmnpqrstvwxyz"
_ID_LENGTH = 6
_LONGEST_RETRY_AFTER = 3600.0
_INTEGERS = ("video_size", "odd_answers", "result_size")
_NOT_NULL = ("work", "state", "video", "base_url", "key_fingerprint", "models", "infer_fps",
             "created_at", "changed_at", "odd_answers")  # fmt: skip


class Ledger:
    """The jobs of all processes that use the same file.

    Attributes:
        path: The file.
        locks: Held while a job's submission or download is under way.
    """

    def __init__(self, path: Path, clock: Clock) -> None:
        """Open the file; it is made where it is missing, for its owner only.

        Raises:
            ClientError: It is no ledger, or one of a newer version.
            OutputError: It cannot be made.
        """
        self.path = path
        self._clock = clock
        self.locks = Locks(path.with_name(f"{path.stem}-locks"), clock)
        with self.locks.hold("schema"):
            self._create()

    def salt(self) -> bytes:
        """The salt of the fingerprints of keys in this ledger."""
        with self._connected() as db:
            return bytes(db.execute("select value from meta where name = 'salt'").fetchone()[0])

    def find_or_add(self, work: str, *, again: bool, **values: Any) -> tuple[Record, bool]:
        """The job that does this work already, else a new one; and whether it is new.

        All in one transaction: of two processes with the same work one adds it, and the other
        finds it.

        Args:
            work: Checksum of the work.
            again: Add a new one in any case.
            values: What is known of a new one.
        """
        now = self._clock.now()
        with self._changing() as db:
            if not again:
                known = _rows(
                    db,
                    "where work = ? and state not in (?, ?) order by created_at desc, rowid desc",
                    (work, *map(str, NOT_REUSED)),
                )
                if known:
                    return known[0], False
            taken = {row[0] for row in db.execute("select id from jobs")}
            new_id = next(i for i in iter(_new_id, "") if i not in taken)
            values |= {"id": new_id, "work": work, "created_at": now, "changed_at": now}
            row = to_row(values)
            marks = ", ".join("?" * len(row))
            db.execute(f"insert into jobs ({', '.join(row)}) values ({marks})", [*row.values()])  # noqa: S608 - names of columns
            return _rows(db, "where id = ?", (new_id,))[0], True

    def get(self, job: str) -> Record:
        """The job with this id of the ledger's, or of the service's.

        Raises:
            SelectionError: There is none, or several.
        """
        with self._connected() as db:
            found = _rows(db, "where id = ?", (job,)) or _rows(db, "where job_id = ?", (job,))
        if len(found) == 1:
            return found[0]
        problem = "is no job" if not found else f"is the id of {len(found)} jobs"
        raise SelectionError(f"{job!r} {problem} in {self.path}; `vidresults jobs` lists them")

    def all(self) -> list[Record]:
        """Every job, the oldest first."""
        with self._connected() as db:
            return _rows(db, "order by created_at, rowid")

    def update(self, job: str, *, unless: tuple[State, ...] = (), **changes: Any) -> Record:
        """Record a step; a job in one of the states of `unless` stays as it is."""
        row = to_row({**changes, "changed_at": self._clock.now()})
        names = ", ".join(f"{name} = ?" for name in row)
        barred = ", ".join("?" * len(unless))
        with self._changing() as db:
            db.execute(
                f"update jobs set {names} where id = ? and state not in ({barred})",  # noqa: S608 - names of columns
                [*row.values(), job, *map(str, unless)],
            )
            return _rows(db, "where id = ?", (job,))[0]

    def claim_poll(self, job: str, interval: float) -> bool:
        """Whether this process may ask for the status now; then no other may for an interval.

        A last poll in the future shows that the clock was set back: it counts as one made now,
        so that nobody asks too often, and nobody waits for the clock to catch up.
        """
        now = self._clock.now()
        with self._changing() as db:
            record = _rows(db, "where id = ?", (job,))[0]
            not_before = record.not_before or 0
            if not_before - now > _LONGEST_RETRY_AFTER:
                not_before = 0
            last = record.last_poll_at
            granted = now >= not_before and (last is None or now - last >= interval)
            if granted or (last is not None and last > now):
                db.execute("update jobs set last_poll_at = ? where id = ?", (now, job))
            return granted

    def seconds_to_poll(self, record: Record, interval: float) -> float:
        """Seconds until `claim_poll` may grant; at most an interval, whatever the clock says."""
        now = self._clock.now()
        waits = [0.0]
        if record.last_poll_at is not None:
            waits.append(min(record.last_poll_at + interval - now, interval))
        if record.not_before is not None and record.not_before - now <= _LONGEST_RETRY_AFTER:
            waits.append(record.not_before - now)
        return max(waits)

    def _create(self) -> None:
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            os.close(os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600))
            if self.path.stat().st_mode & 0o077:
                self.path.chmod(0o600)
        except OSError as error:
            raise OutputError(f"{self.path} cannot be used: {error.strerror}") from None
        with self._connected() as db:
            version = db.execute("pragma user_version").fetchone()[0]
            tables = db.execute("select count(*) from sqlite_master").fetchone()[0]
            if version == 0 and tables == 0:
                db.execute("pragma journal_mode = wal")
                db.execute("begin immediate")
                for statement in _schema():
                    db.execute(statement)
                db.execute("insert into meta values ('salt', ?)", (secrets.token_bytes(16),))
                db.execute(f"pragma user_version = {_VERSION}")
                db.execute("commit")
            elif version != _VERSION:
                raise ClientError(
                    f"{self.path} is no ledger of version {_VERSION}, which this version of "
                    "vidresults reads"
                )

    @contextlib.contextmanager
    def _connected(self) -> Iterator[sqlite3.Connection]:
        """A connection of this block's own: it can be used in every thread, and after a fork."""
        try:
            with contextlib.closing(
                sqlite3.connect(self.path, timeout=_BUSY_SECONDS, isolation_level=None)
            ) as db:
                yield db
        except sqlite3.Error as error:
            raise ClientError(f"the ledger {self.path} cannot be used: {error}") from None

    @contextlib.contextmanager
    def _changing(self) -> Iterator[sqlite3.Connection]:
        with self._connected() as db:
            db.execute("begin immediate")
            try:
                yield db
            except BaseException:
                if db.in_transaction:
                    db.execute("rollback")
                raise
            db.execute("commit")


def _rows(db: sqlite3.Connection, condition: str, values: tuple[Any, ...] = ()) -> list[Record]:
    found = db.execute(f"select {', '.join(COLUMNS)} from jobs {condition}", values)  # noqa: S608 - names of columns
    return [from_row(dict(zip(COLUMNS, row, strict=True))) for row in found]


def _new_id(choose: Callable[[str], str] = secrets.choice) -> str:
    return "".join(choose(_LETTERS) for _ in range(_ID_LENGTH))


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
