"""`vidresults batch frames`."""

from __future__ import annotations

from typing import Any

import click

from vidresults.cli.batch.running import batch_options, going_on, run_batch, without_zones
from vidresults.cli.options import reading_options, selection_options


@click.command()
@click.argument("inputs")
@batch_options
@click.option("--only-found", is_flag=True, help="Only frames on which something was found.")
@click.option("--drawn", is_flag=True, help="Draw what was found on them; always PNG.")
@click.option(
    "--image-format",
    type=click.Choice(["jpeg", "png"]),
    default="jpeg",
    show_default=True,
    help="png loses nothing and is larger.",
)
@click.option(
    "--image-quality",
    type=click.IntRange(1, 100),
    metavar="N",
    help="JPEG quality, 1 to 100; 95 if not given.",
)
@reading_options
@selection_options
def command(
    *,
    inputs: str,
    only_found: bool,
    drawn: bool,
    image_format: str,
    image_quality: int | None,
    **given: Any,
) -> None:
    """Take pictures of the sampled frames of many videos: OUT/<source_id>/frame_000123.jpg.

    INPUTS is a pattern in quotes, or a list in CSV. The video of a result is the one that the list
    names in its column video, else the one of the result's name beside it.
    """
    settings = {
        "only_found": only_found,
        "drawn": drawn,
        "image_format": image_format,
        "image_quality": image_quality,
    }
    with going_on():
        run_batch("frames", inputs, given, settings)


without_zones(command)
