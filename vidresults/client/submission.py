"""From a row in the ledger to a job of the service, step by step, each recorded."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from vidresults.client.api import Unclear
from vidresults.client.record import UNSUBMITTED, Record, State
from vidresults.client.retry import Repeat, worth_repeating
from vidresults.client.secret import Secret
from vidresults.client.upload import Progress, upload, upload_name
from vidresults.client.work import Video, work_of
from vidresults.errors import ApiError, ClientError, ConnectionFailedError, VideoError

if TYPE_CHECKING:
    from vidresults.client.context import Context


class Submission:
    """Carries jobs from their first record to the service's id; one process at a time does."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._ledger = context.ledger

    def carry_on(
        self,
        job: str,
        *,
        url: Secret | None = None,
        progress: Progress | None = None,
        timeout_seconds: float | None = None,
    ) -> Record:
        """Do what is missing until the service has the job.

        Args:
            job: The ledger's id.
            url: The video's URL, where it is none of the ledger's.
            progress: Told the uploaded bytes.
            timeout_seconds: How long to wait for another process that is at it; None for as long
                as it takes.

        Raises:
            ClientError: The service refuses or cannot be reached. The job stays in the ledger.
            VideoError: The file is not there any more, or is another one.
        """
        with self._ledger.locks.hold(job, timeout_seconds=timeout_seconds) as held:
            record = self._ledger.get(job)
            if not held:
                return record
            if record.state is State.SUBMITTING:
                return self._abandoned(record)
            if record.state in UNSUBMITTED:
                return self._submit(record, self._input(record, url, progress))
            return record

    def settle(self, record: Record) -> Record:
        """A submission whose process died is uncertain; of one that goes on nothing is changed."""
        if record.state is not State.SUBMITTING:
            return record
        with self._ledger.locks.hold(record.id, timeout_seconds=0) as held:
            record = self._ledger.get(record.id)
            return self._abandoned(record) if held and record.state is State.SUBMITTING else record

    def _abandoned(self, record: Record) -> Record:
        problem = "the process ended during the call"
        return self._ledger.update(record.id, state=State.UNCERTAIN, problem=problem)

    def _input(self, record: Record, url: Secret | None, progress: Progress | None) -> Secret:
        """The URL that the service reads the video from, after the upload where it is a file."""
        if record.video_sha256 is None:
            return url or self._stored_url(record)
        path, name = Path(record.video), upload_name(Path(record.video), record.video_sha256)
        if not path.is_file() or path.stat().st_size != record.video_size:
            raise VideoError(f"{path} is not there any more, or is another file; submit it again")
        api = self._context.api_of(record)
        self._ledger.update(record.id, state=State.UPLOADING, problem=None)
        try:
            taken = upload(
                self._context.transport,
                lambda: api.upload_url(name),
                path,
                sha256=record.video_sha256,
                progress=progress,
            )
        except ApiError as error:
            self._refused(record, error, State.UPLOADING)
            raise
        self._ledger.update(record.id, state=State.UPLOADED, upload_name=name)
        return taken

    def _stored_url(self, record: Record) -> Secret:
        """The ledger's URL, if it is the whole one: queries can hold rights and are not kept."""
        url = Secret(record.video)
        identity = Video(name=record.video, url=url).identity
        known = work_of(
            identity, record.base_url, record.key_fingerprint, record.models, record.infer_fps
        )
        if known != record.work:
            raise ClientError(
                f"job {record.id} was not submitted yet, and its URL is not stored: submit it again"
            )
        return url

    def _submit(self, record: Record, input_url: Secret) -> Record:
        api = self._context.api_of(record)
        self._ledger.update(record.id, state=State.SUBMITTING, problem=None)
        try:
            job_id = api.submit(input_url, record.infer_fps, record.models)
        except ApiError as error:
            self._refused(record, error, State.UPLOADED)
            raise
        except ConnectionFailedError as error:
            self._ledger.update(record.id, state=State.UPLOADED, problem=str(error))
            raise
        if isinstance(job_id, Unclear):
            record = self._ledger.update(record.id, state=State.UNCERTAIN, problem=job_id.reason)
            uncertain = self._context.failure(record)
            assert uncertain is not None
            raise uncertain
        return self._ledger.update(
            record.id,
            state=State.SUBMITTED,
            job_id=job_id,
            submitted_at=self._context.clock.now(),
        )

    def _refused(self, record: Record, error: ApiError, state: State) -> None:
        """What the service refuses has failed; where it is only busy the job waits as it is."""
        busy = worth_repeating(error.status, Repeat.ALWAYS)
        self._ledger.update(record.id, state=state if busy else State.FAILED, problem=str(error))
