"""The jobs: queued, running, done or failed; they outlive the server."""

from __future__ import annotations

import json
import threading
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from vidresults.localserver.database import Database


@dataclass(frozen=True, slots=True)
class Job:
    """One job as it stands.

    Attributes:
        id: UUID as text.
        owner: Fingerprint of the key that submitted it.
        state: queued, running, done or failed.
        request: What was asked for, as `submission.JobRequest.as_json` gives it.
        blob: The stored video; None for a URL elsewhere.
        reason: Why it failed; None otherwise.
        progress: Share of the video that is done, 0 to 1; None where it is not known.
    """

    id: str
    owner: str
    state: str
    request: dict[str, Any]
    blob: str | None
    reason: str | None
    progress: float | None


class JobStore:
    """All jobs of a data folder."""

    def __init__(self, database: Database, clock: Callable[[], float]) -> None:
        """Jobs that were running when the last server ended are queued again."""
        self._database = database
        self._clock = clock
        self._news = threading.Condition()
        self._progress: dict[str, float] = {}
        with database.changing() as connection:
            connection.execute("update jobs set state = 'queued' where state = 'running'")

    def add(self, owner: str, request: dict[str, Any], stored: str | None) -> str | None:
        """Queue a job and return its id; None where the object named `stored` does not exist.

        The video is looked up and held in one step: what is uploaded under the same name later
        does not change the job.
        """
        job_id = str(uuid.uuid4())
        with self._database.changing() as connection:
            blob = None
            if stored is not None:
                found = connection.execute("select blob from objects where name = ?", (stored,))
                row = found.fetchone()
                if row is None:
                    return None
                blob = row["blob"]
            connection.execute(
                "insert into jobs values (?, ?, 'queued', ?, ?, null, ?)",
                (job_id, owner, json.dumps(request), blob, self._clock()),
            )
        with self._news:
            self._news.notify()
        return job_id

    def find(self, job_id: str, owner: str) -> Job | None:
        """The job, or None where this owner has none of that id."""
        rows = self._database.rows("select * from jobs where id = ? and owner = ?", job_id, owner)
        return self._job(rows[0]) if rows else None

    def claim(self, stopping: threading.Event) -> Job | None:
        """Wait for the oldest queued job and mark it running; None when the server stops."""
        while not stopping.is_set():
            with self._news:
                job = self._take()
                if job is not None:
                    return job
                self._news.wait()
        return None

    def wake(self) -> None:
        """Let those who wait in `claim` look whether the server stops."""
        with self._news:
            self._news.notify_all()

    def note_progress(self, job_id: str, share: float) -> None:
        """Remember how far a running job is."""
        self._progress[job_id] = share

    def finish(self, job_id: str, reason: str | None = None) -> None:
        """Mark a job done, or failed where there is a reason; forget what it was asked for.

        The request may hold a signed address elsewhere, which nobody needs any more.
        """
        with self._database.changing() as connection:
            connection.execute(
                "update jobs set state = ?, reason = ?, request = '{}' where id = ?",
                ("failed" if reason else "done", reason, job_id),
            )
        self._progress.pop(job_id, None)

    def _take(self) -> Job | None:
        with self._database.changing() as connection:
            found = connection.execute(
                "update jobs set state = 'running' where rowid = "
                "(select min(rowid) from jobs where state = 'queued') returning *"
            )
            rows = found.fetchall()
        return self._job(rows[0]) if rows else None

    def _job(self, row: Any) -> Job:
        return Job(
            row["id"],
            row["owner"],
            row["state"],
            json.loads(row["request"]),
            row["blob"],
            row["reason"],
            self._progress.get(row["id"]),
        )
