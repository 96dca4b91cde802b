"""`vidresults zones`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

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
from vidresults.errors import SelectionError

if TYPE_CHECKING:
    import pyarrow as pa
    from matplotlib.figure import Figure

    from vidresults.analytics import Zones
    from vidresults.results import Source

_BY = ("summary", "occupancy", "visits", "crossings", "lines")


@click.command()
@click.argument("result")
@click.option("--zones", "zones_file", metavar="FILE", required=True,
              help="Zones and lines: TOML, JSON or GeoJSON, as render takes them.")  # fmt: skip
@click.option(
    "--by",
    type=click.Choice(_BY),
    default="summary",
    show_default=True,
    help="What a row is: a zone or line and class, a sample (or bin), a visit, a crossing, or a "
    "line and class.",
)
@click.option("--bin", "bin_seconds", type=click.FloatRange(0, min_open=True), metavar="S",
              help="With --by occupancy: put samples together, so many seconds.")  # fmt: skip
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
    zones_file: str,
    by: str,
    bin_seconds: float | None,
    longest_gap_seconds: float,
    video: str | None,
    as_json: bool,
    csv_file: str | None,
    plot: str | None,
    document: str | None,
    **options: Any,
) -> None:
    """Who is in zones and crosses lines: counts, times inside, moments of entering and crossing.

    RESULT is a result file, FILE#NAME, a folder of tables, job:ID, or - for standard input.
    Moments lie on the straight way from one sample to the next. Frames on which a model did not
    run are left out and counted.
    """
    from vidresults.analytics import read_zones

    if bin_seconds is not None and by != "occupancy":
        raise click.UsageError("--bin goes with --by occupancy")
    zones = read_zones(zones_file)
    for kind, needed in (("zones", ("occupancy", "visits")), ("lines", ("crossings", "lines"))):
        if by in needed and not getattr(zones, kind):
            raise SelectionError(f"{zones_file} has no {kind}, which --by {by} is about")
    lenient = options["lenient"]
    source = open_results([result], document=document, videos=[video] if video else (), **options)
    table = _table(source, zones, by, bin_seconds, longest_gap_seconds)
    if plot:
        save_plot(_picture(table, by), plot)
    show_table(table, as_json=as_json, csv_file=csv_file)
    say_outside(zones, source)
    say_not_inferred(source)
    if by != "occupancy":
        say_untracked(source)
    if lenient:
        say_defects(source)


def _table(
    source: Source, zones: Zones, by: str, bin_seconds: float | None, longest_gap_seconds: float
) -> pa.Table:
    from vidresults import analytics

    if by == "occupancy":
        return analytics.zone_occupancy(source, zones, bin_seconds=bin_seconds)
    functions = {
        "summary": analytics.zone_summary,
        "visits": analytics.zone_visits,
        "crossings": analytics.crossings,
        "lines": analytics.line_counts,
    }
    return functions[by](source, zones, longest_gap_seconds=longest_gap_seconds)


def _picture(table: pa.Table, by: str) -> Figure:
    from vidresults.analytics import plots

    pictures = {
        "summary": plots.plot_zone_summary,
        "occupancy": plots.plot_zone_occupancy,
        "visits": plots.plot_zone_visits,
        "crossings": plots.plot_crossings,
        "lines": plots.plot_zone_summary,
    }
    return pictures[by](table)
