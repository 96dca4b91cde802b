"""`vidresults segments`."""

from __future__ import annotations

from typing import Any

import click

from vidresults.cli.options import (
    document_option,
    open_results,
    reading_options,
    say_defects,
    selection_options,
)
from vidresults.cli.tables import plot_option, save_plot, show_table, table_options
from vidresults.cli.zoning import say_not_inferred, say_untracked, video_option


@click.command()
@click.argument("result")
@click.option("--by", type=click.Choice(("class", "track")), default="class", show_default=True,
              help="Whose segments: those of a class, or of each object.")  # fmt: skip
@click.option("--gap", "gap_seconds", type=click.FloatRange(0), metavar="S", default=0.0,
              help="Segments at most so many seconds apart become one.")  # fmt: skip
@click.option("--min-length", "min_seconds", type=click.FloatRange(0), metavar="S", default=0.0,
              help="Leave shorter segments out, after that.")  # fmt: skip
@click.option("--on", type=click.IntRange(1), metavar="N", default=1, show_default=True,
              help="How many boxes on a sample begin a segment.")  # fmt: skip
@click.option("--off", type=click.IntRange(1), metavar="N",
              help="A segment ends with fewer boxes than that; as --on unless given.")  # fmt: skip
@video_option
@table_options
@plot_option
@document_option
@reading_options
@selection_options
def command(
    *,
    result: str,
    by: Any,
    gap_seconds: float,
    min_seconds: float,
    on: int,
    off: int | None,
    video: str | None,
    as_json: bool,
    csv_file: str | None,
    plot: str | None,
    document: str | None,
    **options: Any,
) -> None:
    """From when until when each class or track is there, as segments of time.

    RESULT is a result file, FILE#NAME, a folder of tables, job:ID, or - for standard input. A
    segment lasts from its first sample until the sample after its last one, at most 1.5 sample
    intervals later, and never past a sample that was not inferred.
    """
    from vidresults.analytics import segments

    lenient = options["lenient"]
    source = open_results([result], document=document, videos=[video] if video else (), **options)
    table = segments(
        source, by=by, gap_seconds=gap_seconds, min_seconds=min_seconds, on=on, off=off
    )
    if plot:
        from vidresults.analytics.plots import plot_segments

        save_plot(plot_segments(table), plot)
    show_table(table, as_json=as_json, csv_file=csv_file)
    say_not_inferred(source)
    if by == "track":
        say_untracked(source)
    if lenient:
        say_defects(source)
