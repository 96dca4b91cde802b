"""Jobs of the API as inputs: job:ID names one of the ledger."""

from __future__ import annotations

import fnmatch
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from vidresults.errors import FormatError, Place, SelectionError

if TYPE_CHECKING:
    from vidresults.client import Client

PREFIX: Final = "job:"
_TAKEN: Final = ("ledger", "base_url", "poll_interval")
_READY: Final = ("done", "fetched")


def is_job(uri: str) -> bool:
    """Whether an input is a job and no file."""
    return uri.startswith(PREFIX)


def client_of(settings: Mapping[str, Any]) -> Client:
    """The client that the settings ask for: `client` is a dict of ledger, base_url, poll_interval.

    What they do not tell comes from the environment; the key always does, for settings are kept
    in the manifest.

    Raises:
        SelectionError: They tell something else.
    """
    from vidresults.client import Client

    given = settings.get("client") or {}
    other = sorted(set(given) - set(_TAKEN))
    if other:
        raise SelectionError(f"client takes {', '.join(_TAKEN)}, and no {', '.join(other)}")
    return Client(**given)


def expand_jobs(pattern: str, client: Client) -> list[str]:
    """The jobs with a result whose id, of the ledger or the service, fits job:PATTERN.

    Raises:
        FormatError: There is none.
    """
    wanted = pattern.removeprefix(PREFIX)
    found = [
        f"{PREFIX}{job.id}"
        for job in client.jobs()
        if str(job.state) in _READY
        and any(fnmatch.fnmatchcase(name, wanted) for name in (job.id, job.job_id or ""))
    ]
    if not found:
        raise FormatError(
            "no job with a result is called so; `vidresults jobs` lists them", Place(file=pattern)
        )
    return found


def fetched(uri: str, settings: Mapping[str, Any]) -> Path:
    """The job's result on this machine, with its record beside it.

    Raises:
        SelectionError: The ledger has no such job.
        ClientError: It is not done, or cannot be fetched.
    """
    return client_of(settings).job(uri.removeprefix(PREFIX)).fetch()
