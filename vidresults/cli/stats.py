"""`vidresults stats`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from vidresults.cli.count_options import count_options, counting
from vidresults.cli.options import (
    READING,
    document_option,
    open_result,
    reading_options,
    say_defects,
    selection_options,
)
from vidresults.cli.tables import plot_option, save_plot, show_table, table_options

if TYPE_CHECKING:
    import pyarrow as pa
    from matplotlib.figure import Figure


@click.command()
@click.argument("result")
@count_options
@table_options
@plot_option
@click.option("--video", metavar="V", help="RESULT's video, whose own times are taken.")
@document_option
@reading_options
@selection_options
def command(
    *,
    result: str,
    by: str,
    as_json: bool,
    csv_file: str | None,
    plot: str | None,
    video: str | None,
    document: str | None,
    **options: Any,
) -> None:
    """Count what was found, by class, over time, by sample, or by hour of the day.

    RESULT is a result file, FILE#NAME, a folder of tables, job:ID, or - for standard input.
    Samples on which a model did not run or failed are counted beside, and never as empty; of a
    classified frame the predicted label counts as one.
    """
    from vidresults.analytics.counts import counted

    asked = counting(by, options)
    how = {name: options.pop(name) for name in READING}
    source = open_result(result, document=document, video=video, **how)
    wanted = {name: value for name, value in options.items() if value not in (None, ())}
    answer = counted(source.select(**wanted) if wanted else source, by, **asked)
    if plot is not None:
        save_plot(_drawn(answer, by), plot)
    show_table(answer, as_json=as_json, csv_file=csv_file)
    if how["lenient"]:
        say_defects(source)


def _drawn(answer: pa.Table, by: str) -> Figure:
    from vidresults.analytics.plots import plot_by_class, plot_by_hour, plot_over_time

    draw = {"class": plot_by_class, "hour": plot_by_hour}.get(by, plot_over_time)
    return draw(answer)
