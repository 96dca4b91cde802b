"""`vidresults heatmap`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import click

from vidresults.cli.app import say
from vidresults.cli.options import (
    document_option,
    open_results,
    reading_options,
    selection_options,
)
from vidresults.cli.people import for_people
from vidresults.cli.tables import plot_option, save_plot, show_table, table_options

if TYPE_CHECKING:
    import pyarrow as pa


@click.command()
@click.argument("result")
@click.option(
    "--columns",
    type=click.IntRange(1),
    default=64,
    show_default=True,
    metavar="N",
    help="Cells across the picture; they are nearly square.",
)
@click.option(
    "--anchor",
    type=click.Choice(["bottom", "center"]),
    default="bottom",
    show_default=True,
    help="What of a box counts: the middle of its lower edge, or its centre.",
)
@click.option("--by-class", is_flag=True, help="A grid for each class.")
@click.option(
    "--size",
    type=(click.IntRange(1), click.IntRange(1)),
    metavar="W H",
    help="Of the picture whose pixels the grid is in, where RESULT does not tell one size.",
)
@click.option("--frame", metavar="VIDEO", help="Draw it over the middle frame of this video.")
@table_options
@plot_option
@selection_options
@document_option
@reading_options
def command(
    *,
    result: str,
    columns: int,
    anchor: Literal["bottom", "center"],
    by_class: bool,
    size: tuple[int, int] | None,
    frame: str | None,
    as_json: bool,
    csv_file: str | None,
    plot: str | None,
    **options: Any,
) -> None:
    """Count the boxes of RESULT in the cells of a grid over the picture.

    RESULT is a result file, FILE#NAME, a folder of tables, job:ID, or - for standard input. The
    terminal shows the cells with most boxes; --json and --csv have them all.
    """
    from vidresults.analytics import heat_table

    if frame is not None and plot is None:
        raise click.UsageError("--frame is the picture behind a --plot")
    source = open_results([result], **options)
    table = heat_table(source, columns=columns, anchor=anchor, by_class=by_class, size=size)
    shown = table if as_json or csv_file is not None else _most(table)
    if plot is not None:
        from vidresults.analytics.plots import middle_frame, plot_heat

        behind = None if frame is None else middle_frame(frame)
        save_plot(plot_heat(table, frame=behind), plot)
    show_table(shown, as_json=as_json, csv_file=csv_file)
    if shown.num_rows < table.num_rows:
        say(f"note: {table.num_rows - shown.num_rows} more cells; --json and --csv have them all")


_MOST = 20


def _most(table: pa.Table) -> pa.Table:
    """The rows with most boxes; of equally many the first."""
    import pyarrow.compute as pc

    counts = table["count"].to_pylist()
    order = sorted(range(len(counts)), key=lambda at: -counts[at])
    return for_people(table.take(order[:_MOST]).filter(pc.field("count") > 0))
