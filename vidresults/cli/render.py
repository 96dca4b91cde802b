"""`vidresults render`."""

from __future__ import annotations

from typing import Any

import click

from vidresults.cli.app import say
from vidresults.cli.options import (
    READING,
    document_option,
    open_result,
    out_option,
    reading_options,
    refuse_overwriting,
    say_defects,
    selection_options,
)
from vidresults.cli.progress import bar


@click.command()
@click.argument("result")
@click.argument("video", required=False)
@out_option
@click.option(
    "--between",
    type=click.Choice(["hold", "none", "interpolate"]),
    default="hold",
    show_default=True,
    help="What frames between samples show: the last sample, nothing, or boxes on their way.",
)
@click.option(
    "--longest-gap",
    type=click.FloatRange(0, min_open=True),
    metavar="S",
    help="Longest gap in seconds that boxes move over; else one and a half sample intervals.",
)
@click.option(
    "--blur",
    multiple=True,
    metavar="C",
    help="Make this class unrecognisable on every frame, whatever part of RESULT is drawn.",
)
@click.option("--pixelate", multiple=True, metavar="C", help="The same, as coarse squares.")
@click.option(
    "--style",
    metavar="FILE",
    help="How things look: a TOML file whose keys are the fields of a style.",
)
@click.option(
    "--codec",
    metavar="NAME",
    default="h264",
    show_default=True,
    help="h264, h265, av1, vp9, mpeg4, or an encoder in hardware as FFmpeg calls it: h264_nvenc.",
)
@click.option("--crf", type=int, help="Quality, the lower the better; each codec has its own.")
@click.option("--preset", metavar="P", help="Speed of the encoder, in its own words.")
@click.option(
    "--max-height", type=click.IntRange(2), metavar="N", help="Make higher pictures smaller."
)
@click.option(
    "--rate",
    "rate",
    type=click.FloatRange(0, min_open=True),
    metavar="F",
    help="Frames per second of a folder of images, 25 unless given.",
)
@click.option(
    "--stream",
    type=click.IntRange(0),
    metavar="N",
    help="Which stream of VIDEO, where it holds several videos; the one that players show.",
)
@document_option
@reading_options
@selection_options
def command(
    *,
    result: str,
    video: str | None,
    out: str,
    style: str | None,
    document: str | None,
    blur: tuple[str, ...],
    pixelate: tuple[str, ...],
    between: Any,
    longest_gap: float | None,
    codec: str,
    crf: int | None,
    preset: str | None,
    max_height: int | None,
    rate: float | None,
    stream: int | None,
    **reading: Any,
) -> None:
    """Draw RESULT onto VIDEO: an mp4 with the same frames at the same times, and the audio.

    RESULT is a result file, FILE#NAME, a folder of tables, job:ID, or - for standard input. VIDEO
    may be a folder of numbered images; without it, the frames are black. --start and --end cut
    the video, which then begins at 0.
    """
    from vidresults.render import Style, render

    refuse_overwriting(out, result, *([video] if video else []))
    look = Style.from_toml(style) if style else None
    how = {name: reading.pop(name) for name in READING}
    # What is not drawn, such as persons of low confidence, is to be covered all the same.
    whole = open_result(result, document=document, **how)
    # Samples outside the part may still be shown, or be paths of what is covered, within it.
    part = {name: reading.pop(name) for name in ("start_seconds", "end_seconds")}
    wanted = {name: value for name, value in reading.items() if value not in (None, ())}
    source = whole.select(**wanted) if wanted else whole
    with bar("frames") as progress:
        report = render(
            source,
            video,
            out,
            between=between,
            longest_gap=longest_gap,
            blur=blur,
            pixelate=pixelate,
            covered=whole,
            style=look,
            codec=codec,
            crf=crf,
            preset=preset,
            max_height=max_height,
            rate=rate,
            stream=stream,
            **part,
            progress=progress,
        )
    say(f"wrote {report.path} ({report.frames} frames)")
    for line in report.notes:
        say(f"note: {line}")
    if how["lenient"]:
        say_defects(source)
