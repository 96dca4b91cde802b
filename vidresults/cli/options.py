"""Arguments and options that several commands share, and what they load."""

from __future__ import annotations

import itertools
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from vidresults.errors import OutputError

if TYPE_CHECKING:
    from vidresults.results import Source, VideoResults

_JOB = "job:"
F = TypeVar("F", bound=Callable[..., Any])


def _refuse_dash(_context: click.Context, _option: click.Parameter, value: str) -> str:
    if value == "-":
        raise click.UsageError("--out needs the name of a file or folder, not -")
    return value


document_option = click.option(
    "--document", metavar="NAME", help="Which document, where the file wraps several."
)
out_option = click.option(
    "--out",
    required=True,
    metavar="PATH",
    help="What to make; never left half written.",
    callback=_refuse_dash,
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


def read_argument(result: str) -> Any:
    """What a RESULT names: standard input's bytes, a job's result, or a path.

    An existing path wins; `job:ID` names a job of the user's ledger.

    Raises:
        SelectionError: The ledger has no such job.
        ClientError: Its result cannot be fetched.
    """
    if result == "-":
        return sys.stdin.buffer.read()
    if result.startswith(_JOB) and not Path(result).exists():
        from vidresults.client import Client

        return Client().job(result.removeprefix(_JOB)).fetch()
    return result


def picks_document(result: str) -> bool:
    """Whether a RESULT is FILE#NAME, and not a file with such a name."""
    return "#" in result and not Path(result).exists()


def open_result(result: str, *, document: str | None = None, video: str | None = None) -> Source:
    """A scan of one RESULT: a path, FILE#NAME, or - for standard input."""
    from vidresults.load import scan

    if picks_document(result):
        result, _, document = result.rpartition("#")
    return scan(read_argument(result), document=document, video=video)


def open_results(
    results: Sequence[str], *, document: str | None, videos: Sequence[str] = (), **selection: Any
) -> Source:
    """One source of all RESULTs, and of it what is selected."""
    from vidresults.results import concat

    if results.count("-") > 1:
        raise click.UsageError("standard input can be only one of the RESULTs")
    if videos and len(videos) != len(results):
        raise click.UsageError(f"{len(results)} RESULTs and {len(videos)} --video: one for each")
    pairs = itertools.zip_longest(results, videos)
    parts = [open_result(result, document=document, video=video) for result, video in pairs]
    source = parts[0] if len(parts) == 1 else concat(in_memory(part) for part in parts)
    wanted = {name: value for name, value in selection.items() if value not in (None, ())}
    return in_memory(source).select(**wanted) if wanted else source


def refuse_overwriting(out: str, *inputs: str) -> None:
    """Refuse an output that is one of the inputs.

    Raises:
        OutputError: It is.
    """
    for given in inputs:
        path = given.rpartition("#")[0] if picks_document(given) else given
        if Path(out).exists() and Path(path).exists() and Path(out).samefile(path):
            raise OutputError(f"{out} is an input: give another name to --out")


def in_memory(source: Source) -> VideoResults:
    """The source with all its tables in memory."""
    from vidresults.results import Scan, VideoResults

    if isinstance(source, Scan):
        return source.load()
    assert isinstance(source, VideoResults)
    return source
