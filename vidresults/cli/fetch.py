"""`vidresults fetch`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from vidresults.cli.app import say
from vidresults.cli.client_options import (
    client_options,
    interval_option,
    json_option,
    open_client,
    print_job,
)
from vidresults.cli.options import out_option
from vidresults.cli.progress import bar

if TYPE_CHECKING:
    from pathlib import Path

    from vidresults.client import Job


@click.command()
@click.argument("job")
@out_option
@json_option
@interval_option
@client_options
def command(
    *,
    job: str,
    out: str,
    as_json: bool,
    ledger: str | None,
    base_url: str | None,
    poll_interval: float,
) -> None:
    """Store the result of JOB, with a record of its provenance beside it.

    JOB is an id of `vidresults jobs`, or the service's. The bytes are kept as they came. What
    broke off is gone on with; what is there already is not downloaded again.
    """
    found = open_client(ledger, base_url, poll_interval).job(job)
    store(found, out)
    if as_json:
        print_job(found, as_json=True)


def store(job: Job, out: str | None) -> Path:
    """Fetch with a bar, and say where the result is."""
    with bar("bytes") as progress:
        path = job.fetch(out, progress=progress)
    say(f"wrote {path}")
    return path
