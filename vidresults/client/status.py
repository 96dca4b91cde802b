"""What a status answer means: the documented numbers, and the texts that have been seen."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from vidresults.client.answers import shown
from vidresults.client.config import read_signed_url

if TYPE_CHECKING:
    from vidresults.client.secret import Redactor, Secret

_WORDS = {
    "done": ("completed", "complete", "done", "success", "succeeded", "finished"),
    "running": (
        "processing", "running", "pending", "queued", "started", "submitted", "created", "waiting",
        "in progress",
    ),
    "failed": ("failed", "failure", "error", "cancelled", "canceled", "aborted"),
}  # fmt: skip


class Kind(enum.StrEnum):
    """How a job stands."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    ODD = "odd"
    """The answer says nothing that is promised; the job may be well all the same."""


_KIND_OF = {word: Kind(kind) for kind, words in _WORDS.items() for word in words}


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """One status answer.

    Attributes:
        kind: How the job stands.
        words: The answer as one line without secrets; for ODD, what is wrong with it.
        url: Where the result is; None unless DONE.
    """

    kind: Kind
    words: str
    url: Secret | None = None


def read_status(answer: dict[str, Any], redact: Redactor) -> Status:
    """Read the answer of GET /videoinfer/."""
    words = shown(answer, redact)
    kind = _kind(answer.get("status"))
    if kind is Kind.ODD:
        problem = "has an unknown status" if "status" in answer else "has no status"
        return Status(kind=kind, words=f"the status answer {problem}: {words}")
    if kind is not Kind.DONE:
        return Status(kind=kind, words=words)
    url = read_signed_url(answer.get("output_signed_url"))
    if url is None:
        problem = "the status answer says done and has no output_signed_url"
        return Status(kind=Kind.ODD, words=f"{problem}: {words}")
    return Status(kind=kind, words=words, url=url)


def _kind(status: Any) -> Kind:
    """0 is done, 1 is running, anything higher has failed; numbers may come as text."""
    if isinstance(status, str):
        text = status.strip().lower().replace("_", " ").replace("-", " ")
        if text in _KIND_OF:
            return _KIND_OF[text]
        status = float(text) if text.isascii() and text.isdigit() else None
    if isinstance(status, bool) or not isinstance(status, (int, float)):
        return Kind.ODD
    if status in (0, 1):
        return Kind.DONE if status == 0 else Kind.RUNNING
    return Kind.FAILED if status > 1 else Kind.ODD
