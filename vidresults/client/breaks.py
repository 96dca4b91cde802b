"""What the network's exceptions mean, in words that hold no address."""

from __future__ import annotations

import http.client
import ssl
from collections.abc import Iterator

import requests
import urllib3.exceptions as u3

from vidresults.client.answers import Broken

BREAKS = (requests.RequestException, u3.HTTPError, http.client.HTTPException, OSError)
"""Everything that requests, urllib3 and the sockets raise when a connection fails."""

_UNSENT = (
    u3.NewConnectionError,
    u3.ConnectTimeoutError,
    u3.LocationParseError,
    requests.exceptions.InvalidURL,
    requests.exceptions.InvalidSchema,
    requests.exceptions.MissingSchema,
    ssl.SSLCertVerificationError,
)
_WORDS: tuple[tuple[type[BaseException], str], ...] = (
    (u3.NameResolutionError, "the host's name is not known"),
    (ssl.SSLCertVerificationError, "the host's certificate is not trusted"),
    (ConnectionRefusedError, "the connection was refused"),
    (ConnectionResetError, "the connection was reset"),
    (BrokenPipeError, "the connection was closed"),
    (http.client.RemoteDisconnected, "the connection was closed without an answer"),
    (u3.NewConnectionError, "there is no connection"),  # it counts as a timeout too
    (u3.ConnectTimeoutError, "no connection in time"),
    (u3.ReadTimeoutError, "no answer in time"),
    (requests.Timeout, "no answer in time"),
    (TimeoutError, "no answer in time"),
    (u3.IncompleteRead, "the answer broke off"),
    (http.client.IncompleteRead, "the answer broke off"),
    (requests.exceptions.ProxyError, "the proxy cannot be reached"),
    (u3.DecodeError, "the answer's compression is damaged"),
    (ssl.SSLError, "the encryption failed"),
    (requests.exceptions.InvalidURL, "the address is not understood"),
    (requests.exceptions.InvalidSchema, "the address is not understood"),
)


def broken_by(error: BaseException) -> Broken:
    """The break that an exception stands for; nothing of its text is kept."""
    links = list(_links(error))
    words = next(
        (text for kind, text in _WORDS if any(isinstance(link, kind) for link in links)),
        "the connection failed",
    )
    return Broken(reason=words, sent=not any(isinstance(link, _UNSENT) for link in links))


def _links(error: BaseException, depth: int = 0) -> Iterator[BaseException]:
    """The exception and those that it wraps; not what merely happened before it."""
    yield error
    inner = [*error.args, getattr(error, "reason", None), error.__cause__]
    for link in inner:
        if isinstance(link, BaseException) and depth < 8:  # noqa: PLR2004 - deeper than any chain
            yield from _links(link, depth + 1)
