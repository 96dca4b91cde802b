"""Signed URLs in the form of object storage's fourth version, signed with a secret of this server.

The signature covers method, path, the whole query and the headers that X-Goog-SignedHeaders names.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import os
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from vidresults.localserver.refusals import StorageRefusal

_ALGORITHM = "GOOG4-HMAC-SHA256"
_SIGNATURE = "X-Goog-Signature"
_DATE = "%Y%m%dT%H%M%SZ"
_MISMATCH = (
    "The request signature we calculated does not match the signature you provided. "
    "Check the method, the path and the signed headers: {headers}."
)

Query = Sequence[tuple[str, str]]


def load_secret(file: Path) -> bytes:
    """The secret of a data folder, made on first use, readable by its owner only."""
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return file.read_bytes()
    with os.fdopen(descriptor, "wb") as opened:
        opened.write(os.urandom(32))
    return file.read_bytes()


class Signer:
    """Makes signed URLs and checks requests that use them."""

    def __init__(self, secret: bytes, clock: Callable[[], float]) -> None:
        self._secret = secret
        self._clock = clock

    def fingerprint(self, key: str) -> str:
        """Who a key belongs to, as 28 hex digits that do not tell the key."""
        digest = hmac.new(self._secret, b"owner:" + key.encode(), hashlib.sha256)
        return digest.hexdigest()[:28]

    def sign(
        self, method: str, base: str, path: str, *, lifetime: int, content_type: str | None = None
    ) -> str:
        """Return a URL that lets its holder do one thing for some time.

        Args:
            method: PUT or GET.
            base: Scheme and host.
            path: Decoded path, with its leading slash.
            lifetime: Seconds.
            content_type: The content type that must be sent; None signs none.
        """
        now = dt.datetime.fromtimestamp(int(self._clock()), dt.UTC)
        headers = {"host": urlsplit(base).netloc}
        if content_type is not None:
            headers["content-type"] = content_type
        query = [
            ("X-Goog-Algorithm", _ALGORITHM),
            ("X-Goog-Credential", f"vidresults-local/{now:%Y%m%d}/auto/storage/goog4_request"),
            ("X-Goog-Date", now.strftime(_DATE)),
            ("X-Goog-Expires", str(lifetime)),
            ("X-Goog-SignedHeaders", ";".join(sorted(headers))),
        ]
        query.append((_SIGNATURE, self._signature(method, path, query, headers)))
        return f"{base}{quote(path)}?{urlencode(query, quote_via=quote, safe='')}"

    def check(self, method: str, path: str, query: Query, headers: Mapping[str, str]) -> None:
        """Check a request.

        Raises:
            StorageRefusal: There is no signature, it is not that of this request, or it is late.
        """
        self.check_signature(method, path, query, headers)
        given = dict(query)
        start = dt.datetime.strptime(given["X-Goog-Date"], _DATE).replace(tzinfo=dt.UTC)
        if self._clock() >= start.timestamp() + int(given["X-Goog-Expires"]):
            raise StorageRefusal(400, "ExpiredToken", "The provided token has expired.")

    def check_signature(
        self, method: str, path: str, query: Query, headers: Mapping[str, str]
    ) -> None:
        """Check only whether this server made the URL for such a request.

        Raises:
            StorageRefusal: There is no signature, or it is not that of this request.
        """
        given = [value for name, value in query if name == _SIGNATURE]
        if not given:
            raise StorageRefusal(403, "AccessDenied", "Access denied: the URL is not signed.")
        names = dict(query).get("X-Goog-SignedHeaders", "").lower()
        signed = {name: headers.get(name, "") for name in names.split(";")}
        right = self._signature(method, path, query, signed).encode()
        if len(given) > 1 or not hmac.compare_digest(right, given[0].encode(errors="replace")):
            shown = names if re.fullmatch("[a-z;-]{1,100}", names) else "host"
            raise StorageRefusal(403, "SignatureDoesNotMatch", _MISMATCH.format(headers=shown))

    def path_of(self, url: str, *, method: str, content_type: str) -> str | None:
        """The decoded path of a URL that this server signed, expired or not; None of any other."""
        try:
            parts = urlsplit(url)
            query = parse_qsl(parts.query, keep_blank_values=True, max_num_fields=20)
            path = unquote(parts.path)
            headers = {"host": parts.netloc, "content-type": content_type}
            self.check_signature(method, path, query, headers)
        except (StorageRefusal, ValueError):
            return None
        return path

    def _signature(self, method: str, path: str, query: Query, headers: Mapping[str, str]) -> str:
        pairs = sorted(pair for pair in query if pair[0] != _SIGNATURE)
        lines = [f"{name}:{value.strip()}" for name, value in sorted(headers.items())]
        request = "\n".join(
            [
                method,
                quote(path, errors="replace"),
                urlencode(pairs, quote_via=quote, safe="", errors="replace"),
                *lines,
                ";".join(sorted(headers)),
                "UNSIGNED-PAYLOAD",
            ]
        )
        hashed = hashlib.sha256(request.encode(errors="replace")).hexdigest()
        text = f"{_ALGORITHM}\n{hashed}"
        return hmac.new(self._secret, text.encode(), hashlib.sha256).hexdigest()
