"""`vidresults render`."""

from __future__ import annotations

from typing import Any

import click

from vidresults.cli.app import say
from vidresults.cli.options import (
    document_option,
    open_results,
    out_option,
    reading_options,
    refuse_overwriting,
    say_defects,
    selection_options,
)
from vidresults.cli.progress import bar


@click.command()
@click.argument("result")
@click.argument("video")
@out_option
@click.option(
    "--between",
    type=click.Choice(["hold", "none"]),
    default="hold",
    show_default=True,
    help="What frames between samples show: the last sample, or nothing.",
)
@click.option(
    "--crf", type=click.IntRange(0, 51), default=23, show_default=True, help="Quality, 0 is best."
)
@document_option
@reading_options
@selection_options
def command(
    *, result: str, video: str, out: str, between: str, crf: int, document: str | None,
    **reading: Any,
) -> None:  # fmt: skip
    """Draw RESULT onto VIDEO: H.264 in mp4 with the same frames at the same times, and the audio.

    RESULT is a result file, FILE#NAME, a folder of tables, job:ID, or - for standard input.
    """
    from vidresults.render import render

    refuse_overwriting(out, result, video)
    source = open_results([result], document=document, **reading)
    with bar("frames") as progress:
        report = render(source, video, out, between=between, crf=crf, progress=progress)  # type: ignore[arg-type] # click allows no other word
    say(f"wrote {report.path} ({report.frames} frames)")
    for line in report.notes:
        say(f"note: {line}")
    if reading["lenient"]:
        say_defects(source)
