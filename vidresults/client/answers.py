"""What came back from a call: an answer, or a break; and what an answer says."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from vidresults.errors import ApiError, KeyRefusedError, ProtocolError

if TYPE_CHECKING:
    from vidresults.client.secret import Redactor

_LONGEST_SHOWN = 300
_SUCCESS = 2  # the first digit of the status
_SERVER_ERROR = 5
_XML_CODE = re.compile(rb"<Error>.*?<Code>\s*([A-Za-z]+)\s*</Code>", re.DOTALL)
_XML_MESSAGE = re.compile(rb"<Message>\s*([^<]+?)\s*</Message>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An HTTP answer, read whole.

    Attributes:
        status: The HTTP status.
        headers: Its headers, found without regard to case.
        body: Its body, decompressed.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def is_success(self) -> bool:
        """Whether the status is one of success."""
        return self.status // 100 == _SUCCESS

    @property
    def is_server_error(self) -> bool:
        """Whether the service itself is at a loss, and it is not known what it did."""
        return self.status // 100 == _SERVER_ERROR

    @property
    def storage_code(self) -> str | None:
        """The error code of object storage, such as "ExpiredToken"; None in other answers."""
        found = _XML_CODE.search(self.body)
        return found[1].decode() if found else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """No answer, or only a part of one.

    Attributes:
        reason: What happened, without the address.
        sent: Whether the request may have reached the other side.
    """

    reason: str
    sent: bool


def read_object(answer: Answer, name: str) -> dict[str, Any]:
    """The JSON object of an answer.

    Raises:
        ProtocolError: The answer holds something else.
    """
    try:
        value = json.loads(answer.body)
    except (ValueError, RecursionError):
        raise ProtocolError(f"{name} answered {_kind_of(answer)}, expected JSON") from None
    if not isinstance(value, dict):
        raise ProtocolError(f"{name} answered a JSON {type(value).__name__}, expected an object")
    return value


def refusal(answer: Answer, name: str, redact: Redactor) -> ApiError:
    """The error that an answer of another status than success stands for."""
    kind = KeyRefusedError if answer.status in (401, 403) else ApiError
    return kind(redact(_words_of(answer)), status=answer.status, method=name)


def shown(value: Any, redact: Redactor) -> str:
    """A decoded answer as one line without secrets, cut where it is long."""
    return _cut(redact(json.dumps(value, ensure_ascii=False)))


def _words_of(answer: Answer) -> str:
    """What the error body says: of the service's envelope, of object storage, or of a page."""
    code = answer.storage_code
    if code:
        message = _XML_MESSAGE.search(answer.body)
        return f"{code}: {message[1].decode(errors='replace')}" if message else code
    try:
        value = json.loads(answer.body)
    except (ValueError, RecursionError):
        return _kind_of(answer)
    found = value.get("error", value) if isinstance(value, dict) else value
    if isinstance(found, dict):
        parts = [str(found[key]) for key in ("message", "hint") if found.get(key)]
        return _cut(" ".join(parts) or json.dumps(found))
    return _cut(str(found))


def _kind_of(answer: Answer) -> str:
    start = answer.body.lstrip()[:200].lower()
    if not start:
        return "an empty body"
    if start.startswith((b"<!doctype html", b"<html")):
        return "an HTML page"
    return "XML" if start.startswith(b"<") else "text that is no JSON"


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST_SHOWN else f"{line[:_LONGEST_SHOWN]}..."
