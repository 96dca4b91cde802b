"""Options that say how boxes become tracks."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from vidresults.results import Scan, VideoResults

F = TypeVar("F", bound=Callable[..., Any])
_METHODS = ("bytetrack", "ocsort", "sort", "botsort", "cbiou")

THRESHOLDS = ("class_aware", "high_confidence", "buffer_ratio", "min_iou", "lost_seconds",
              "min_samples")  # fmt: skip


def track_option(command: F) -> F:
    """The option that assigns tracks first, where a command is about something else."""
    return click.option(
        "--track",
        "track_method",
        type=click.Choice(_METHODS),
        help="Give boxes without tracker ids some first, as `vidresults tracks` does.",
    )(command)


def threshold_options(command: F) -> F:
    """Options that say when boxes are one object."""
    for option in (
        click.option(
            "--min-samples",
            type=click.IntRange(1),
            default=1,
            show_default=True,
            metavar="N",
            help="Tracks seen on fewer samples get no id.",
        ),
        click.option(
            "--lost-seconds",
            type=click.FloatRange(0),
            metavar="S",
            help="How long what is not seen is waited for; 1, or over two missed samples.",
        ),
        click.option(
            "--min-iou",
            type=click.FloatRange(0, 1),
            default=0.1,
            show_default=True,
            metavar="F",
            help="The least overlap of the larger boxes.",
        ),
        click.option(
            "--buffer-ratio",
            type=click.FloatRange(0),
            metavar="F",
            help="By how many of their widths and heights boxes are made larger before overlaps "
            "are taken; 7.5 times the seconds between samples, from 0.5 to 2.",
        ),
        click.option(
            "--high-confidence",
            type=click.FloatRange(0, 1),
            default=0.4,
            show_default=True,
            metavar="F",
            help="From here on boxes begin tracks; those under it only go on with one.",
        ),
        click.option(
            "--any-class",
            "class_aware",
            flag_value=False,
            default=True,
            help="Boxes of different classes may be one object.",
        ),
        click.option("--again", is_flag=True, help="Track anew what has ids, too; those sent go."),
        click.option(
            "--method",
            type=click.Choice(_METHODS),
            default="bytetrack",
            show_default=True,
            help="The tracker; botsort without the camera's motion.",
        ),
    ):
        command = option(command)
    return command


def tracked(source: VideoResults | Scan, method: str | None) -> VideoResults | Scan:
    """The source with tracks where it had none; as it is without a method."""
    if method is None:
        return source
    from vidresults.analytics import track

    return track(source, method)
