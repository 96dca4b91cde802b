"""The three methods of the Video Inference API."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from vidresults.client.answers import Answer, Broken, read_object, refusal
from vidresults.client.call import Call
from vidresults.client.config import read_signed_url
from vidresults.client.retry import Repeat, read_retry_after
from vidresults.client.secret import Secret
from vidresults.client.status import Kind, Status, read_status
from vidresults.errors import ClientError, ConnectionFailedError, ProtocolError

if TYPE_CHECKING:
    from vidresults.client.models import Model
    from vidresults.client.transport import Transport

_UPLOAD_URL = "/video_upload_signed_url/"
_JOBS = "/videoinfer/"
_LONGEST_JOB_ID = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Unclear:
    """A submission of which nobody knows whether it made a job.

    Attributes:
        reason: What was seen instead of the job's id.
    """

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unanswered:
    """A status that could not be had now, and may be had later.

    Attributes:
        error: What to raise where nobody waits.
        retry_after: Seconds that the service asked to wait, None where it did not.
    """

    error: ClientError
    retry_after: float | None = None


class Api:
    """The API under one address, with one key."""

    def __init__(self, transport: Transport, base_url: str, key: Secret) -> None:
        self._transport = transport
        self._base_url = base_url
        self._key = key

    def upload_url(self, name: str) -> Secret:
        """Ask where a video can be uploaded under this name.

        Raises:
            ApiError: The service refuses.
            ConnectionFailedError: No answer came.
            ProtocolError: The answer holds no address.
        """
        call = self._call(
            "POST", _UPLOAD_URL, Repeat.ALWAYS, Secret(json.dumps({"file_name": name}))
        )
        answer = self._transport.expect(call)
        url = read_signed_url(read_object(answer, call.name).get("signed_url"))
        if url is None:
            raise ProtocolError(f"{call.name} answered without a signed_url")
        return url

    def submit(
        self, input_url: Secret, infer_fps: Fraction, models: Sequence[Model]
    ) -> str | Unclear:
        """Start a job; it is asked for once, unless it surely was not taken.

        Raises:
            ApiError: The service refuses; there is no job.
            ConnectionFailedError: It could not be reached; there is no job.
        """
        body = _submission(input_url, infer_fps, models)
        call = self._call("POST", _JOBS, Repeat.UNLESS_ARRIVED, body)
        outcome = self._transport.send(call)
        if isinstance(outcome, Broken):
            if not outcome.sent:
                raise ConnectionFailedError(f"{call.name}: {outcome.reason}")
            return Unclear(reason=outcome.reason)
        if outcome.is_success:
            return _job_id(outcome, call.name)
        if not outcome.is_server_error:
            raise refusal(outcome, call.name, self._transport.redact)
        return Unclear(reason=f"the service answered {outcome.status}")

    def status(self, job_id: str) -> Status | Unanswered:
        """Ask how a job stands, once: the service allows one look a minute.

        Raises:
            ApiError: The service refuses to tell, and will again.
        """
        call = self._call("GET", _JOBS, Repeat.UNLESS_SENT, query={"job_id": job_id})
        outcome = self._transport.send(call)
        if isinstance(outcome, Broken):
            return Unanswered(error=ConnectionFailedError(f"{call.name}: {outcome.reason}"))
        if not outcome.is_success:
            error = refusal(outcome, call.name, self._transport.redact)
            if outcome.status not in (408, 429) and not outcome.is_server_error:
                raise error
            now = self._transport.clock.now()
            return Unanswered(error=error, retry_after=read_retry_after(outcome.headers, now))
        try:
            return read_status(read_object(outcome, call.name), self._transport.redact)
        except ProtocolError as error:
            return Status(kind=Kind.ODD, words=str(error))

    def _call(
        self,
        method: str,
        path: str,
        repeat: Repeat,
        body: Secret | None = None,
        query: dict[str, str] | None = None,
    ) -> Call:
        asked = urlencode({"api_key": self._key.reveal(), **(query or {})})
        return Call(
            name=f"{method} {path}",
            method=method,
            url=Secret(f"{self._base_url}{path}?{asked}"),
            repeat=repeat,
            headers={} if body is None else {"Content-Type": "application/json"},
            body=None if body is None else lambda: contextlib.nullcontext(body.reveal()),
            fresh=repeat is Repeat.UNLESS_ARRIVED,
        )


def _submission(input_url: Secret, infer_fps: Fraction, models: Sequence[Model]) -> Secret:
    whole = infer_fps.denominator == 1
    body = {
        "input_url": input_url.reveal(),
        "infer_fps": int(infer_fps) if whole else float(infer_fps),
        "models": [model.as_request() for model in models],
    }
    return Secret(json.dumps(body))


def _job_id(answer: Answer, name: str) -> str | Unclear:
    try:
        found = read_object(answer, name).get("job_id")
    except ProtocolError as error:
        return Unclear(reason=str(error))
    if isinstance(found, int) and not isinstance(found, bool):
        found = str(found)
    if isinstance(found, str) and found.isprintable() and 0 < len(found) <= _LONGEST_JOB_ID:
        return found
    return Unclear(reason=f"{name} answered without a job_id")
