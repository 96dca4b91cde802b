"""Values that are never shown, and the cleaning of texts that may hold them."""

from __future__ import annotations

import hashlib
import json
import logging
import re
from typing import NoReturn
from urllib.parse import quote, quote_plus

_HIDDEN = "[redacted]"
_NAMES = r"api_?key|signature|credential|accessid|access_?key|token|secret|password"
_CLEANERS = (
    # the user and password of a URL, and its whole query: signed URLs keep their rights in it
    (re.compile(r"(?i)\b([a-z][a-z0-9+.-]*://)[^\s\"'<>/@?]+@"), rf"\1{_HIDDEN}@"),
    (re.compile(r"(?i)\b([a-z][a-z0-9+.-]*:\\?/\\?/[^\s\"'<>?]*)\?[^\s\"'<>]*"), rf"\1?{_HIDDEN}"),
    # the same where the address lost its beginning, as in the log lines of urllib3
    (
        re.compile(
            rf"(?i)((?:\bkey|[\w-]*(?:{_NAMES})[\w-]*)(?:=|%3d|[\"']\s*:\s*[\"']))[^&\s\"'<>,;]+"
        ),
        rf"\1{_HIDDEN}",
    ),
    # object storage repeats the signature and what was signed in its XML
    (re.compile(r"(?is)<(Signature\w*|StringTo\w+|Canonical\w+)>.*?</\1>"), rf"<\1>{_HIDDEN}</\1>"),
)
_NETWORK_LOGGERS = (
    "urllib3.connection",
    "urllib3.connectionpool",
    "urllib3.poolmanager",
    "urllib3.response",
    "urllib3.util.retry",
)


class Secret:
    """A key or a signed URL: usable by who asks for it in so many words, never shown."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """The value itself; for the request that needs it, never for a message."""
        return self._value

    def fingerprint(self, salt: bytes) -> str:
        """A salted checksum of 32 hexadecimal digits, to tell whether two keys are the same."""
        return hashlib.blake2b(self._value.encode(), key=salt, digest_size=16).hexdigest()

    def __repr__(self) -> str:
        return "Secret(****)"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret is not written anywhere")


class Redactor:
    """Takes known secrets, and whatever looks like one, out of a text."""

    def __init__(self, *secrets: Secret) -> None:
        values = {secret.reveal() for secret in secrets}
        forms = {form for value in values for form in _forms_of(value)}
        self._known = sorted(forms - {""}, key=len, reverse=True)

    def __call__(self, text: str) -> str:
        """The text without secrets."""
        for value in self._known:
            text = text.replace(value, _HIDDEN)
        for pattern, replacement in _CLEANERS:
            text = pattern.sub(replacement, text)
        return text

    def __repr__(self) -> str:
        return f"Redactor({len(self._known)} values)"


def _forms_of(value: str) -> set[str]:
    """The value as it is, and as it stands in URLs and in JSON."""
    return {value, quote(value, safe=""), quote_plus(value), json.dumps(value)[1:-1]}


class _RedactingFilter(logging.Filter):
    """urllib3 logs whole request lines at DEBUG, and URLs with its warnings."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = Redactor()(record.getMessage()), None
        record.exc_info = None
        return True


_FILTER = _RedactingFilter()


def redact_network_logs() -> None:
    """Keep secrets out of what urllib3 logs; doing it again changes nothing."""
    for name in _NETWORK_LOGGERS:
        logging.getLogger(name).addFilter(_FILTER)
