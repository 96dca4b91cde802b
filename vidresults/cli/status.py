"""`vidresults status`."""

from __future__ import annotations

import click

from vidresults.cli.client_options import (
    client_options,
    interval_option,
    json_option,
    open_client,
    print_job,
)


@click.command()
@click.argument("job")
@json_option
@interval_option
@client_options
def command(
    *, job: str, as_json: bool, ledger: str | None, base_url: str | None, poll_interval: float
) -> None:
    """How JOB stands; the service is asked at most once a minute in all processes together."""
    found = open_client(ledger, base_url, poll_interval).job(job)
    print_job(found.refresh(), as_json=as_json)
