"""Brings a result to a file: resumed after breaks, and held against the storage's checksums."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO
from urllib.parse import parse_qs, urlsplit

from vidresults.client.answers import Broken, refusal
from vidresults.client.call import Call, Stream
from vidresults.client.download_ends import Cut, Damaged, Expired, check_whole, extent_of
from vidresults.client.retry import Repeat, read_retry_after, worth_repeating
from vidresults.errors import ConnectionFailedError, DownloadError, OutputError

if TYPE_CHECKING:
    from vidresults.client.secret import Secret
    from vidresults.client.transport import Transport
    from vidresults.client.upload import Progress

_NAME = "GET (download from the signed URL)"
_DAMAGED_LIMIT = 3
_EXPIRED_CODES = ("ExpiredToken", "AccessDenied", "SignatureDoesNotMatch")


class Download:
    """One download into a partial file."""

    def __init__(
        self,
        transport: Transport,
        *,
        part: Path,
        etag: str | None,
        on_etag: Callable[[str | None], None],
        progress: Progress | None = None,
    ) -> None:
        """Prepare; nothing is asked yet.

        Args:
            transport: Makes the calls.
            part: The partial file; what it holds is gone on with where the etag allows.
            etag: The version that `part` is of, None where that is not known.
            on_etag: Told the version, before the first byte is written.
            progress: Told the bytes that are there, and their total.
        """
        self._transport = transport
        self._part = part
        self._etag = etag
        self._on_etag = on_etag
        self._progress = progress

    def run(self, url_now: Callable[[], Secret], url_anew: Callable[[], Secret]) -> None:
        """Download until the partial file is whole and has its checksums.

        Args:
            url_now: Gives the URL.
            url_anew: Gives another, after the first expired.

        Raises:
            DownloadError: It comes damaged, or not at all; what arrived stays.
            ApiError: Object storage refuses.
            OutputError: The disk refuses; nothing stays.
        """
        url, renewed_at, failures, damaged = url_now(), -1, 0, 0
        while True:
            before = self._size()
            end = self._once(url)
            match end:
                case None:
                    return
                case Expired(error):
                    if renewed_at == self._size():
                        raise error
                    renewed_at, url = self._size(), url_anew()
                case Damaged(reason):
                    self._remove()
                    damaged += 1
                    if damaged == _DAMAGED_LIMIT:
                        raise DownloadError(f"{_NAME}: {reason}, {damaged} times")
                case Cut():
                    failures = 1 if self._size() > before else failures + 1
                    self._pause(failures, end)

    def _once(self, url: Secret) -> Expired | Cut | Damaged | None:
        with self._transport.stream(self._call(url)) as stream:
            if isinstance(stream, Broken):
                return Cut(stream.reason)
            if stream.status in (HTTPStatus.OK, HTTPStatus.PARTIAL_CONTENT):
                return self._take(stream)
            return self._not_served(stream)

    def _call(self, url: Secret) -> Call:
        # the bytes as they are stored, so that their checksums can be held against them
        headers = {"Accept-Encoding": "gzip"}
        signed = parse_qs(urlsplit(url.reveal()).query).get("X-Goog-SignedHeaders", [""])[0]
        if "content-type" in signed.lower().split(";"):
            headers["Content-Type"] = "application/json"
        size = self._size()
        if size and self._etag:
            headers |= {"Range": f"bytes={size}-", "If-Range": self._etag}
        return Call(name=_NAME, method="GET", url=url, repeat=Repeat.ALWAYS, headers=headers)

    def _not_served(self, stream: Stream) -> Expired | Cut | Damaged:
        answer = stream.whole()
        error = refusal(answer, _NAME, self._transport.redact, storage=True)
        if answer.status == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:  # begin anew
            return Damaged("what arrived is longer than what is stored")
        if answer.status in (400, 403) and answer.storage_code in _EXPIRED_CODES:
            return Expired(error)
        if not worth_repeating(answer.status, Repeat.ALWAYS):
            raise error
        now = self._transport.clock.now()
        return Cut(str(error), read_retry_after(answer.headers, now))

    def _take(self, stream: Stream) -> Cut | Damaged | None:
        """Write the body behind what is there, or over it, and check the whole."""
        start, total = extent_of(stream)
        size = self._size()
        if stream.status == HTTPStatus.PARTIAL_CONTENT and start != size:
            return Damaged("another part came than was asked for")
        if start == 0:
            etag = stream.headers.get("ETag")
            self._etag = None if etag is None or etag.startswith("W/") else etag
            self._on_etag(self._etag)
        try:
            with self._part.open("r+b" if start else "wb") as file:
                file.seek(start)
                self._write(stream, file, total)
        except OSError as error:
            self._remove()
            raise OutputError(f"{self._part} cannot be written: {error.strerror}") from None
        size = self._size()
        if stream.broken is not None or (total is not None and size < total):
            return Cut(stream.broken.reason if stream.broken else "the answer broke off")
        if total is not None and size > total:
            return Damaged(f"{size} bytes came, expected {total}")
        return check_whole(self._part, stream)

    def _write(self, stream: Stream, file: BinaryIO, total: int | None) -> None:
        for chunk in stream.chunks(decode=False):
            file.write(chunk)
            if self._progress is not None:
                self._progress(file.tell(), total)
        file.truncate()

    def _size(self) -> int:
        try:
            return self._part.stat().st_size
        except FileNotFoundError:
            return 0

    def _remove(self) -> None:
        self._part.unlink(missing_ok=True)

    def _pause(self, failures: int, cut: Cut) -> None:
        transport = self._transport
        pause = transport.policy.pause(failures, transport.random, cut.retry_after)
        if pause is None:
            problem = f"{_NAME}: {cut.reason}"
            size = self._size()
            if not size:
                raise ConnectionFailedError(problem)
            kept = f"; {size} bytes are there, fetching again goes on" if self._etag else ""
            raise DownloadError(f"{problem}{kept}")
        transport.clock.sleep(pause)
