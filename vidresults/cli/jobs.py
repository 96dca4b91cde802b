"""`vidresults jobs`."""

from __future__ import annotations

import click

from vidresults.cli.client_options import (
    Age,
    client_options,
    json_option,
    open_client,
    print_job,
    print_jobs,
)


@click.group(invoke_without_command=True)
@click.option("--state", metavar="S", help="Only jobs in this state, such as running or failed.")
@click.option(
    "--video", metavar="V", help="Only jobs of this video: path, name, or start of its sha256."
)
@click.option("--model", metavar="M", help="Only jobs with this model: SLUG or SLUG/VERSION.")
@click.option("--newer-than", type=Age(), metavar="AGE", help="Such as 90s, 10m, 2h or 7d.")
@click.option("--older-than", type=Age(), metavar="AGE", help="The same.")
@json_option
@client_options
@click.pass_context
def command(
    ctx: click.Context,
    *,
    as_json: bool,
    ledger: str | None,
    base_url: str | None,
    state: str | None,
    video: str | None,
    model: str | None,
    newer_than: float | None,
    older_than: float | None,
) -> None:
    """List the jobs that were ever submitted, also by processes that died.

    `resolve` settles whether an uncertain submission arrived.
    """
    if ctx.invoked_subcommand is not None:
        return
    found = open_client(ledger, base_url).jobs(
        state=state, video=video, model=model, newer_than=newer_than, older_than=older_than
    )
    print_jobs(found, as_json=as_json)


@command.command()
@click.argument("job")
@click.option("--job-id", metavar="J", help="It arrived: the id that the service shows.")
@click.option("--not-sent", is_flag=True, help="It did not; `vidresults wait` submits it then.")
@json_option
@client_options
def resolve(
    *,
    job: str,
    job_id: str | None,
    not_sent: bool,
    as_json: bool,
    ledger: str | None,
    base_url: str | None,
) -> None:
    """Settle whether the uncertain submission JOB arrived: either --job-id or --not-sent."""
    if (job_id is None) != not_sent:
        raise click.UsageError("give either --job-id or --not-sent")
    client = open_client(ledger, base_url)
    print_job(client.resolve(job, job_id=job_id, not_sent=not_sent), as_json=as_json)
