"""`vidresults choose`."""

from __future__ import annotations

from typing import Any

import click

from vidresults.cli.app import say
from vidresults.cli.options import (
    document_option,
    open_results,
    reading_options,
    refuse_overwriting,
    say_defects,
    selection_options,
)
from vidresults.cli.ranked import ranked
from vidresults.cli.tables import plot_option, save_plot, show_table, table_options


@click.command()
@click.argument("result")
@click.option("--count", type=click.IntRange(1), required=True, metavar="N",
              help="How many frames of each video.")  # fmt: skip
@click.option("--by", type=click.Choice(["uncertain", "diverse", "both"]), default="both",
              show_default=True, help="What the frames are to be.")  # fmt: skip
@click.option("--apart", type=click.FloatRange(0), default=1, show_default=True, metavar="S",
              help="Least distance in time (seconds).")  # fmt: skip
@click.option("--alike", type=click.FloatRange(0), metavar="D",
              help="Distance under which two frames are the same picture; 0.01 for vectors, 0.05 "
                   "for scenes.")  # fmt: skip
@click.option("--distances", type=click.Choice(["auto", "vectors", "scenes"]), default="auto",
              help="By what frames differ: vectors, or boxes and classes; auto: vectors where "
                   "there are any.")  # fmt: skip
@click.option("--threshold", type=click.FloatRange(0, 1), default=0.5, show_default=True,
              metavar="F", help="The confidence that is most in doubt.")  # fmt: skip
@click.option("--margin", type=click.FloatRange(0, min_open=True), default=0.25, show_default=True,
              metavar="F", help="How far from it a confidence is in doubt.")  # fmt: skip
@click.option("--not-inferred", is_flag=True,
              help="Take frames on which no model ran, too, after all others.")  # fmt: skip
@click.option("--out", metavar="FILE", help="The frames as a list for --frames: .txt or .json.")
@click.option("--every", is_flag=True, help="List all samples; chosen are those with a rank.")
@click.option("--video", metavar="V", help="The RESULT's video, for its own times.")
@table_options
@plot_option
@document_option
@reading_options
@selection_options
def command(
    *,
    result: str,
    count: int,
    by: Any,
    apart: float,
    alike: float | None,
    distances: Any,
    threshold: float,
    margin: float,
    not_inferred: bool,
    out: str | None,
    every: bool,
    video: str | None,
    as_json: bool,
    csv_file: str | None,
    plot: str | None,
    document: str | None,
    **reading: Any,
) -> None:
    """Choose the frames to label next: those in doubt, those unlike the others, or both.

    The list that --out writes is what `vidresults convert --frames FILE` takes.
    """
    from vidresults.analytics import choose_frames, save_frames

    if out is not None:
        refuse_overwriting(out, result)
    videos = () if video is None else (video,)
    source = open_results([result], document=document, videos=videos, **reading)
    table = choose_frames(
        source,
        count,
        by=by,
        apart_seconds=apart,
        alike=alike,
        distances=distances,
        threshold=threshold,
        margin=margin,
        not_inferred=not_inferred,
        every=True,
    )
    chosen = ranked(table)
    if out is not None:
        say(f"wrote {save_frames(chosen, out)} ({len(chosen)} frames)")
    if plot is not None:
        from vidresults.analytics.plots import plot_chosen

        save_plot(plot_chosen(table), plot)
    show_table(table if every else chosen, as_json=as_json, csv_file=csv_file)
    _say_fewer(table, count)
    if reading["lenient"]:
        say_defects(source)


def _say_fewer(table: Any, count: int) -> None:
    """Say of which videos fewer frames were chosen than were asked for."""
    rows = table.group_by("source_id", use_threads=False).aggregate([("rank", "count")])
    for row in rows.to_pylist():
        if row["rank_count"] < count:
            say(
                f"note: {row['source_id']!r}: {row['rank_count']} of {count} frames; all others "
                "are too near in time (--apart), the same picture (--alike), without a doubt, or "
                "not inferred"
            )
