"""One HTTP call: with time limits, repeated where that is safe, and without secrets in errors."""

from __future__ import annotations

import contextlib
import logging
import random
from collections.abc import Callable, Iterator
from importlib.metadata import version
from typing import Any

import requests

from vidresults.client.answers import Answer, Broken, refusal
from vidresults.client.breaks import BREAKS, broken_by
from vidresults.client.call import Call, Stream
from vidresults.client.clock import Clock, SystemClock
from vidresults.client.config import is_loopback
from vidresults.client.retry import Repeat, RetryPolicy, read_retry_after, worth_repeating
from vidresults.client.secret import Redactor, redact_network_logs
from vidresults.errors import ConnectionFailedError

_LOG = logging.getLogger("vidresults.client")


class Transport:
    """Makes calls; the only place where requests is used."""

    def __init__(
        self,
        *,
        redact: Redactor,
        policy: RetryPolicy | None = None,
        connect_seconds: float = 15.0,
        read_seconds: float = 60.0,
        clock: Clock | None = None,
        random: Callable[[], float] = random.random,
        new_session: Callable[[], requests.Session] = requests.Session,
    ) -> None:
        """Take the limits, and what tests replace: clock, chance and sessions."""
        self.redact = redact
        self.policy = policy or RetryPolicy()
        self.clock = clock or SystemClock()
        self.random = random
        self._timeout = (connect_seconds, read_seconds)
        self._new_session = new_session
        self._session = self._session_of_ours()
        redact_network_logs()

    def expect(self, call: Call) -> Answer:
        """The answer of success, after as many calls as it needs and the policy allows.

        Raises:
            ConnectionFailedError: None came.
            ApiError: Another answer came.
        """
        outcome = self.send(call)
        if isinstance(outcome, Broken):
            raise ConnectionFailedError(f"{call.name}: {outcome.reason}")
        if not outcome.is_success:
            raise refusal(outcome, call.name, self.redact)
        return outcome

    def send(self, call: Call) -> Answer | Broken:
        """The answer, whatever its status, or the break, after the repeats."""
        attempt = 1
        while True:
            outcome = self._once(call)
            pause = self._pause(call, outcome, attempt)
            if pause is None:
                return outcome
            self.clock.sleep(pause)
            attempt += 1

    @contextlib.contextmanager
    def stream(self, call: Call) -> Iterator[Stream | Broken]:
        """Make the call once; the body of the answer is read by who takes it."""
        session = self._session_of_ours() if call.fresh else self._session
        with contextlib.ExitStack() as opened:
            if call.fresh:
                opened.callback(session.close)
            body = opened.enter_context(call.body()) if call.body else None
            outcome = self._open(session, call, body)
            if isinstance(outcome, requests.Response):
                opened.callback(outcome.close)
                yield Stream(outcome)
            else:
                yield outcome

    def _once(self, call: Call) -> Answer | Broken:
        with self.stream(call) as stream:
            if isinstance(stream, Broken):
                _LOG.debug("%s: %s", call.name, stream.reason)
                return stream
            answer = stream.whole()
            _LOG.debug("%s answered %d", call.name, answer.status)
            return stream.broken or answer

    def _open(self, session: requests.Session, call: Call, body: Any) -> requests.Response | Broken:
        """Failures are returned: what is raised inside `except` carries the address along."""
        url = call.url.reveal()
        try:
            return session.request(
                call.method,
                url,
                data=body,
                headers=dict(call.headers),
                timeout=self._timeout,
                stream=True,
                allow_redirects=False,
                # a proxy of the environment cannot reach what runs on this machine
                proxies={"http": None, "https": None} if is_loopback(url) else None,  # type: ignore[dict-item] # None switches a proxy off
            )
        except BREAKS as error:
            return broken_by(error)

    def _pause(self, call: Call, outcome: Answer | Broken, attempt: int) -> float | None:
        retry_after = None
        if isinstance(outcome, Broken):
            again = call.repeat is Repeat.ALWAYS or not outcome.sent
            what = outcome.reason
        else:
            again = worth_repeating(outcome.status, call.repeat)
            retry_after = read_retry_after(outcome.headers, self.clock.now())
            what = str(outcome.status)
        if not again:
            return None
        pause = self.policy.pause(attempt, self.random, retry_after)
        if pause is not None:
            _LOG.info("%s: %s; again in %.1f s", call.name, what, pause)
        return pause

    def _session_of_ours(self) -> requests.Session:
        session = self._new_session()
        session.headers["User-Agent"] = f"vidresults/{version('vidresults')}"
        # without this a .netrc adds a header that object storage takes for another signature
        session.auth = _unchanged
        return session


def _unchanged(request: requests.PreparedRequest) -> requests.PreparedRequest:
    return request
