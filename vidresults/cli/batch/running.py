"""What the batch commands share: their options, the bar, and the summary."""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from vidresults.cli.app import one_line, say
from vidresults.cli.options import READING
from vidresults.cli.progress import bar

if TYPE_CHECKING:
    from vidresults.batch import BatchReport, Row

F = TypeVar("F", bound=Callable[..., Any])
_NAMED = 10  # failures that the summary names

out_option = click.option(
    "--out", required=True, metavar="URI", help="The folder or dataset: a path, or s3://..."
)
json_option = click.option("--json", "as_json", is_flag=True, help="The summary as JSON.")


def batch_options(command: F) -> F:
    """Options that say how a batch runs."""
    for option in reversed(
        (
            out_option,
            click.option(
                "--workers",
                type=click.IntRange(0),
                metavar="N",
                help="Processes, each with one job at a time; one for each core unless given, 0 "
                "works in this process.",
            ),
            click.option(
                "--ray", metavar="ADDRESS|local", help="A Ray cluster in place of processes."
            ),
            click.option(
                "--resume/--again",
                default=True,
                help="Leave what is done and unchanged (so unless told), or do all anew.",
            ),
            click.option(
                "--retries",
                type=click.IntRange(0),
                default=2,
                show_default=True,
                metavar="N",
                help="Further tries where they may help, as after a broken connection.",
            ),
            click.option("--fail-fast", is_flag=True, help="End at the first job that fails."),
            click.option(
                "--memory-megabytes",
                type=click.IntRange(1),
                metavar="N",
                help="End a worker that takes more; its job has failed.",
            ),
            json_option,
        )
    ):
        command = option(command)
    return command


_RUNNING = ("workers", "ray", "resume", "retries", "fail_fast", "memory_megabytes")


def run_batch(task: str, inputs: Any, given: dict[str, Any], settings: dict[str, Any]) -> None:
    """Run a batch and tell what came of it.

    Args:
        task: The task's name.
        inputs: As `vidresults.batch.run`.
        given: The command's options: those of `batch_options`, `reading_options`,
            `selection_options`, and `track_option` if it has that.
        settings: The task's own; those that are None are left out.
    """
    from vidresults.batch import run

    how = {name: given.pop(name) for name in _RUNNING}
    out, as_json = given.pop("out"), given.pop("as_json")
    reading = {name: given.pop(name) for name in READING if name in given}
    track = given.pop("track_method", None)
    selected = {name: value for name, value in given.items() if value not in (None, ())}
    wanted = {**settings, **reading, "track": track, "select": selected}
    told_of = given_values(wanted)
    with going_on(), bar("files") as shown:
        report = run(task, inputs, out, progress=told(shown), **how, **told_of)
    summarise(report, as_json=as_json)


def given_values(options: dict[str, Any]) -> dict[str, Any]:
    """Options without those that nobody gave; a number 0 was given."""
    return {
        name: value
        for name, value in options.items()
        if value is not None and value is not False and value not in ((), {}, [])
    }


def told(shown: Callable[[int, int | None], None] | None) -> Callable[[int, int, Row | None], None]:
    """A batch's progress for a bar; failures are said as they come."""

    def tell(ended: int, total: int, row: Row | None) -> None:
        if shown is not None:
            shown(ended, total)
        if row is not None and not row.is_done and sys.stderr.isatty():
            say(one_line(f"failed: {row.reason}"))

    return tell


def summarise(report: BatchReport, *, as_json: bool) -> None:
    """Tell what came of a batch; exit with 1 where something failed."""
    if as_json:
        click.echo(json.dumps(_as_json(report), ensure_ascii=False, indent=2))
    for line in _lines(report):
        say(one_line(line))
    if report.failed:
        sys.exit(1)


def _lines(report: BatchReport) -> Iterator[str]:
    count = len(report.failed)
    yield (
        f"wrote {report.out}: {report.done} done, {report.unchanged} unchanged, {count} failed, "
        f"in {report.seconds:.1f} s"
    )
    for row in report.failed[:_NAMED]:
        yield f"failed: {row.reason if row.input in (row.reason or '') else _named(row)}"
    if count > _NAMED:
        hint = f"`vidresults batch manifest {report.out} --state failed` lists them"
        yield f"and {count - _NAMED} more: {hint}"
    if report.done > 1:
        slowest = ", ".join(f"{row.input} ({row.seconds:.1f} s)" for row in report.slowest[:3])
        yield f"slowest: {slowest}"
    if report.stopped:
        yield "stopped at the first failure: the same command goes on"


def _named(row: Row) -> str:
    return f"{row.input}: {row.reason}"


def _as_json(report: BatchReport) -> dict[str, Any]:
    return {
        "out": report.out,
        "done": report.done,
        "unchanged": report.unchanged,
        "failed": [
            {"input": row.input, "reason": row.reason, "error": row.error, "attempts": row.attempts}
            for row in report.failed
        ],
        "slowest": [{"input": row.input, "seconds": row.seconds} for row in report.slowest],
        "seconds": report.seconds,
        "stopped": report.stopped,
    }


@contextlib.contextmanager
def going_on() -> Iterator[None]:
    """Say of an interruption how to go on."""
    try:
        yield
    except KeyboardInterrupt:
        say("what is done is kept: the same command goes on")
        raise


def absolute(path: str | None) -> str | None:
    """A file's path, as other processes see it."""
    return None if path is None else str(Path(path).absolute())
