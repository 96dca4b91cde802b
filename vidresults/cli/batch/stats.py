"""`vidresults batch stats`."""

from __future__ import annotations

from typing import Any

import click

from vidresults.cli.batch.running import batch_options, run_batch
from vidresults.cli.count_options import count_options, counting
from vidresults.cli.options import reading_options, selection_options


@click.command()
@click.argument("inputs")
@batch_options
@count_options
@reading_options
@selection_options
def command(*, inputs: str, by: str, **given: Any) -> None:
    """Count what was found in many results: URI/stats/source_id=<source id>/part-0.parquet.

    INPUTS is a pattern in quotes, or a list in CSV, which may name videos, whose own times are
    taken. The files are one table with a column source_id: DuckDB, Polars and pandas read them
    together as URI/stats/*/*.parquet.
    """
    settings = {"by": by, **counting(by, given)}
    run_batch("stats", inputs, given, settings)
