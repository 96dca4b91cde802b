"""`vidresults report`."""

from __future__ import annotations

from typing import Any

import click

from vidresults.cli.app import say
from vidresults.cli.options import (
    READING,
    document_option,
    loaded_if_small,
    open_result,
    out_option,
    reading_options,
    refuse_overwriting,
    say_defects,
    selection_options,
)
from vidresults.cli.page_options import page_options
from vidresults.cli.progress import bar
from vidresults.cli.track_options import track_option, tracked


@click.command()
@click.argument("result")
@click.argument("video")
@out_option
@page_options
@click.option("--title", metavar="T", help="Title of the page, else the video's name.")
@track_option
@document_option
@reading_options
@selection_options
def command(
    *,
    result: str,
    video: str,
    out: str,
    zones: str | None,
    title: str | None,
    embed_megabytes: float | None,
    transcode: bool,
    document: str | None,
    track_method: str | None,
    **options: Any,
) -> None:
    """Make one page of RESULT and VIDEO that opens in any browser, offline: player, boxes, numbers.

    RESULT is a result file, FILE#NAME, a folder of tables, job:ID, or - for standard input. A small
    VIDEO is put into the page, which then is all there is to send; a large one is linked, as it
    lies seen from the page. --transcode makes a small copy, for what browsers do not play; one
    that is still large is written beside the page as NAME.video.mp4.
    """
    from vidresults.report import report

    refuse_overwriting(out, result, video, *([zones] if zones else []))
    how = {name: options.pop(name) for name in READING}
    found = loaded_if_small(result, open_result(result, document=document, **how))
    whole = tracked(found, track_method)
    wanted = {name: value for name, value in options.items() if value not in (None, ())}
    source = whole.select(**wanted) if wanted else whole
    with bar("frames") as progress:
        made = report(
            source,
            video,
            out,
            zones=zones,
            title=title,
            embed_megabytes=embed_megabytes,
            transcode=transcode,
            progress=progress,
        )
    for line in (f"wrote {made.path} ({made.boxes} boxes)", *(f"note: {n}" for n in made.notes)):
        say(line)
    if how["lenient"]:
        say_defects(source)
