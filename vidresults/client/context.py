"""What the parts of the client share: ledger, key, calls, clock and chance."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vidresults.client.api import Api
from vidresults.client.config import find_key
from vidresults.client.record import Record, State
from vidresults.client.secret import Redactor, Secret
from vidresults.errors import ClientError, JobFailed, JobUncertain

if TYPE_CHECKING:
    from vidresults.client.clock import Clock
    from vidresults.client.ledger import Ledger
    from vidresults.client.transport import Transport


@dataclass(frozen=True, kw_only=True)
class Context:
    """The client's surroundings.

    Attributes:
        base_url: The API's address for new jobs.
        given_key: The key as given, None to look for it.
        ledger: The jobs.
        ledger_option: What commands need to find this ledger: "" for the usual one.
        clock: The time.
        random: Gives a number from 0 to 1.
        poll_interval: Seconds between two looks at one job, in all processes together.
        patience: Number of status answers in a row that may tell nothing.
        new_transport: Makes the transport once the key is known.
    """

    base_url: str
    given_key: str | Secret | None
    ledger: Ledger
    ledger_option: str
    clock: Clock
    random: Callable[[], float]
    poll_interval: float
    patience: int
    new_transport: Callable[[Redactor], Transport]

    @functools.cached_property
    def key(self) -> Secret:
        """The key, looked for on first use: listing jobs needs none."""
        return find_key(self.given_key, self.base_url)

    @functools.cached_property
    def fingerprint(self) -> str:
        """The key's salted fingerprint, as the ledger holds it."""
        return self.key.fingerprint(self.ledger.salt())

    @functools.cached_property
    def transport(self) -> Transport:
        """Makes the calls."""
        return self.new_transport(Redactor(self.key))

    def api_of(self, record: Record) -> Api:
        """The API that a job was given to; a key never goes where it was not meant to go.

        Raises:
            ClientError: The job was submitted to another address with another key.
        """
        if record.base_url != self.base_url and record.key_fingerprint != self.fingerprint:
            raise ClientError(
                f"job {record.id} was submitted to {record.base_url} with another key: give that "
                "base URL and its key"
            )
        return Api(self.transport, record.base_url, self.key)

    def failure(self, record: Record) -> ClientError | None:
        """The error that a job's end stands for; None where it is well."""
        if record.state is State.FAILED:
            return JobFailed(f"job {_names(record)} failed: {record.problem}")
        if record.state is State.EXPIRED:
            return JobFailed(f"job {_names(record)} is no longer stored: {record.problem}")
        if record.state is State.UNCERTAIN:
            command = f"vidresults jobs resolve {record.id}"
            return JobUncertain(
                f"it is not known whether job {record.id} was submitted ({record.problem}): look "
                f"whether the service runs it, then `{command} --job-id J{self.ledger_option}` or "
                f"`{command} --not-sent{self.ledger_option}`"
            )
        return None


def _names(record: Record) -> str:
    return f"{record.id} ({record.job_id})" if record.job_id else record.id
