"""Client: submits videos, and finds every job again."""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import requests

from vidresults.client.clock import Clock, SystemClock
from vidresults.client.config import DEFAULT_BASE_URL, find_base_url, find_ledger
from vidresults.client.context import Context
from vidresults.client.fetching import Fetching
from vidresults.client.job import Job
from vidresults.client.ledger import Ledger
from vidresults.client.models import Model, read_models
from vidresults.client.record import Record, State
from vidresults.client.search import Wanted
from vidresults.client.secret import Redactor, Secret
from vidresults.client.submission import Submission
from vidresults.client.transport import Transport
from vidresults.client.waiting import Listeners, Waiting
from vidresults.client.watch import Watch
from vidresults.client.work import Rate, read_rate, read_video, work_of
from vidresults.errors import ClientError, VidResultsError

if TYPE_CHECKING:
    from vidresults.client.retry import RetryPolicy
    from vidresults.client.upload import Progress

_SHORTEST_INTERVAL = 60.0


class Client:
    """A client of the Video Inference API; its jobs outlive the process."""

    def __init__(
        self,
        base_url: str | None = None,
        key: str | Secret | None = None,
        ledger: str | os.PathLike[str] | None = None,
        *,
        poll_interval: float = 60.0,
        patience: int = 10,
        connect_seconds: float = 15.0,
        read_seconds: float = 60.0,
        policy: RetryPolicy | None = None,
        clock: Clock | None = None,
        random: Callable[[], float] = random.random,
        new_session: Callable[[], requests.Session] = requests.Session,
    ) -> None:
        """Open the ledger; nothing is asked of the service yet.

        Args:
            base_url: The API's address; None takes ROBOFLOW_API_URL, API_URL, or the service's.
            key: The API key; None takes ROBOFLOW_API_KEY, or the one of the roboflow package.
            ledger: The file that remembers the jobs, on a local disk; None takes VIDRESULTS_LEDGER,
                or the one in the user's data folder.
            poll_interval: Seconds between two looks at one job, in all processes together. The
                service asks for at least 60.
            patience: Number of status answers in a row that may tell nothing.
            connect_seconds: Limit for a connection.
            read_seconds: Limit for the next bytes of an answer.
            policy: How often and how patiently calls are repeated.
            clock: The time.
            random: Gives a number from 0 to 1.
            new_session: Makes the sessions of requests.

        Raises:
            ClientError: The address or the ledger cannot be used, or the service would be asked too
                often.
        """
        clock, base_url = clock or SystemClock(), find_base_url(base_url)
        if base_url == DEFAULT_BASE_URL and poll_interval < _SHORTEST_INTERVAL:
            raise ClientError(f"{base_url} asks for {_SHORTEST_INTERVAL:g} s between two looks")

        def new_transport(redact: Redactor) -> Transport:
            return Transport(
                redact=redact,
                policy=policy,
                connect_seconds=connect_seconds,
                read_seconds=read_seconds,
                clock=clock,
                random=random,
                new_session=new_session,
            )

        self._context = Context(
            base_url=base_url,
            given_key=Secret(key) if isinstance(key, str) else key,
            ledger=Ledger(find_ledger(ledger), clock),
            ledger_option="" if ledger is None else f" --ledger {os.fspath(ledger)}",
            clock=clock,
            random=random,
            poll_interval=poll_interval,
            patience=patience,
            new_transport=new_transport,
        )
        self._submission = Submission(self._context)
        self._watch = Watch(self._context)
        self._waiting = Waiting(self._context, self._submission, self._watch)
        self._fetching = Fetching(self._context, self._watch, self._waiting)

    def submit(
        self,
        video: str | os.PathLike[str],
        models: str | Model | Iterable[str | Model],
        infer_fps: Rate,
        *,
        params: Mapping[str, Any] | None = None,
        again: bool = False,
        progress: Progress | None = None,
    ) -> Job:
        """Upload a video and start a job, or return the one that does the same work already.

        The same work is: address, key, bytes of the video, models with versions, parameters and
        rate. Failed and expired jobs do not count.

        Args:
            video: A file, or an http(s) URL that the service reads itself.
            models: `SLUG/VERSION[:TASK]`, "clip" or "gaze", one or several.
            infer_fps: Samples per second, from 1 to the video's own rate.
            params: The API's inference_params, such as {"confidence": 0.2}, for every model that
                is given as text.
            again: Do the work once more, and pay for it once more.
            progress: Called with bytes done and total of the upload.

        Raises:
            VideoError: The file is missing or no video.
            JobUncertain: It is not known whether the submission arrived.
            ClientError: Something is wrong with models, rate or key; the service refuses; or it
                cannot be reached, and submitting again, or waiting, goes on.
        """
        context = self._context
        chosen, rate = read_models(models, params), read_rate(infer_fps)
        fingerprint = context.fingerprint
        taken = read_video(video, rate)
        work = work_of(taken.identity, context.base_url, fingerprint, chosen, rate)
        record, is_new = context.ledger.find_or_add(
            work,
            again=again,
            state=State.PREPARING,
            video=taken.name,
            video_size=taken.size,
            video_sha256=taken.sha256,
            base_url=context.base_url,
            key_fingerprint=fingerprint,
            models=chosen,
            infer_fps=rate,
        )
        record = self._submission.carry_on(record.id, url=taken.url, progress=progress)
        failure = context.failure(record)
        if failure is not None:
            raise failure
        return Job(self, record, is_new=is_new)

    def job(self, job: str) -> Job:
        """Find a job by the ledger's id or the service's.

        Raises:
            SelectionError: The ledger has none of that id.
        """
        return Job(self, self._submission.settle(self._context.ledger.get(job)))

    def jobs(
        self,
        *,
        state: str | None = None,
        video: str | None = None,
        model: str | None = None,
        newer_than: float | None = None,
        older_than: float | None = None,
    ) -> list[Job]:
        """The ledger's jobs, the oldest first.

        Args:
            state: Only those in this state.
            video: Only those of this video: its path, name, URL, or the start of its sha256.
            model: Only those with this model: its slug, SLUG/VERSION, or SLUG/VERSION:TASK.
            newer_than: Only those recorded at most so many seconds ago.
            older_than: Only those recorded at least so many seconds ago.

        Raises:
            ClientError: There is no such state.
        """
        wanted = Wanted(
            state=state, video=video, model=model, newer_than=newer_than, older_than=older_than
        )
        records = [self._submission.settle(record) for record in self._context.ledger.all()]
        now = self._context.clock.now()
        return [Job(self, record) for record in records if wanted.has(record, now)]

    def wait_each(
        self,
        jobs: Iterable[Job],
        *,
        deadline_seconds: float | None = None,
        on_status: Callable[[Job], None] | None = None,
        on_tick: Callable[[], None] | None = None,
        on_upload: Progress | None = None,
    ) -> Iterator[tuple[Job, VidResultsError | None]]:
        """Wait for several jobs; yields each as it ends, with the error that this stands for.

        Args:
            jobs: The jobs.
            deadline_seconds: After that what is left is yielded with a WaitTimeout.
            on_status: Called with a job after each look at it.
            on_tick: Called about once a second while waiting.
            on_upload: Called with bytes done and total where an upload is made good.
        """

        def heard(record: Record) -> None:
            if on_status is not None:
                on_status(Job(self, record))

        listeners = Listeners(on_status=heard, on_tick=on_tick, on_upload=on_upload)
        ids = list(dict.fromkeys(job.id for job in jobs))
        ended = self._waiting.each(ids, deadline_seconds=deadline_seconds, heard=listeners)
        for record, error in ended:
            yield Job(self, record), error

    def look(self, job: str) -> Record:
        """Ask for a job's status if it is time to; see `Job.refresh`."""
        record = self._watch.look(self.job(job).id)
        trouble = self._watch.trouble(record)
        if trouble is not None:
            raise trouble
        return record

    def fetch(self, job: str, path: Path | None, progress: Progress | None = None) -> Path:
        """Store a job's result; see `Job.fetch`."""
        return self._fetching.fetch(self.job(job).id, path, progress)

    def resolve(self, job: str, *, job_id: str | None = None, not_sent: bool = False) -> Job:
        """Settle whether an uncertain submission arrived.

        Args:
            job: The job.
            job_id: It did: the service's id.
            not_sent: It did not: the job is as if it was never submitted, and waiting for it
                submits it.

        Raises:
            ClientError: The job is not uncertain, or not exactly one of the two is given.
        """
        record = self.job(job).record
        if (job_id is None) != not_sent:
            raise ClientError("give either the job's id, or that it was not sent")
        if record.state is not State.UNCERTAIN:
            raise ClientError(f"job {record.id} is {record.state}, there is nothing to settle")
        if job_id is None:
            record = self._context.ledger.update(record.id, state=State.PREPARING, problem=None)
        else:
            record = self._context.ledger.update(
                record.id,
                state=State.SUBMITTED,
                job_id=job_id.strip(),
                problem=None,
                submitted_at=record.changed_at,
            )
        return Job(self, record)

    def __repr__(self) -> str:
        return f"<Client of {self._context.base_url}, jobs in {self._context.ledger.path}>"
