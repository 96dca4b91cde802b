"""Waits for jobs, one or a thousand, and yields each as it ends."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vidresults.client.record import UNSUBMITTED, Record, State
from vidresults.errors import ClientError, VidResultsError, WaitTimeout

if TYPE_CHECKING:
    from vidresults.client.context import Context
    from vidresults.client.secret import Secret
    from vidresults.client.submission import Submission
    from vidresults.client.upload import Progress
    from vidresults.client.watch import Watch

_TICK_SECONDS = 1.0
_LONGEST_GAP_SECONDS = 0.2
_JITTER = 0.25  # of the interval
_GOES_ON = (*UNSUBMITTED, State.SUBMITTING, State.SUBMITTED, State.RUNNING)

Ended = tuple[Record, VidResultsError | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listeners:
    """Who hears of a wait.

    Attributes:
        on_status: Called with the job's row after each look at it.
        on_tick: Called about once a second.
        on_upload: Called with bytes done and total, where an upload has to be made good.
    """

    on_status: Callable[[Record], None] | None = None
    on_tick: Callable[[], None] | None = None
    on_upload: Progress | None = None


class Waiting:
    """Takes turns between jobs; each is looked at when it is time for it."""

    def __init__(self, context: Context, submission: Submission, watch: Watch) -> None:
        self._context = context
        self._submission = submission
        self._watch = watch

    def each(
        self, jobs: Sequence[str], *, deadline_seconds: float | None, heard: Listeners
    ) -> Iterator[Ended]:
        """Yield each job when it has ended, with the error that this stands for, if any.

        Jobs that were not submitted yet are. The first looks come at once, one shortly after
        the other; later ones are spread by chance.

        Args:
            jobs: Ids of the ledger.
            deadline_seconds: After that the jobs that are left are yielded with a WaitTimeout;
                they go on. None waits for ever.
            heard: Who hears of it.
        """
        clock = self._context.clock
        began = clock.monotonic()
        end = None if deadline_seconds is None else began + deadline_seconds
        silent = {job: self._context.ledger.get(job).odd_answers for job in jobs}
        gap = min(_LONGEST_GAP_SECONDS, self._context.poll_interval / max(1, len(jobs)))
        turns = [(began + gap * place, place, job) for place, job in enumerate(jobs)]
        while turns:
            due, place, job = turns[0]
            if not self._pause(due, end, heard.on_tick):
                break
            heapq.heappop(turns)
            record, error = self._turn(job, heard, silent)
            if error is not None or record.state not in _GOES_ON:
                yield record, error
                continue
            pause = self._seconds_to_turn(record, alone=len(jobs) == 1)
            heapq.heappush(turns, (clock.monotonic() + pause, place, job))
        for _, _, job in sorted(turns):
            record = self._context.ledger.get(job)
            words = f"job {job} is still {record.state} after {deadline_seconds:g} s; it goes on"
            yield record, WaitTimeout(words)

    def url_of(self, job: str) -> Secret:
        """Where the result of a finished job is, asked for when it is time to.

        Raises:
            ClientError: The job has failed or is not done; or the status tells nothing.
        """
        record = self._context.ledger.get(job)
        for _ in range(self._context.patience):
            url = self._watch.url(job)
            if url is not None:
                return url
            self._pause(self._context.clock.monotonic() + self._watch.seconds_to_look(record))
            record = self._watch.look(job)
            failure = self._context.failure(record)
            if failure is not None:
                raise failure
            if record.state in _GOES_ON:
                raise ClientError(f"job {job} is still {record.state}: wait for it first")
        url = self._watch.url(job)
        if url is not None:
            return url
        raise self._watch.trouble(record) or ClientError(f"job {job} tells no address of a result")

    def _turn(self, job: str, heard: Listeners, silent: dict[str, int]) -> Ended:
        """Do what is next for a job; `silent` counts the answers that told nothing before."""
        try:
            record = self._context.ledger.get(job)
            if record.state in (*UNSUBMITTED, State.SUBMITTING):
                record = self._submission.carry_on(job, progress=heard.on_upload, timeout_seconds=0)
            if record.state in (State.SUBMITTED, State.RUNNING, State.EXPIRED):
                record = self._watch.look(job)
        except VidResultsError as error:
            return self._context.ledger.get(job), error
        if heard.on_status is not None:
            heard.on_status(record)
        silent[job] = min(silent[job], record.odd_answers)  # one good answer begins it anew
        if record.odd_answers - silent[job] >= self._context.patience:
            return record, self._watch.trouble(record)
        return record, self._context.failure(record)

    def _seconds_to_turn(self, record: Record, *, alone: bool) -> float:
        """Until the next look; of a job that another process is submitting, until a glance."""
        if record.job_id is None:
            return min(_TICK_SECONDS, self._context.poll_interval)
        spread = 0.0 if alone else self._context.random() * _JITTER
        return self._watch.seconds_to_look(record) + spread * self._context.poll_interval

    def _pause(
        self, until: float, end: float | None = None, on_tick: Callable[[], None] | None = None
    ) -> bool:
        """Sleep until then, in short pieces; False where the end comes first."""
        clock = self._context.clock
        while (rest := until - (now := clock.monotonic())) > 0:
            if end is not None and now >= end:
                return False
            if on_tick is not None:
                on_tick()
            clock.sleep(min(rest, _TICK_SECONDS, *([] if end is None else [end - now])))
        return True
