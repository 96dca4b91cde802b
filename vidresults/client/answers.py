"""What came back from a call: an answer, or a break; and what an answer says."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from vidresults.errors import ApiError, KeyRefusedError, ProtocolError

if TYPE_CHECKING:
    from vidresults.client.secret import Redactor

_LONGEST_SHOWN = 300
_LONGEST_READ = 1 << 16  # of an error: nobody means more than that
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
    # tools that report errors show variables: what came is not for showing
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)

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
        found = _XML_CODE.search(self.body[:_LONGEST_READ])
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
    found = _object_or_problem(answer)
    if isinstance(found, str):
        raise ProtocolError(f"{name} answered {found}")
    return found


def refusal(answer: Answer, name: str, redact: Redactor, *, storage: bool = False) -> ApiError:
    """The error that an answer of another status than success stands for.

    Args:
        answer: The answer.
        name: What was asked.
        redact: Takes secrets out of the answer's words.
        storage: It comes from object storage, which knows no keys.
    """
    kind = KeyRefusedError if answer.status in (401, 403) and not storage else ApiError
    return kind(_line(_words_of(answer), redact), status=answer.status, method=name)


def shown(value: Any, redact: Redactor) -> str:
    """A decoded answer as one line without secrets, cut where it is long."""
    return _line(json.dumps(value, ensure_ascii=False), redact)


def _object_or_problem(answer: Answer) -> dict[str, Any] | str:
    try:
        value = json.loads(answer.body)
    except (ValueError, RecursionError):
        return f"{_kind_of(answer)}, expected JSON"
    if isinstance(value, dict):
        return value
    return f"a JSON {type(value).__name__}, expected an object"


def _words_of(answer: Answer) -> str:
    """What the error body says: of the service's envelope, of object storage, or of a page."""
    code = answer.storage_code
    if code:
        message = _XML_MESSAGE.search(answer.body[:_LONGEST_READ])
        return f"{code}: {message[1].decode(errors='replace')}" if message else code
    try:
        value = json.loads(answer.body)
    except (ValueError, RecursionError):
        return _kind_of(answer)
    found = value.get("error", value) if isinstance(value, dict) else value
    if isinstance(found, dict):
        parts = [str(found[key]) for key in ("message", "hint") if found.get(key)]
        return " ".join(parts) or json.dumps(found)
    return str(found)


def _kind_of(answer: Answer) -> str:
    start = answer.body.lstrip()[:200].lower()
    if not start:
        return "an empty body"
    if start.startswith((b"<!doctype html", b"<html")):
        return "an HTML page"
    return "XML" if start.startswith(b"<") else "text that is no JSON"


def _line(text: str, redact: Redactor) -> str:
    """One line, cut where it is long; only after the cleaning, which has to see whole secrets."""
    line = " ".join(redact(text[:_LONGEST_READ]).split())
    return line if len(line) <= _LONGEST_SHOWN else f"{line[:_LONGEST_SHOWN]}..."
