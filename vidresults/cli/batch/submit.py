"""`vidresults batch submit`."""

from __future__ import annotations

import click

from vidresults.cli.batch.running import going_on, json_option, out_option, summarise, told
from vidresults.cli.client_options import client_options, interval_option, open_client
from vidresults.cli.progress import bar
from vidresults.cli.submit import models_of, work_options


@click.command()
@click.argument("videos")
@out_option
@work_options
@click.option(
    "--in-flight",
    type=click.IntRange(1),
    default=8,
    show_default=True,
    metavar="N",
    help="Jobs under way at once.",
)
@json_option
@interval_option
@client_options
def command(
    *,
    videos: str,
    out: str,
    models: tuple[str, ...],
    infer_fps: str,
    params: tuple[str, ...],
    in_flight: int,
    as_json: bool,
    ledger: str | None,
    base_url: str | None,
    poll_interval: float,
) -> None:
    """Have the API run models on many videos, and put the results into one dataset.

    VIDEOS is a pattern in quotes, or a list in CSV with a column input. Every job is in the ledger
    before it is sent: the same command again goes on with what is under way, and pays for nothing
    twice. A job is looked at once a minute. Results are kept as they came in URI/_results.
    """
    from vidresults.batch import submit

    client = open_client(ledger, base_url, poll_interval)
    chosen = models_of(models, params)
    with going_on(), bar("videos") as shown:
        report = submit(
            videos,
            out,
            models=chosen,
            infer_fps=infer_fps,
            in_flight=in_flight,
            client=client,
            progress=told(shown),
        )
    summarise(report, as_json=as_json)
