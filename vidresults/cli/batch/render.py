"""`vidresults batch render`."""

from __future__ import annotations

from typing import Any

import click

from vidresults.cli.batch.running import batch_options, run_batch
from vidresults.cli.cut_options import CUT, cut_options, given_options
from vidresults.cli.options import reading_options, selection_options
from vidresults.cli.render_options import (
    ENCODING,
    LOOK,
    SOURCE,
    encoding_options,
    look_options,
    source_options,
)
from vidresults.cli.track_options import track_option

# As of `vidresults render`, start and end are no selection: what is outside may still be shown.
_DRAWING = (*LOOK, *ENCODING, *CUT, *SOURCE, "start_seconds", "end_seconds")


@click.command()
@click.argument("inputs")
@batch_options
@click.option(
    "--kind",
    type=click.Choice(["mp4", "gif", "webp"]),
    default="mp4",
    show_default=True,
    help="A video, or a preview of its first 10 seconds unless there is an --end.",
)
@look_options
@encoding_options
@source_options
@cut_options
@track_option
@reading_options
@selection_options
def command(*, inputs: str, kind: str, **given: Any) -> None:
    """Draw many results onto their videos: URI/<source id>.mp4.

    INPUTS is a pattern in quotes, or a list in CSV. The video of a result is the one that the list
    names, else the one of its name beside it, else the one that the record of its job names.
    """
    from vidresults.render.outputs import KINDS, refuse_misfits

    asked = given_options()
    refuse_misfits(KINDS[f".{kind}"], asked)
    drawing = {name: given.pop(name) for name in _DRAWING}
    drawn = {name: value for name, value in drawing.items() if name in asked}
    style = drawn.pop("style", None)
    settings = {"kind": f".{kind}", "style": style, "drawing": drawn}
    run_batch("render", inputs, given, settings)
