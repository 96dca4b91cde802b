"""`vidresults batch report`."""

from __future__ import annotations

from typing import Any

import click

from vidresults.cli.batch.running import (
    absolute,
    batch_options,
    going_on,
    run_batch,
    without_zones,
)
from vidresults.cli.options import reading_options, selection_options


@click.command()
@click.argument("inputs")
@batch_options
@click.option("--zones", metavar="FILE", help="As of report.")
@click.option(
    "--embed-megabytes",
    type=click.FloatRange(0),
    metavar="N",
    help="Put videos up to this size into the pages, 20 unless given; of larger ones a copy lies "
    "beside the page.",
)
@click.option("--transcode", is_flag=True, help="Play copies as H.264 in all pages.")
@reading_options
@selection_options
def command(
    *, inputs: str, zones: str | None, embed_megabytes: float | None, transcode: bool, **given: Any
) -> None:
    """Make a page of each of many results and its video: OUT/<source_id>.html.

    INPUTS is a pattern in quotes, or a list in CSV. The video of a result is the one that the list
    names in its column video, else the one of the result's name beside it.
    """
    page = {"zones": absolute(zones), "embed_megabytes": embed_megabytes, "transcode": transcode}
    wanted = {name: value for name, value in page.items() if value not in (None, False)}
    with going_on():
        run_batch("report", inputs, given, {"page": wanted})


without_zones(command, "zone")
