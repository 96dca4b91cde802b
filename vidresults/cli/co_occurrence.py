"""`vidresults co-occurrence`."""

from __future__ import annotations

from typing import Any, Literal

import click

from vidresults.cli.options import (
    document_option,
    open_results,
    reading_options,
    selection_options,
)
from vidresults.cli.people import for_people
from vidresults.cli.tables import plot_option, save_plot, show_table, table_options


@click.command()
@click.argument("result")
@click.option(
    "--overlap",
    type=click.FloatRange(0, 1, min_open=True),
    default=0.5,
    show_default=True,
    metavar="F",
    help="From which overlap on a box lies over another.",
)
@click.option(
    "--measure",
    type=click.Choice(["smaller", "iou"]),
    default="smaller",
    show_default=True,
    help="Overlap is the common area over the smaller box, or over both together.",
)
@table_options
@plot_option
@selection_options
@document_option
@reading_options
def command(
    *,
    result: str,
    overlap: float,
    measure: Literal["smaller", "iou"],
    as_json: bool,
    csv_file: str | None,
    plot: str | None,
    **options: Any,
) -> None:
    """Say of every two classes of RESULT how often they are seen together.

    RESULT is a result file, FILE#NAME, a folder of tables, job:ID, or - for standard input. Classes
    of one model and of several are held together on the samples that both were inferred on.
    """
    from vidresults.analytics import co_occurrence

    table = co_occurrence(open_results([result], **options), overlap=overlap, measure=measure)
    plain = as_json or csv_file is not None
    if plot is not None:
        from vidresults.analytics.plots import plot_co_occurrence

        save_plot(plot_co_occurrence(table), plot)
    show_table(table if plain else for_people(table), as_json=as_json, csv_file=csv_file)
