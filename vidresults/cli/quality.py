"""`vidresults quality`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

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
@click.option("--video", metavar="V", help="The video it came from: its times are checked.")
@click.option("--by-class", is_flag=True, help="Rows for each class as well.")
@click.option(
    "--break-samples",
    type=click.IntRange(1),
    default=5,
    show_default=True,
    metavar="N",
    help="How many samples after the end of a track the next one may begin.",
)
@click.option(
    "--threshold",
    type=click.FloatRange(0, 1),
    metavar="F",
    help="The lowest confidence the model gives out; without it, the lowest of its boxes.",
)
@click.option(
    "--near",
    type=click.FloatRange(0, 1, min_open=True),
    default=0.05,
    show_default=True,
    metavar="F",
    help="How little above the threshold is near it.",
)
@click.option(
    "--worst",
    type=click.IntRange(0),
    default=3,
    show_default=True,
    metavar="N",
    help="How many of the worst moments to name for each measure.",
)
@click.option(
    "--size",
    type=(click.IntRange(1), click.IntRange(1)),
    metavar="W H",
    help="Of the picture whose pixels count, where RESULT has pictures of several sizes.",
)
@table_options
@plot_option
@selection_options
@document_option
@reading_options
def command(
    *,
    result: str,
    video: str | None,
    as_json: bool,
    csv_file: str | None,
    plot: str | None,
    by_class: bool,
    break_samples: int,
    threshold: float | None,
    near: float,
    worst: int,
    size: tuple[int, int] | None,
    **options: Any,
) -> None:
    """Measure how steady, sure and complete RESULT is, without ground truth.

    RESULT is a result file, FILE#NAME, a folder of tables, job:ID, or - for standard input. Objects
    are followed by tracker ids, and where there are none by place and class.
    """
    from vidresults.analytics import quality

    source = open_results([result], videos=() if video is None else (video,), **options)
    how: dict[str, Any] = {
        "by_class": by_class, "break_samples": break_samples, "threshold": threshold,
        "near": near, "size": size,
    }  # fmt: skip
    table = quality(source, worst=worst, **how)
    plain = as_json or csv_file is not None
    if plot is not None:
        from vidresults.analytics.plots import plot_quality

        save_plot(plot_quality(quality(source, worst=None, **how)), plot)
    show_table(table if plain else _for_people(table), as_json=as_json, csv_file=csv_file)
    if video is None:
        say("note: with --video the times are held against the video's own")


def _for_people(table: pa.Table) -> pa.Table:
    """The table with moments as words."""
    import pyarrow as pa

    words = [", ".join(map(_moment, moments)) for moments in table["worst"].to_pylist()]
    at = table.schema.get_field_index("worst")
    return for_people(table.set_column(at, "worst", pa.array(words, pa.string())))


def _moment(moment: dict[str, Any]) -> str:
    time = "" if moment["time_seconds"] is None else f" ({moment['time_seconds']:.6g} s)"
    return f"{moment['frame_index']}{time}: {moment['value']:.3g}"
