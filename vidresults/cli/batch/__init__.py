"""`vidresults batch`: commands by name, each in a module of its own."""

from __future__ import annotations

import click

from vidresults.cli.app import Commands

# In the order in which a newcomer meets them.
_SUMMARIES = {
    "convert": "Many results to one dataset in Parquet, or each to a format.",
    "render": "Draw many results onto their videos.",
    "report": "One page for each of many results and videos.",
    "frames": "Pictures of the sampled frames of many videos.",
    "stats": "Counts of many results as one table.",
    "fetch": "Store the results of many jobs of the API.",
    "submit": "Many videos to the API; their results in one dataset.",
    "compact": "Few files of a dataset's many small ones.",
    "manifest": "What came of every job of a batch.",
}


class BatchCommands(Commands):
    """The group's commands, imported when they run."""

    summaries = _SUMMARIES
    package = "vidresults.cli.batch"


@click.group(cls=BatchCommands)
def command() -> None:
    """Do one thing with thousands of results or videos.

    INPUTS is a pattern in quotes, such as 'results/*.json' or 's3://bucket/**/*.json', or a list
    in CSV: a column input, and where they are wanted video and source_id. Every job is a row of
    the manifest in OUT/_manifest; a failure is a row with its reason and ends nothing. The same
    command again goes on: what is done and unchanged stays as it is.
    """
