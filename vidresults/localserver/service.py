"""Everything one running server holds: its folder, its jobs, its workers."""

from __future__ import annotations

from types import TracebackType
from typing import TYPE_CHECKING, Self

from vidresults.errors import ServerError
from vidresults.localserver.database import Database
from vidresults.localserver.jobs import JobStore
from vidresults.localserver.objects import ObjectStore, result_name
from vidresults.localserver.polls import PollLimit
from vidresults.localserver.signing import Signer, load_secret
from vidresults.localserver.workers import Workers

if TYPE_CHECKING:
    from vidresults.localserver.settings import Settings

OCTETS = "application/octet-stream"


class Service:
    """Opens the data folder and starts the workers; a context manager that ends both.

    Attributes:
        settings: What the server was started with.
        signer: Makes and checks signed URLs.
        objects: The files.
        jobs: The jobs.
        polls: The limit of looks at a job.
    """

    def __init__(self, settings: Settings) -> None:
        """Open the folder.

        Raises:
            ServerError: The folder cannot be used, or another server uses it.
        """
        self.settings = settings
        folder = settings.data
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            secret = load_secret(folder / "secret")
        except OSError as error:
            raise ServerError(f"{folder} cannot be used: {error.strerror or error}") from None
        self.signer = Signer(secret, settings.clock)
        self.polls = PollLimit(settings.poll_interval, settings.monotonic)
        self._database = Database(folder)
        self.jobs = JobStore(self._database, settings.clock)
        self.objects = ObjectStore(folder, self._database, settings.clock)
        self._workers = Workers(self.jobs, self.objects, settings)

    def __enter__(self) -> Self:
        self._workers.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._workers.stop()
        self._database.close()

    def upload_url(self, base: str, name: str) -> str:
        """A signed URL to upload the object of that name."""
        lifetime = self.settings.url_lifetime
        return self.signer.sign("PUT", base, f"/{name}", lifetime=lifetime, content_type=OCTETS)

    def result_url(self, base: str, owner: str, job_id: str) -> str:
        """A signed URL to download a job's result."""
        path = f"/{result_name(owner, job_id)}"
        return self.signer.sign("GET", base, path, lifetime=self.settings.url_lifetime)
