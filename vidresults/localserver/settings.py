"""What a server is started with."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from vidresults.errors import ServerError
from vidresults.localserver.catalogue import ModelEntry, OnnxModel, catalogue

_LONGEST_LIFETIME = 7 * 86_400  # that of object storage


def default_data() -> Path:
    """Where `vidresults serve` keeps its jobs and files unless told: the platform's data folder."""
    import platformdirs

    return platformdirs.user_data_path("vidresults", appauthor=False) / "serve"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Settings of one server.

    Attributes:
        data: Folder of jobs and files; made where it is missing. One server at a time uses it.
        keys: API keys that are let in; empty lets in any key that is not empty.
        poll_interval: Seconds that must lie between two looks at the same job.
        workers: Number of jobs that run at once, each in its own process.
        max_upload: Longest video in bytes.
        url_lifetime: Seconds for which a signed URL is good.
        allow_urls: Whether jobs may name http(s) addresses elsewhere as their input.
        onnx: Detectors of the user's own.
        hosts: Names under which the server may be called, without the port; None for any. A page
            in a browser that makes its own name point at this machine is kept out this way.
        clock: Seconds since 1970.
        monotonic: Seconds from any start, for measuring intervals.

    Raises:
        ServerError: A value is out of range, or a model cannot be served.
    """

    data: Path
    keys: tuple[str, ...] = field(default=(), repr=False)
    poll_interval: float = 60.0
    workers: int = 1
    max_upload: int = 4 << 30
    url_lifetime: int = 86_400
    allow_urls: bool = False
    onnx: tuple[OnnxModel, ...] = ()
    hosts: frozenset[str] | None = None
    clock: Callable[[], float] = time.time
    monotonic: Callable[[], float] = time.monotonic
    models: dict[str, ModelEntry] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        for name, value, least in (
            ("poll_interval", self.poll_interval, 0),
            ("workers", self.workers, 1),
            ("max_upload", self.max_upload, 1),
            ("url_lifetime", self.url_lifetime, 1),
        ):
            if not value >= least:
                raise ServerError(f"{name} is {value}: it must be at least {least}")
        if self.url_lifetime > _LONGEST_LIFETIME:
            raise ServerError(f"url_lifetime is {self.url_lifetime}: at most {_LONGEST_LIFETIME}")
        if "" in self.keys:
            raise ServerError("an API key must not be empty")
        object.__setattr__(self, "models", catalogue(self.onnx))
