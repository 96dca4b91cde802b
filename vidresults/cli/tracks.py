"""`vidresults tracks`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from vidresults.cli.app import say
from vidresults.cli.options import (
    READING,
    document_option,
    open_result,
    reading_options,
    refuse_overwriting,
    say_defects,
    selection_options,
)
from vidresults.cli.tables import plot_option, save_plot, show_table, table_options
from vidresults.cli.track_options import THRESHOLDS, threshold_options

if TYPE_CHECKING:
    from vidresults.results import Source


@click.command()
@click.argument("result")
@click.option("--video", metavar="V", help="The RESULT's video, whose own times then count.")
@threshold_options
@click.option("--out", metavar="FOLDER", help="Keep the result with its ids, as Parquet.")
@click.option(
    "--homography",
    metavar="FILE",
    help="Lengths on the ground in metres, too: a TOML file with `pixels` and `metres`, the same "
    "four or more points as lists of [x, y].",
)
@click.option("--path", "with_path", is_flag=True, help="With the places of each track.")
@table_options
@plot_option
@document_option
@reading_options
@selection_options
def command(
    *,
    result: str,
    video: str | None,
    method: str,
    again: bool,
    out: str | None,
    homography: str | None,
    with_path: bool,
    as_json: bool,
    csv_file: str | None,
    plot: str | None,
    document: str | None,
    **options: Any,
) -> None:
    """When each object of RESULT was there, and how it moved: one row a track.

    RESULT is a result file, FILE#NAME, a folder of tables, job:ID, or - for standard input. Ids
    that it came with are kept; models without get some from the stored boxes, by class and time,
    before anything is left out. Places are the middle of boxes' lower edges.
    """
    from vidresults.analytics import Homography, track, track_table

    ground = Homography.from_toml(homography) if homography else None
    if out:
        refuse_overwriting(out, result)
    how = {name: options.pop(name) for name in READING}
    thresholds = {name: options.pop(name) for name in THRESHOLDS}
    whole = open_result(result, document=document, video=video, **how).load()
    source = track(whole, method, again=again, **thresholds)
    wanted = {name: value for name, value in options.items() if value not in (None, ())}
    source = source.select(**wanted) if wanted else source
    table = track_table(source, homography=ground, with_path=True)
    if out:
        keep(source, out)
    if plot:
        from vidresults.analytics.plots import plot_tracks

        save_plot(plot_tracks(table), plot)
    shown = table if with_path else table.drop_columns("path")
    show_table(shown, as_json=as_json, csv_file=csv_file)
    _say_untracked(source)
    if how["lenient"]:
        say_defects(source)


def keep(source: Source, out: str) -> None:
    """Store the result as a folder of tables, and say so."""
    from vidresults.export import export

    say(f"wrote {export(source, out, format='parquet').path}")


def _say_untracked(source: Source) -> None:
    boxes, tracked = source.facts.rows["detections"], source.facts.values["detections.tracker_id"]
    if tracked < boxes:
        say(f"note: {boxes - tracked} of {boxes} boxes are part of no track")
