"""What the commands on jobs share: the client's options, ages, and how a job is shown."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from vidresults.client import Client, Job

F = TypeVar("F", bound=Callable[..., Any])

json_option = click.option("--json", "as_json", is_flag=True, help="JSON for scripts.")

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


def client_options(command: F) -> F:
    """Options that say which API and which ledger; the key comes from the environment only."""
    for option in (
        click.option(
            "--base-url", metavar="URL", help="The API; else ROBOFLOW_API_URL, or the service's."
        ),
        click.option(
            "--ledger",
            metavar="PATH",
            help="The file of jobs; else VIDRESULTS_LEDGER, or one in your data folder.",
        ),
    ):
        command = option(command)
    return command


interval_option = click.option(
    "--poll-interval",
    type=click.FloatRange(0),
    default=60.0,
    show_default=True,
    metavar="S",
    help="Seconds between two looks at a job; less only for an API of your own.",
)


def open_client(ledger: str | None, base_url: str | None, poll_interval: float = 60.0) -> Client:
    """The client that the options ask for."""
    from vidresults.client import Client

    return Client(base_url=base_url, ledger=ledger, poll_interval=poll_interval)


class Age(click.ParamType):  # type: ignore[type-arg] # generic only in newer versions
    """A number of seconds, minutes, hours or days, such as 90s, 10m, 2h or 7d."""

    name = "age"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        """The age in seconds."""
        found = re.fullmatch(r"(\d+(?:\.\d+)?)([smhd]?)", str(value))
        if found is None:
            self.fail(f"{value!r} is no age, expected one like 90s, 10m, 2h or 7d", param, ctx)
        return float(found[1]) * _UNITS[found[2] or "s"]


def print_jobs(jobs: list[Job], *, as_json: bool) -> None:
    """Print one line for each job, or a JSON list."""
    if as_json:
        rows = [job.record.as_json() for job in jobs]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for job in jobs:
        click.echo(line_of(job))


def print_job(job: Job, *, as_json: bool) -> None:
    """Print a job as one line, or as a JSON object."""
    if as_json:
        click.echo(json.dumps(job.record.as_json(), ensure_ascii=False, indent=2))
    else:
        click.echo(line_of(job))


def line_of(job: Job) -> str:
    """The job in one line: ids, state, age, models and video."""
    record = job.record
    models = ",".join(f"{model.slug}/{model.version}" for model in record.models)
    end = f"  {record.result_path}" if record.result_path else ""
    if record.problem:
        end += f"  ({record.problem})"
    when = f"{age_of(job)} old"
    line = f"{job.id}  {job.state:<10}  {job.job_id or '-'}  {when}  {models}  {record.video}{end}"
    # names of files, and what a service says, may hold control codes
    return "".join(c if c.isprintable() else "\ufffd" for c in line)


def age_of(job: Job) -> str:
    """Time since the job was recorded, such as 0:03:20."""
    now = dt.datetime.now(dt.UTC).timestamp()
    return str(dt.timedelta(seconds=max(0, int(now - job.record.created_at))))
