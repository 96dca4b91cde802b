"""Options that say what a page has."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])


def page_options(command: F) -> F:
    """Options of a page and its video."""
    for option in (
        click.option(
            "--transcode",
            is_flag=True,
            help="Play a copy as H.264, at most 720 pixels high, with the same frames and times.",
        ),
        click.option(
            "--embed-megabytes",
            type=click.FloatRange(0),
            metavar="N",
            help="Put videos up to this size into the page, 20 unless given; larger ones stay "
            "outside.",
        ),
        click.option(
            "--zones",
            metavar="FILE",
            help="Show zones and lines (TOML, JSON or GeoJSON), and who entered and crossed.",
        ),
    ):
        command = option(command)
    return command
