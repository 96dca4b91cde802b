"""`vidresults batch convert`."""

from __future__ import annotations

from typing import Any

import click

from vidresults.cli.batch.running import batch_options, run_batch
from vidresults.cli.cut_options import given_options
from vidresults.cli.format_options import format_options, taken_from
from vidresults.cli.options import reading_options, selection_options
from vidresults.cli.picture_options import picture_options
from vidresults.cli.track_options import track_option


@click.command()
@click.argument("inputs")
@click.option(
    "--to",
    "format_name",
    default="parquet",
    show_default=True,
    metavar="FORMAT",
    help="parquet makes one dataset; of other formats each source gets a file or folder.",
)
@batch_options
@click.option("--classes", "class_list", metavar="FILE", help="As of convert.")
@click.option(
    "--images",
    type=click.Choice(["copy", "none"]),
    default="none",
    show_default=True,
    help="Put the pictures into the datasets, out of the videos that the list names.",
)
@picture_options
@click.option(
    "--segmentation", type=click.Choice(["rle", "polygon"]), help="Turn all masks into one kind."
)
@click.option("--strict", is_flag=True, help="Fail where the format cannot keep everything.")
@format_options
@track_option
@reading_options
@selection_options
def command(
    *,
    inputs: str,
    format_name: str,
    class_list: str | None,
    images: str,
    image_format: str,
    image_quality: int | None,
    segmentation: str | None,
    strict: bool,
    **given: Any,
) -> None:
    """Write many results as one dataset in Parquet, or each in another format.

    INPUTS is a pattern in quotes, or a list in CSV. `vr.open_dataset(URI)` opens the dataset, and
    so do DuckDB, Polars, Spark, Ray Data and pandas: URI/<table>/source_id=<id>/part-0.parquet.
    """
    from vidresults.export.labels.class_list import read_class_list

    written = taken_from(given)
    if class_list is not None:
        written["classes"] = read_class_list(class_list)
    if segmentation is not None:
        written["segmentation"] = segmentation
    pictures = {"images": images, "image_format": image_format, "image_quality": image_quality}
    written |= {name: value for name, value in pictures.items() if name in given_options()}
    if strict:
        written["strict"] = True
    run_batch("convert", inputs, given, {"format": format_name, "options": written})
