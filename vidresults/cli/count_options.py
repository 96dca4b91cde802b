"""Options that say what is counted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])

# Which option goes with which rows.
_TAKES: Final = {
    "class": (),
    "time": ("bin_seconds", "moving", "recorded_at"),
    "sample": ("moving", "recorded_at"),
    "hour": ("recorded_at",),
}
_WORDS: Final = {"bin_seconds": "--bin", "moving": "--moving", "recorded_at": "--recorded-at"}


def count_options(command: F) -> F:
    """Options that say what a row counts."""
    for option in (
        click.option(
            "--recorded-at",
            metavar="T",
            help="When the video began, such as 2026-01-01T08:00+01:00; gives local times.",
        ),
        click.option(
            "--moving",
            type=click.IntRange(1),
            metavar="N",
            help="Also the mean over N bins or samples, up to each.",
        ),
        click.option(
            "--bin",
            "bin_seconds",
            type=click.FloatRange(0, min_open=True),
            metavar="S",
            help="Length of a bin of time in seconds, 1 unless given.",
        ),
        click.option(
            "--by",
            type=click.Choice(list(_TAKES)),
            default="class",
            show_default=True,
            help="What a row is: the whole, a bin of time, a sample, an hour of the day.",
        ),
    ):
        command = option(command)
    return command


def counting(by: str, options: dict[str, Any]) -> dict[str, Any]:
    """Take the options of counting out of a command's; those that do not go with `by` are refused.

    Args:
        by: What a row is.
        options: The command's options; the three of counting go.
    """
    asked = {name: options.pop(name) for name in _WORDS}
    for name, value in asked.items():
        if value is not None and name not in _TAKES[by]:
            raise click.UsageError(f"{_WORDS[name]} makes no sense --by {by}")
    if by == "hour" and asked["recorded_at"] is None:
        raise click.UsageError("--by hour needs --recorded-at, such as 2026-01-01T08:00+01:00")
    return asked
