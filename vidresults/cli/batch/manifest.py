"""`vidresults batch manifest`."""

from __future__ import annotations

import click

from vidresults.cli.tables import show_table, table_options

_SHOWN = ("input", "state", "reason", "source_ids", "seconds", "attempts")


@click.command()
@click.argument("out")
@click.option("--state", type=click.Choice(["done", "failed"]), help="Only these jobs.")
@click.option("--all", "whole", is_flag=True, help="All columns, such as options and outputs.")
@table_options
def command(
    *, out: str, state: str | None, whole: bool, as_json: bool, csv_file: str | None
) -> None:
    """Tell what came of every job of a batch: a row each, with the reason where it failed."""
    from vidresults.batch import manifest

    table = manifest(out, state=state)
    show_table(table if whole else table.select(list(_SHOWN)), as_json=as_json, csv_file=csv_file)
