"""`vidresults batch frames`."""

from __future__ import annotations

from typing import Any

import click

from vidresults.cli.batch.running import batch_options, run_batch
from vidresults.cli.cut_options import at_option, given_options
from vidresults.cli.options import reading_options, selection_options
from vidresults.cli.picture_options import picture_options
from vidresults.cli.render_options import LOOK, look_options
from vidresults.cli.track_options import track_option


@click.command()
@click.argument("inputs")
@batch_options
@at_option
@click.option(
    "--only-with", multiple=True, metavar="C", help="Only sampled frames on which this class is."
)
@click.option("--only-found", is_flag=True, help="Only sampled frames on which anything is.")
@click.option("--drawn", is_flag=True, help="Draw on them what was found.")
@picture_options
@look_options
@track_option
@reading_options
@selection_options
def command(
    *,
    inputs: str,
    at_seconds: tuple[float, ...],
    only_with: tuple[str, ...],
    only_found: bool,
    drawn: bool,
    image_format: str,
    image_quality: int | None,
    **given: Any,
) -> None:
    """Take pictures out of many videos: URI/<source id>/frame_000123.jpg.

    INPUTS is a pattern in quotes, or a list in CSV. Pictures are of the frames that were sampled,
    named by their number in the video; or of those --at some times. Videos are found as by
    `vidresults batch render`. What says how things look, and --blur, is for pictures that are
    --drawn on.
    """
    asked = given_options()
    looks = {name: given.pop(name) for name in LOOK}
    drawing = {name: value for name, value in looks.items() if name in asked}
    settings = {
        "at_seconds": list(at_seconds),
        "only_with": list(only_with),
        "only_found": only_found,
        "drawn": drawn,
        "image_format": image_format,
        "image_quality": image_quality,
        "style": drawing.pop("style", None),
        "drawing": drawing,
    }
    run_batch("frames", inputs, given, settings)
