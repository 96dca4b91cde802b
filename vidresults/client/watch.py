"""Looks at jobs: once at first, then at most once an interval in all processes together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vidresults.client.api import Unanswered
from vidresults.client.ledger import LONGEST_RETRY_AFTER
from vidresults.client.record import Record, State
from vidresults.client.status import Kind, Status
from vidresults.errors import ApiError, ClientError, ProtocolError

if TYPE_CHECKING:
    from vidresults.client.context import Context
    from vidresults.client.secret import Secret

_STATE_OF = {Kind.RUNNING: State.RUNNING, Kind.DONE: State.DONE, Kind.FAILED: State.FAILED}
_NOT_FOUND = 404
_YOUNG_SECONDS = 600.0


class Watch:
    """Asks for the status of jobs and records the answers; keeps result URLs in memory only."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._ledger = context.ledger
        self._urls: dict[str, Secret] = {}
        self._asked: dict[str, float] = {}
        self._troubles: dict[str, ClientError] = {}

    def look(self, job: str) -> Record:
        """Ask for the status if it is time to; in any case return what the ledger knows.

        Raises:
            ApiError: The service refuses to tell.
        """
        record = self._ledger.get(job)
        if record.job_id is None:
            return record
        api = self._context.api_of(record)
        if not self._may_ask(job):
            return self._ledger.get(job)
        try:
            answer = api.status(record.job_id)
        except ApiError as error:
            return self._refused(record, error)
        finally:
            self._asked[job] = self._context.clock.monotonic()
        if isinstance(answer, Unanswered):
            self._troubles[job] = answer.error
            not_before = None
            if answer.retry_after is not None:
                pause = min(answer.retry_after, LONGEST_RETRY_AFTER)
                not_before = self._context.clock.now() + pause
            return self._nothing_told(record, str(answer.error), not_before)
        if answer.kind is Kind.ODD:
            self._troubles[job] = ProtocolError(answer.words)
            return self._nothing_told(record, answer.words, None)
        self._troubles.pop(job, None)
        return self._told(record, answer)

    def trouble(self, record: Record) -> ClientError | None:
        """The error of a status that told nothing; None where the last one did."""
        if not record.odd_answers:
            return None
        return self._troubles.get(record.id) or ProtocolError(record.problem or "no status")

    def seconds_to_look(self, record: Record) -> float:
        """Seconds until the next look is allowed, by the ledger and by this process's own."""
        interval = self._context.poll_interval
        own = self._asked.get(record.id)
        wait = 0.0 if own is None else own + interval - self._context.clock.monotonic()
        return max(wait, self._ledger.seconds_to_poll(record, interval))

    def url(self, job: str) -> Secret | None:
        """Where the result is, if this process was told; it expires."""
        return self._urls.get(job)

    def forget_url(self, job: str) -> None:
        """The URL does not serve any more."""
        self._urls.pop(job, None)

    def expire(self, record: Record, problem: str) -> Record:
        """The service has neither the job nor its result any more."""
        return self._ledger.update(record.id, state=State.EXPIRED, problem=problem)

    def _may_ask(self, job: str) -> bool:
        interval = self._context.poll_interval
        own = self._asked.get(job)
        if own is not None and self._context.clock.monotonic() - own < interval:
            return False
        return self._ledger.claim_poll(job, interval)

    def _told(self, record: Record, status: Status) -> Record:
        now, state = self._context.clock.now(), _STATE_OF[status.kind]
        if status.url is not None:
            self._urls[record.id] = status.url
        if state is State.DONE and self._ledger.get(record.id).state is State.FETCHED:
            state = State.FETCHED
        over = state is not State.RUNNING
        return self._ledger.update(
            record.id,
            state=state,
            odd_answers=0,
            last_status=status.words,
            problem=status.words if state is State.FAILED else None,
            # counted from the answer on: a slow call must not shorten the pause
            last_poll_at=now,
            not_before=None,
            finished_at=record.finished_at or (now if over else None),
        )

    def _nothing_told(self, record: Record, problem: str, not_before: float | None) -> Record:
        return self._ledger.update(
            record.id,
            odd_answers=record.odd_answers + 1,
            problem=problem,
            last_poll_at=self._context.clock.now(),
            not_before=not_before,
        )

    def _refused(self, record: Record, error: ApiError) -> Record:
        """A job that the service knew once, and does not now, has expired.

        A young one may not have reached every part of the service yet, and another key may not
        see it.
        """
        age = self._context.clock.now() - (record.submitted_at or record.created_at)
        ours = record.key_fingerprint == self._context.fingerprint
        known = record.last_status is not None or age > _YOUNG_SECONDS
        if error.status == _NOT_FOUND and ours and known:
            return self.expire(record, str(error))
        raise error
