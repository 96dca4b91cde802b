"""Options that say how pictures are written."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])


def picture_options(command: F) -> F:
    """Options of pictures as files."""
    for option in (
        click.option(
            "--image-quality",
            type=click.IntRange(1, 100),
            metavar="N",
            help="JPEG quality of these pictures, 1 to 100; 95 if not given.",
        ),
        click.option(
            "--image-format",
            type=click.Choice(["jpeg", "png"]),
            default="jpeg",
            show_default=True,
            help="Of these pictures; png loses nothing and is larger.",
        ),
    ):
        command = option(command)
    return command
