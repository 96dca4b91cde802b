"""Arguments and options that several commands share, and what they load."""

from __future__ import annotations

import itertools
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from vidresults.cli.app import say
from vidresults.cli.selecting import selection_options
from vidresults.cli.track_options import tracked
from vidresults.errors import OutputError, Place, SelectionError

if TYPE_CHECKING:
    from vidresults.results import Scan, Source, VideoResults

_JOB = "job:"
_SMALL = 64 << 20  # bytes of JSON; in memory they take half of that, or less
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


frames_option = click.option(
    "--frames",
    "frames_file",
    metavar="FILE",
    help="Only these frames: a number on each line, or JSON, as choose --out writes it.",
)

__all__ = [
    "READING",
    "document_option",
    "far_dataset",
    "frames_option",
    "in_memory",
    "loaded_if_small",
    "open_result",
    "open_results",
    "out_option",
    "picks_document",
    "read_argument",
    "reading_options",
    "refuse_overwriting",
    "say_defects",
    "selection_options",
]

READING = ("lenient", "stride", "fps")


def reading_options(command: F) -> F:
    """Options that say how an input is read."""
    for option in (
        click.option(
            "--fps",
            metavar="F",
            help="Frames per second of the video, where the input tells no times: 25, 30000/1001.",
        ),
        click.option(
            "--stride",
            type=click.IntRange(1),
            metavar="N",
            help="Every how many frames one was sampled, where the input does not number them.",
        ),
        click.option(
            "--lenient",
            is_flag=True,
            help="Keep what can be kept of a damaged RESULT; list what is wrong as defects.",
        ),
    ):
        command = option(command)
    return command


def read_argument(result: str) -> Any:
    """What a RESULT names: standard input, a job's result, or a path.

    An existing path wins; `job:ID` names a job of the user's ledger.

    Raises:
        SelectionError: The ledger has no such job.
        ClientError: Its result cannot be fetched.
    """
    if result == "-":
        return sys.stdin.buffer
    if result.startswith(_JOB) and not Path(result).exists():
        from vidresults.client import Client

        return Client().job(result.removeprefix(_JOB)).fetch()
    return result


def far_dataset(result: str) -> bool:
    """Whether a RESULT is the address of a dataset, such as s3://bucket/dataset."""
    return "://" in result and not Path(result).exists()


def picks_document(result: str) -> bool:
    """Whether a RESULT is FILE#NAME, and not a file with such a name."""
    return "#" in result and not far_dataset(result) and not Path(result).exists()


def open_result(
    result: str, *, document: str | None = None, video: str | None = None, **reading: Any
) -> Scan:
    """A scan of one RESULT: a path, FILE#NAME, - for standard input, or a dataset's address."""
    from vidresults.load import scan

    if far_dataset(result):
        if document is not None or video is not None:
            raise SelectionError(f"{result} is a dataset, which takes no --document and no --video")
        from vidresults.batch.dataset import open_dataset

        return open_dataset(result)
    if picks_document(result):
        result, _, document = result.rpartition("#")
    return scan(read_argument(result), document=document, video=video, **reading)


def open_results(
    results: Sequence[str],
    *,
    document: str | None,
    videos: Sequence[str] = (),
    progress: Callable[[int, int], None] | None = None,
    track_method: str | None = None,
    **options: Any,
) -> Source:
    """One source of all RESULTs, and of it what is selected.

    Args:
        results: The RESULTs.
        document: Which document, where one wraps several.
        videos: None, or the video of each.
        progress: Takes the bytes read and their number.
        track_method: None, or the tracker of boxes without ids, before anything is left out.
        options: Those of `reading_options`, `selection_options` and `frames_option`.
    """
    from vidresults.results import concat, read_frames

    if results.count("-") > 1:
        raise click.UsageError("standard input can be only one of the RESULTs")
    if videos and len(videos) != len(results):
        raise click.UsageError(f"{len(results)} RESULTs and {len(videos)} --video: one for each")
    pairs = itertools.zip_longest(results, videos)
    how = {name: options.pop(name) for name in READING if name in options}
    parts = [
        open_result(result, document=document, video=video, progress=progress, **how)
        for result, video in pairs
    ]
    whole = parts[0] if len(parts) == 1 else concat(in_memory(part) for part in parts)
    source = tracked(whole, track_method)
    frames_file = options.pop("frames_file", None)
    wanted = {name: value for name, value in options.items() if value not in (None, ())}
    if frames_file is not None:
        wanted["frames"] = read_frames(frames_file)
    return source.select(**wanted) if wanted else source


def say_defects(source: Source) -> None:
    """Say what lenient reading left out: how much, and the first."""
    count = source.facts.rows["defects"]
    if not count:
        return
    from vidresults.results import rows_of

    first = next(rows_of(source, "defects"))
    place = Place(
        byte_offset=first["byte_offset"],
        model=first["model"],
        element=first["sample_index"],
        frame_index=first["frame_index"],
        prediction=first["detection_index"],
        field=first["field"],
    )
    say(f"note: {count} defects; the first: {place}: {first['message']}")


def refuse_overwriting(out: str, *inputs: str) -> None:
    """Refuse an output that is one of the inputs.

    Raises:
        OutputError: It is.
    """
    for given in inputs:
        path = given.rpartition("#")[0] if picks_document(given) else given
        if Path(out).exists() and Path(path).exists() and Path(out).samefile(path):
            raise OutputError(f"{out} is an input: give another name to --out")


def loaded_if_small(result: str, source: Scan) -> VideoResults | Scan:
    """What is read many times: in memory where its file is small, else where it lies."""
    path = Path(result.rpartition("#")[0] if picks_document(result) else result)
    small = path.is_file() and path.stat().st_size <= _SMALL
    return source.load() if small else source


def in_memory(source: Source) -> VideoResults:
    """The source with all its tables in memory."""
    from vidresults.results import Scan, VideoResults

    if isinstance(source, Scan):
        return source.load()
    assert isinstance(source, VideoResults)
    return source
