"""`vidresults wait`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import click

from vidresults.cli.app import report_failure, say
from vidresults.cli.client_options import (
    age_of,
    client_options,
    interval_option,
    json_option,
    open_client,
    print_jobs,
)
from vidresults.cli.progress import bar, status_line

if TYPE_CHECKING:
    from vidresults.client import Client, Job
    from vidresults.errors import VidResultsError


@click.command()
@click.argument("jobs", nargs=-1, required=True, metavar="JOB...")
@click.option(
    "--timeout", type=click.FloatRange(0), metavar="S", help="Give up after so many seconds."
)
@json_option
@interval_option
@client_options
def command(
    *,
    jobs: tuple[str, ...],
    timeout: float | None,
    as_json: bool,
    ledger: str | None,
    base_url: str | None,
    poll_interval: float,
) -> None:
    """Wait until each JOB is done, and store its result in the ledger's folder.

    JOB is an id of `vidresults jobs`, or the service's. What was not submitted yet is. Each job is
    looked at once at first, then at most once a minute in all processes together.
    """
    client = open_client(ledger, base_url, poll_interval)
    ended = wait_for(client, [client.job(job) for job in jobs], timeout=timeout, fetch=True)
    print_jobs(ended, as_json=as_json)


def wait_for(
    client: Client, jobs: list[Job], *, timeout: float | None = None, fetch: bool = False
) -> list[Job]:
    """Wait for jobs, with a line that says how long; the failures are told at the end.

    Raises:
        VidResultsError: One has failed; where several have, each is reported, and the last raised.
    """
    ended: list[Job] = []
    failures: list[VidResultsError] = []
    try:
        with status_line() as line, bar("bytes") as progress:
            for job, error in _ends(client, jobs, timeout, line, progress):
                problem = error or (_fetched(job, progress) if fetch else None)
                if problem is None:
                    ended.append(job)
                else:
                    failures.append(problem)
    except KeyboardInterrupt:
        ids = " ".join(job.id for job in jobs)
        say(f"the jobs go on; `vidresults wait {ids}` waits for them again")
        raise
    for problem in failures[:-1]:
        report_failure(problem)
    if failures:
        raise failures[-1]
    return ended


def _ends(
    client: Client,
    jobs: list[Job],
    timeout: float | None,
    line: Callable[[str], None] | None,
    progress: Callable[[int, int | None], None] | None,
) -> Iterator[tuple[Job, VidResultsError | None]]:
    """The jobs as they end, with a line about all of them meanwhile."""
    newest = {job.id: job for job in jobs}

    def show() -> None:
        if line is not None:
            line(_words(list(newest.values())))

    def seen(job: Job) -> None:
        newest[job.id] = job
        show()

    for job, error in client.wait_each(
        jobs, deadline_seconds=timeout, on_status=seen, on_tick=show, on_upload=progress
    ):
        newest[job.id] = job
        yield job, error


def _fetched(
    job: Job, progress: Callable[[int, int | None], None] | None
) -> VidResultsError | None:
    from vidresults.errors import VidResultsError

    try:
        job.fetch(progress=progress)
    except VidResultsError as error:
        return error
    return None


def _words(jobs: list[Job]) -> str:
    counts = Counter(str(job.state) for job in jobs)
    oldest = min(jobs, key=lambda job: job.record.created_at)
    states = ", ".join(f"{count} {state}" for state, count in counts.items())
    return f"{states}; {age_of(oldest)} since the first was recorded"
