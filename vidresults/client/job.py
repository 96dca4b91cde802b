"""Job: one job of the service, as the ledger knows it."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from vidresults.client.client import Client
    from vidresults.client.record import Record, State
    from vidresults.client.upload import Progress
    from vidresults.load import VideoResults


class Job:
    """One job; it outlives the process, and `Client.job(id)` finds it again.

    Attributes:
        is_new: False where `Client.submit` found the same work done, or under way, already.
    """

    def __init__(self, client: Client, record: Record, *, is_new: bool = False) -> None:
        """Take what the ledger knows; made by `Client`."""
        self._client = client
        self._record = record
        self.is_new = is_new

    @property
    def id(self) -> str:
        """The ledger's own short id."""
        return self._record.id

    @property
    def job_id(self) -> str | None:
        """The service's id; None before the service took the job."""
        return self._record.job_id

    @property
    def state(self) -> State:
        """How far it was when last looked at, such as "running" or "done"."""
        return self._record.state

    @property
    def record(self) -> Record:
        """Everything that the ledger knew when last looked at."""
        return self._record

    def refresh(self) -> Self:
        """Ask the service how the job stands, unless any process did within the last minute.

        Raises:
            ClientError: The service cannot be reached, refuses, or tells nothing.
        """
        self._record = self._client.look(self.id)
        return self

    def wait(
        self,
        deadline_seconds: float | None = None,
        on_status: Callable[[Job], None] | None = None,
    ) -> Self:
        """Wait until the job is done; what was not submitted yet is.

        The first look is at once, then at most one a minute in all processes together. An
        interruption leaves the job as it is: waiting again goes on.

        Args:
            deadline_seconds: Give up after so many seconds; None never does.
            on_status: Called with this job after each look.

        Raises:
            JobFailed: The job ended without a result.
            JobUncertain: It is not known whether it was submitted.
            WaitTimeout: The deadline passed; the job goes on.
            ClientError: The service refuses, or told nothing for many looks.
        """
        heard = None if on_status is None else self._telling(on_status)
        for job, error in self._client.wait_each(
            [self], deadline_seconds=deadline_seconds, on_status=heard
        ):
            self._record = job.record
            if error is not None:
                raise error
        return self

    def fetch(
        self, path: str | os.PathLike[str] | None = None, progress: Progress | None = None
    ) -> Path:
        """Store the result, with a record of its provenance beside it; returns where.

        A result that is there already is not downloaded again.

        Args:
            path: The file to make; None keeps it in a folder beside the ledger.
            progress: Called with bytes done and total.

        Raises:
            JobFailed: There is no result.
            DownloadError: It arrives damaged or not at all; fetching again goes on.
            ClientError: The job is not done yet, or the service cannot be reached.
            OutputError: The file cannot be written.
        """
        stored = self._client.fetch(self.id, None if path is None else Path(path), progress)
        self._record = self._client.job(self.id).record
        return stored

    def load(self, **options: Any) -> VideoResults:
        """Fetch the result and load it; the options are those of `vidresults.load`."""
        from vidresults.load import load

        return load(self.fetch(), **options)

    def _telling(self, on_status: Callable[[Job], None]) -> Callable[[Job], None]:
        def tell(job: Job) -> None:
            self._record = job.record
            on_status(self)

        return tell

    def __repr__(self) -> str:
        models = ", ".join(map(str, self._record.models))
        known = f", job {self.job_id}" if self.job_id else ""
        return f"<Job {self.id} {self.state}: {models} on {self._record.video}{known}>"
