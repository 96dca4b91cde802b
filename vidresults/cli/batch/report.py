"""`vidresults batch report`."""

from __future__ import annotations

from typing import Any

import click

from vidresults.cli.batch.running import batch_options, given_values, run_batch
from vidresults.cli.options import reading_options, selection_options
from vidresults.cli.page_options import page_options
from vidresults.cli.track_options import track_option


@click.command()
@click.argument("inputs")
@batch_options
@page_options
@click.option(
    "--link", is_flag=True, help="Larger videos are linked as they lie, and no copy is made."
)
@track_option
@reading_options
@selection_options
def command(
    *,
    inputs: str,
    zones: str | None,
    embed_megabytes: float | None,
    transcode: bool,
    link: bool,
    **given: Any,
) -> None:
    """Make a page of every result and its video: URI/<source id>.html.

    INPUTS is a pattern in quotes, or a list in CSV. Videos are found as by `vidresults batch
    render`. A video that is too large to be put into its page lies beside it as a small copy,
    <source id>.video.mp4, so that URI is all there is to send.
    """
    page = {
        "zones": zones,
        "embed_megabytes": embed_megabytes,
        "transcode": transcode,
        "link": link,
    }
    run_batch("report", inputs, given, {"page": given_values(page)})
