"""`vidresults search`."""

from __future__ import annotations

from typing import Any

import click

from vidresults.cli.app import say
from vidresults.cli.options import document_option, open_results, reading_options, say_defects
from vidresults.cli.ranked import ranked
from vidresults.cli.tables import plot_option, save_plot, show_table, table_options


@click.command()
@click.argument("result")
@click.option("--like-frame", type=int, metavar="N", help="Like this frame, which was sampled.")
@click.option("--vector", "vector_file", metavar="FILE",
              help="Like this vector, of a picture or a text: JSON list or .npy.")  # fmt: skip
@click.option("--outliers", is_flag=True, help="Like no other frame.")
@click.option("--count", type=click.IntRange(1), default=10, show_default=True, metavar="N",
              help="How many frames of each source and model.")  # fmt: skip
@click.option("--apart", type=click.FloatRange(0), default=0, metavar="S",
              help="Least distance of hits in time (seconds).")  # fmt: skip
@click.option("--neighbours", type=click.IntRange(1), default=5, show_default=True, metavar="K",
              help="With how many similar frames an outlier is compared.")  # fmt: skip
@click.option("--every", is_flag=True, help="List all samples; hits are those with a rank.")
@click.option("--source", "source_id", metavar="ID", help="Of which source --like-frame is.")
@click.option("--model", "models", multiple=True, metavar="M", help="Only this model.")
@click.option("--video", metavar="V", help="The RESULT's video, for its own times.")
@table_options
@plot_option
@document_option
@reading_options
def command(
    *,
    result: str,
    like_frame: int | None,
    vector_file: str | None,
    outliers: bool,
    count: int,
    apart: float,
    neighbours: int,
    every: bool,
    source_id: str | None,
    video: str | None,
    as_json: bool,
    csv_file: str | None,
    plot: str | None,
    document: str | None,
    **reading: Any,
) -> None:
    """Find frames by their vectors: like a frame, like a vector, or like no other (outliers).

    RESULT has vectors of a model such as CLIP. Similarity is the cosine, 1 for the same direction.
    """
    from vidresults.analytics import read_vector, search, without_vector

    if [like_frame is not None, vector_file is not None, outliers].count(True) != 1:
        raise click.UsageError("give one of --like-frame, --vector and --outliers")
    videos = () if video is None else (video,)
    source = open_results([result], document=document, videos=videos, **reading)
    table = search(
        source,
        like_frame=like_frame,
        vector=None if vector_file is None else read_vector(vector_file),
        outliers=outliers,
        source_id=source_id,
        count=count,
        apart_seconds=apart,
        neighbours=neighbours,
        every=True,
    )
    if plot is not None:
        from vidresults.analytics.plots import plot_search

        save_plot(plot_search(table), plot)
    show_table(table if every else ranked(table), as_json=as_json, csv_file=csv_file)
    for line in without_vector(table):
        say(f"note: {line}")
    if reading["lenient"]:
        say_defects(source)
