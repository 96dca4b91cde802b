"""`vidresults batch fetch`."""

from __future__ import annotations

from typing import Any

import click

from vidresults.cli.batch.running import absolute, batch_options, run_batch
from vidresults.cli.client_options import client_options, interval_option


@click.command()
@click.argument("inputs")
@batch_options
@interval_option
@client_options
def command(
    *,
    inputs: str,
    poll_interval: float,
    ledger: str | None,
    base_url: str | None,
    **given: Any,
) -> None:
    """Store the results of many jobs as they came: URI/<job id>.json, each with its record.

    INPUTS is a pattern of ids in quotes, such as 'job:*' for all jobs that have a result, or a list
    in CSV whose column input has job:ID. An id is that of the ledger or of the service. The key
    comes from the environment only.
    """
    from vidresults.batch.api_jobs import PREFIX, client_of, expand_jobs, is_job

    how = {"ledger": absolute(ledger), "base_url": base_url, "poll_interval": poll_interval}
    client = {name: value for name, value in how.items() if value is not None}
    found: Any = inputs
    if not inputs.endswith(".csv"):
        inputs = inputs if is_job(inputs) else f"{PREFIX}{inputs}"
        found = expand_jobs(inputs, client_of({"client": client}))
    run_batch("fetch", found, given, {"client": client})
