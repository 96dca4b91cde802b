"""What there is to do: the video, the models and the rate, checked before anything is sent."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

from vidresults.client.checksums import sha256_of
from vidresults.client.secret import Secret
from vidresults.errors import ClientError, VideoError

if TYPE_CHECKING:
    from vidresults.client.models import Model

Rate = int | float | str | Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Video:
    """The video of a job.

    Attributes:
        name: Absolute path, or the URL without user and query, as the ledger may hold it.
        size: In bytes; None for a URL.
        sha256: Checksum of the file; None for a URL.
        url: The whole URL; None for a file.
    """

    name: str
    size: int | None = None
    sha256: str | None = None
    url: Secret | None = None

    @property
    def identity(self) -> str:
        """What makes two videos the same: a file's bytes, a URL's every letter."""
        if self.url is None:
            return f"sha256:{self.sha256}"
        return f"url:{hashlib.sha256(self.url.reveal().encode()).hexdigest()}"


def read_rate(given: Rate) -> Fraction:
    """The asked samples per second.

    Raises:
        ClientError: It is no number, or less than 1.
    """
    try:
        rate = Fraction(str(given))
    except (ValueError, ZeroDivisionError):
        raise ClientError(f"infer_fps is {given!r}, expected a number from 1 on") from None
    if rate < 1:
        raise ClientError(f"infer_fps is {given}, expected at least 1 (one sample a second)")
    return rate


def read_video(given: str | os.PathLike[str], rate: Fraction) -> Video:
    """Look at the video and hold the rate against it; a URL is taken as it is.

    Raises:
        VideoError: The file is missing or no video.
        ClientError: The rate is above the video's own.
    """
    text = os.fspath(given)
    if text.startswith(("http://", "https://")):
        return Video(name=_shown_url(text), url=Secret(text))
    from vidresults.video import probe

    path = Path(text).absolute()
    own = probe(path).average_rate
    if own is not None and rate > own:
        raise ClientError(
            f"infer_fps is {float(rate):g}, expected at most the {float(own):.6g} frames per "
            f"second of {path.name}"
        )
    try:
        return Video(name=_storable(path), size=path.stat().st_size, sha256=sha256_of(path))
    except OSError as error:
        raise VideoError(f"{path} cannot be read: {error.strerror}") from None


def work_of(
    identity: str, base_url: str, fingerprint: str, models: Sequence[Model], rate: Fraction
) -> str:
    """A checksum that is the same for the same work: video, address, key, models and rate."""
    parts = [identity, base_url, fingerprint, [asdict(model) for model in models], str(rate)]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def _shown_url(url: str) -> str:
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit((parts.scheme, host, parts.path, "", ""))


def _storable(path: Path) -> str:
    """The path as text that a database takes; names need not be valid UTF-8."""
    return str(path).encode("utf-8", "backslashreplace").decode()
