"""`vidresults events`."""

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
from vidresults.cli.zoning import (
    longest_gap_option,
    say_not_inferred,
    say_outside,
    say_untracked,
    video_option,
)


@click.command()
@click.argument("result")
@click.option("--zones", "zones_file", metavar="FILE",
              help="Zones and lines: TOML, JSON or GeoJSON, as render takes them.")  # fmt: skip
@click.option("--dwell-over", type=click.FloatRange(0), metavar="S",
              help="Stays of more seconds in a zone; without --zones, in the picture.")  # fmt: skip
@click.option("--count-over", type=click.IntRange(0), metavar="N",
              help="Times with more boxes of a class, in a zone or in the picture.")  # fmt: skip
@longest_gap_option
@video_option
@table_options
@plot_option
@document_option
@reading_options
@selection_options
def command(
    *,
    result: str,
    zones_file: str | None,
    dwell_over: float | None,
    count_over: int | None,
    longest_gap_seconds: float,
    video: str | None,
    as_json: bool,
    csv_file: str | None,
    plot: str | None,
    document: str | None,
    **options: Any,
) -> None:
    """What happened and when: who appeared, entered, left, crossed, stayed long, or was many.

    RESULT is a result file, FILE#NAME, a folder of tables, job:ID, or - for standard input.
    """
    from vidresults.analytics import events, read_zones

    zones = read_zones(zones_file) if zones_file else None
    lenient = options["lenient"]
    source = open_results([result], document=document, videos=[video] if video else (), **options)
    table = events(
        source,
        zones,
        dwell_over=dwell_over,
        count_over=count_over,
        longest_gap_seconds=longest_gap_seconds,
    )
    if plot:
        from vidresults.analytics import segments
        from vidresults.analytics.plots import plot_events

        save_plot(plot_events(table, segments(source)), plot)
    show_table(table, as_json=as_json, csv_file=csv_file)
    if zones is not None:
        say_outside(zones, source)
    say_not_inferred(source)
    say_untracked(source)
    if lenient:
        say_defects(source)
