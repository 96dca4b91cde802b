"""A request as the client makes it, and its answer as a stream."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from vidresults.client.answers import Answer, Broken
from vidresults.client.breaks import BREAKS, broken_by

if TYPE_CHECKING:
    import requests

    from vidresults.client.retry import Repeat
    from vidresults.client.secret import Secret

_LONGEST_ANSWER = 8 << 20  # of the API; a result is read piece by piece
_CHUNK = 256 << 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A request, and what may be done about it.

    Attributes:
        name: Method and path, as errors show it: without query and signature.
        method: The HTTP method.
        url: The whole address.
        repeat: Whether it may be made again.
        headers: Headers to send.
        body: Opens the body anew for each call; None sends none.
        fresh: Take a new connection: an old one that died meanwhile would leave it open whether
            the call arrived.
    """

    name: str
    method: str
    url: Secret
    repeat: Repeat
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Callable[[], AbstractContextManager[Any]] | None = None
    fresh: bool = False


class Stream:
    """An answer whose body is read piece by piece.

    Attributes:
        status: The HTTP status.
        headers: Its headers, found without regard to case.
        broken: Why the body ended early; None while it did not.
    """

    def __init__(self, response: requests.Response) -> None:
        self._response = response
        self.status: int = response.status_code
        self.headers: Mapping[str, str] = response.headers
        self.broken: Broken | None = None

    def chunks(self, *, decode: bool) -> Iterator[bytes]:
        """The body; as it was sent, or decompressed. Ends early where `broken` is set."""
        while chunk := self._read(decode=decode):
            yield chunk

    def whole(self, *, at_most: int = _LONGEST_ANSWER) -> Answer:
        """The body as one, cut where it is longer than any answer of the API."""
        body = bytearray()
        for chunk in self.chunks(decode=True):
            body += chunk
            if len(body) > at_most:
                break
        return Answer(status=self.status, headers=self.headers, body=bytes(body[:at_most]))

    def header_values(self, name: str) -> list[str]:
        """Every line of a header that may stand there several times."""
        return list(self._response.raw.headers.getlist(name))

    def _read(self, *, decode: bool) -> bytes:
        try:
            chunk: bytes = self._response.raw.read(_CHUNK, decode_content=decode)
        except BREAKS as error:
            self.broken = broken_by(error)
            return b""
        return chunk
