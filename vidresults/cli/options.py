"""Arguments and options that several commands share, and what they load."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from vidresults.results import Source, VideoResults

F = TypeVar("F", bound=Callable[..., Any])

document_option = click.option(
    "--document", metavar="NAME", help="Which document, where the file wraps several."
)
out_option = click.option(
    "--out", required=True, metavar="PATH", help="What to make; never left half written."
)


def selection_options(command: F) -> F:
    """Options that keep a part of the rows."""
    for option in (
        click.option(
            "--end", "end_seconds", type=float, metavar="S", help="Only before this time (seconds)."
        ),
        click.option(
            "--start",
            "start_seconds",
            type=float,
            metavar="S",
            help="Only from this time on (seconds).",
        ),
        click.option(
            "--min-confidence",
            type=click.FloatRange(0, 1),
            metavar="F",
            help="Only from this confidence on; what has none goes too.",
        ),
        click.option("--class", "classes", multiple=True, metavar="C", help="Only this class."),
        click.option("--model", "models", multiple=True, metavar="M", help="Only this model."),
    ):
        command = option(command)
    return command


def open_result(
    result: str, *, document: str | None, video: str | None = None, **selection: Any
) -> Source:
    """A scan of the result, or tables in memory where a part of the rows is selected."""
    from vidresults.load import scan

    given = sys.stdin.buffer.read() if result == "-" else result
    source = scan(given, document=document, video=video)
    wanted = {name: value for name, value in selection.items() if value not in (None, ())}
    return source.load().select(**wanted) if wanted else source


def in_memory(source: Source) -> VideoResults:
    """The source with all its tables in memory."""
    from vidresults.results import Scan, VideoResults

    if isinstance(source, Scan):
        return source.load()
    assert isinstance(source, VideoResults)
    return source
