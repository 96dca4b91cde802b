"""`vidresults batch stats`."""

from __future__ import annotations

from typing import Any

import click

from vidresults.cli.batch.running import batch_options, going_on, run_batch, without_zones
from vidresults.cli.options import reading_options, selection_options
from vidresults.cli.stats import asked_of, count_options


@click.command()
@click.argument("inputs")
@batch_options
@count_options
@reading_options
@selection_options
def command(*, inputs: str, by: str, **given: Any) -> None:
    """Count what many results hold: one table, OUT/stats, with a source_id in each row.

    INPUTS is a pattern in quotes, or a list in CSV. The rows are those of `vidresults stats`.
    """
    asked = asked_of(given, by)
    with going_on():
        run_batch("stats", inputs, given, {"by": by, **asked})


without_zones(command)
