"""Options that say how results look on a video, and how it is encoded."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])

LOOK: Final = ("between", "longest_gap", "blur", "pixelate", "zones", "side_by_side", "style")
"""The arguments that `look_options` give."""

ENCODING: Final = ("codec", "crf", "preset", "max_height", "threads")
"""The arguments that `encoding_options` give."""

SOURCE: Final = ("rate", "stream")
"""The arguments that `source_options` give."""

_LOOK = (
    click.option(
        "--between",
        type=click.Choice(["hold", "none", "interpolate"]),
        default="hold",
        show_default=True,
        help="What frames between samples show: the last sample, nothing, or boxes on their way.",
    ),
    click.option(
        "--longest-gap",
        type=click.FloatRange(0, min_open=True),
        metavar="S",
        help="Longest gap in seconds that boxes move over; else one and a half sample intervals.",
    ),
    click.option(
        "--blur",
        multiple=True,
        metavar="C",
        help="Make this class unrecognisable on every frame, whatever part of RESULT is drawn.",
    ),
    click.option("--pixelate", multiple=True, metavar="C", help="The same, as coarse squares."),
    click.option(
        "--zones",
        metavar="FILE",
        help="Draw zones and lines (TOML, JSON or GeoJSON), what is inside, and what crossed.",
    ),
    click.option(
        "--side-by-side",
        is_flag=True,
        help="Each of 2 to 4 models on a picture of its own.",
    ),
    click.option(
        "--style",
        metavar="FILE",
        help="How things look: a TOML file whose keys are the fields of a style.",
    ),
)
_ENCODING = (
    click.option(
        "--codec",
        metavar="NAME",
        default="h264",
        show_default=True,
        help="h264, h265, av1, vp9, mpeg4, or an encoder in hardware as FFmpeg calls it: "
        "h264_nvenc.",
    ),
    click.option("--crf", type=int, help="Quality, the lower the better; each codec has its own."),
    click.option("--preset", metavar="P", help="Speed of the encoder, in its own words."),
    click.option(
        "--max-height",
        type=click.IntRange(2),
        metavar="N",
        help="Make higher pictures smaller.",
    ),
    click.option(
        "--threads",
        type=click.IntRange(1),
        metavar="N",
        help="How many the decoder and the encoder may use each; for several videos at once.",
    ),
)


def look_options(command: F) -> F:
    """Options of what is drawn, and how."""
    for option in reversed(_LOOK):
        command = option(command)
    return command


def encoding_options(command: F) -> F:
    """Options of an mp4."""
    for option in reversed(_ENCODING):
        command = option(command)
    return command


def source_options(command: F) -> F:
    """Options of what is drawn on."""
    for option in (
        click.option(
            "--stream",
            type=click.IntRange(0),
            metavar="N",
            help="Which stream of VIDEO, where it holds several videos; the one that players show.",
        ),
        click.option(
            "--rate",
            "rate",
            type=click.FloatRange(0, min_open=True),
            metavar="F",
            help="Frames per second of a folder of images, 25 unless given.",
        ),
    ):
        command = option(command)
    return command
