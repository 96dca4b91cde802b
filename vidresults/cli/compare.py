"""`vidresults compare`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import click

from vidresults.cli.app import say
from vidresults.cli.options import open_result, reading_options
from vidresults.cli.people import for_people
from vidresults.cli.tables import plot_option, save_plot, show_table, table_options

if TYPE_CHECKING:
    import pyarrow as pa


@click.command()
@click.argument("result")
@click.argument("other", required=False)
@click.option("--models", nargs=2, metavar="A B", help="Which model is A (of RESULT) and which B.")
@click.option(
    "--by",
    type=click.Choice(["class", "moments", "frames"]),
    default="class",
    show_default=True,
    help="A row for each class, each moment of difference (the worst first), or each frame.",
)
@click.option(
    "--iou",
    type=click.FloatRange(0, 1, min_open=True),
    default=0.5,
    show_default=True,
    metavar="F",
    help="The least overlap of two boxes of one object.",
)
@click.option("--class-aware", is_flag=True, help="Boxes of different classes are never a pair.")
@click.option("--video", metavar="V", help="The video of both: times are its own.")
@click.option(
    "--min-confidence",
    type=click.FloatRange(0, 1),
    metavar="F",
    help="Only boxes from this confidence on; what has none goes too.",
)
@click.option("--start", "start_seconds", type=float, metavar="S",
              help="Only from this time on (seconds).")  # fmt: skip
@click.option("--end", "end_seconds", type=float, metavar="S",
              help="Only before this time (seconds).")  # fmt: skip
@table_options
@plot_option
@click.option("--document", metavar="NAME", help="Which document of RESULT, where it has several.")
@reading_options
def command(
    *,
    result: str,
    other: str | None,
    models: tuple[str, str] | None,
    by: Literal["class", "moments", "frames"],
    iou: float,
    class_aware: bool,
    video: str | None,
    min_confidence: float | None,
    start_seconds: float | None,
    end_seconds: float | None,
    as_json: bool,
    csv_file: str | None,
    plot: str | None,
    document: str | None,
    **reading: Any,
) -> None:
    """Hold model A against model B on the same video.

    RESULT holds both models, or OTHER holds model B. Each is a result file, FILE#NAME, a folder of
    tables, job:ID, or - for standard input. Boxes are matched one to one by overlap on every frame
    that both inferred.
    """
    from vidresults.analytics import compare

    if result == other == "-":
        raise click.UsageError("standard input can be only one of the results")
    kept = {
        "min_confidence": min_confidence, "start_seconds": start_seconds,
        "end_seconds": end_seconds,
    }  # fmt: skip
    first = open_result(result, document=document, video=video, **reading).select(**kept)
    second = None
    if other is not None:
        second = open_result(other, video=video, **reading).select(**kept)
    table = compare(first, second, models=models or None, iou=iou, class_aware=class_aware, by=by)
    plain = as_json or csv_file is not None
    if plot is not None:
        from vidresults.analytics.plots import plot_comparison

        save_plot(plot_comparison(table), plot)
    show_table(table if plain else for_people(table), as_json=as_json, csv_file=csv_file)
    _say_frames(table)


def _say_frames(table: pa.Table) -> None:
    """Say which frames are not compared, where the table does not have them as rows."""
    if "frames_a_alone" not in table.column_names:
        return
    for row in table.to_pylist():
        alone = row["frames_a_alone"], row["frames_b_alone"]
        if row["class_name"] is None and any(alone):
            say(
                f"note: {row['frames']} frames were inferred by both; not compared: {alone[0]} of "
                f"A alone, {alone[1]} of B alone"
            )
