"""The ledger: a SQLite file that knows every job, so that none is lost with a process."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vidresults.client.ledger_file import LedgerFile, read_rows
from vidresults.client.lock import Locks
from vidresults.client.record import NOT_REUSED, Record, State, to_row
from vidresults.errors import SelectionError

if TYPE_CHECKING:
    from vidresults.client.clock import Clock

_LETTERS = "23456789abcdefghjkmnpqrstvwxyz"
_ID_LENGTH = 6
LONGEST_RETRY_AFTER = 3600.0
"""Seconds: a later moment to look again shows that the clock was set."""


class Ledger:
    """The jobs of all processes that use the same file.

    Attributes:
        path: The file.
        locks: Held while a job's submission or download is under way.
    """

    def __init__(self, path: Path, clock: Clock) -> None:
        """Open the file; it is made where it is missing, for its owner only.

        Raises:
            ClientError: It is no ledger, or one of another version.
            OutputError: It cannot be made.
        """
        self.path = path
        self._clock = clock
        self.locks = Locks(path.with_name(f"{path.stem}-locks"), clock)
        self._file = LedgerFile(path, self.locks)

    def salt(self) -> bytes:
        """The salt of the fingerprints of keys in this ledger."""
        with self._file.connected() as db:
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
        with self._file.changing() as db:
            if not again:
                known = read_rows(
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
            return read_rows(db, "where id = ?", (new_id,))[0], True

    def get(self, job: str) -> Record:
        """The job with this id of the ledger's, or of the service's.

        Raises:
            SelectionError: There is none, or several.
        """
        with self._file.connected() as db:
            found = read_rows(db, "where id = ?", (job,)) or read_rows(
                db, "where job_id = ?", (job,)
            )
        if len(found) == 1:
            return found[0]
        problem = "is no job" if not found else f"is the id of {len(found)} jobs"
        raise SelectionError(f"{job!r} {problem} in {self.path}; `vidresults jobs` lists them")

    def all(self) -> list[Record]:
        """Every job, the oldest first."""
        with self._file.connected() as db:
            return read_rows(db, "order by created_at, rowid")

    def update(self, job: str, *, unless: tuple[State, ...] = (), **changes: Any) -> Record:
        """Record a step; a job in one of the states of `unless` stays as it is."""
        row = to_row({**changes, "changed_at": self._clock.now()})
        names = ", ".join(f"{name} = ?" for name in row)
        barred = ", ".join("?" * len(unless))
        with self._file.changing() as db:
            db.execute(
                f"update jobs set {names} where id = ? and state not in ({barred})",  # noqa: S608 - names of columns
                [*row.values(), job, *map(str, unless)],
            )
            return read_rows(db, "where id = ?", (job,))[0]

    def claim_poll(self, job: str, interval: float) -> bool:
        """Whether this process may ask for the status now; then no other may for an interval.

        A last poll in the future shows that the clock was set back: it counts as one made now,
        so that nobody asks too often, and nobody waits for the clock to catch up.
        """
        record, now = self.get(job), self._clock.now()
        if not _may_poll(record, now, interval) and (record.last_poll_at or 0) <= now:
            return False  # most often so: seen without writing
        with self._file.changing() as db:
            now = self._clock.now()
            record = read_rows(db, "where id = ?", (job,))[0]
            granted = _may_poll(record, now, interval)
            if granted or (record.last_poll_at or 0) > now:
                db.execute("update jobs set last_poll_at = ? where id = ?", (now, job))
            return granted

    def seconds_to_poll(self, record: Record, interval: float) -> float:
        """Seconds until `claim_poll` may grant; at most an interval, whatever the clock says."""
        now = self._clock.now()
        waits = [0.0]
        if record.last_poll_at is not None:
            waits.append(min(record.last_poll_at + interval - now, interval))
        if record.not_before is not None and record.not_before - now <= LONGEST_RETRY_AFTER:
            waits.append(record.not_before - now)
        return max(waits)


def _may_poll(record: Record, now: float, interval: float) -> bool:
    not_before = record.not_before or 0
    barred = 0 < not_before - now <= LONGEST_RETRY_AFTER
    return not barred and (record.last_poll_at is None or now - record.last_poll_at >= interval)


def _new_id(choose: Callable[[str], str] = secrets.choice) -> str:
    return "".join(choose(_LETTERS) for _ in range(_ID_LENGTH))
