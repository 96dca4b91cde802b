"""`vidresults batch render`."""

from __future__ import annotations

from typing import Any

import click

from vidresults.cli.batch.running import (
    absolute,
    batch_options,
    going_on,
    run_batch,
    without_zones,
)
from vidresults.cli.options import reading_options, selection_options
from vidresults.cli.render_options import ENCODING, LOOK, encoding_options, look_options


@click.command()
@click.argument("inputs")
@click.option(
    "--kind",
    type=click.Choice([".mp4", ".gif", ".webp"]),
    default=".mp4",
    show_default=True,
    help="A video, or a small moving picture.",
)
@batch_options
@look_options
@encoding_options
@reading_options
@selection_options
def command(*, inputs: str, kind: str, **given: Any) -> None:
    """Draw many results onto their videos: OUT/<source_id>.mp4 for each.

    INPUTS is a pattern in quotes, or a list in CSV. The video of a result is the one that the list
    names in its column video, else the one of the result's name beside it.
    """
    style = absolute(given.pop("style"))
    drawing = {name: given.pop(name) for name in (*LOOK, *ENCODING) if name != "style"}
    drawing["zones"] = absolute(drawing["zones"])
    if kind != ".mp4":
        drawing = {name: value for name, value in drawing.items() if name not in ENCODING}
    wanted = {name: value for name, value in drawing.items() if value not in (None, (), False)}
    with going_on():
        run_batch("render", inputs, given, {"kind": kind, "style": style, "drawing": wanted})


without_zones(command, "zone")
