"""Options for outputs that show a part of a video: stretches, stills, a preview."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click
from click.core import ParameterSource

F = TypeVar("F", bound=Callable[..., Any])
CUT = ("only_with", "padding_seconds", "width", "preview_rate")
STILLS = ("at_seconds", "most")


at_option = click.option(
    "--at",
    "at_seconds",
    type=click.FloatRange(0),
    multiple=True,
    metavar="S",
    help="A still of the frame shown at this time (seconds).",
)


def cut_options(command: F) -> F:
    """Options that say which part is shown, and how small a preview is."""
    for option in (
        click.option(
            "--preview-rate",
            type=click.FloatRange(0, 50, min_open=True),
            default=10.0,
            show_default=True,
            metavar="F",
            help="Moments a second that a preview shows.",
        ),
        click.option(
            "--width",
            type=click.IntRange(16),
            default=480,
            show_default=True,
            metavar="N",
            help="Width of a preview in pixels, at most the video's.",
        ),
        click.option(
            "--padding",
            "padding_seconds",
            type=click.FloatRange(0),
            default=0.5,
            show_default=True,
            metavar="S",
            help="Seconds to keep before and after each stretch of --only-with.",
        ),
        click.option(
            "--only-with",
            multiple=True,
            metavar="C",
            help="Keep only the stretches in which this class is drawn, joined.",
        ),
    ):
        command = option(command)
    return command


def still_options(command: F) -> F:
    """Options that ask for pictures of single frames, and of which."""
    for option in (
        click.option(
            "--most",
            type=click.IntRange(1),
            metavar="N",
            help="How many stills of the moments of most objects, 5 unless given.",
        ),
        at_option,
        click.option(
            "--stills", is_flag=True, help="Make a folder of PNG pictures of single frames."
        ),
    ):
        command = option(command)
    return command


def given_options() -> dict[str, str]:
    """What each option is called that stands in the command line, by its name."""
    context = click.get_current_context()
    return {
        option.name: option.opts[0]
        for option in context.command.params
        if option.name and context.get_parameter_source(option.name) is ParameterSource.COMMANDLINE
    }
