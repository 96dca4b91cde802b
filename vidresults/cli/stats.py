"""`vidresults stats`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from vidresults.cli.options import (
    READING,
    document_option,
    open_result,
    reading_options,
    say_defects,
    selection_options,
)
from vidresults.cli.tables import plot_option, save_plot, show_table, table_options

if TYPE_CHECKING:
    import pyarrow as pa
    from matplotlib.figure import Figure

    from vidresults.results import Source

F = TypeVar("F", bound=Callable[..., Any])

# Which option goes with which rows.
_TAKES: Final = {
    "class": (),
    "time": ("bin_seconds", "moving", "recorded_at"),
    "sample": ("moving", "recorded_at"),
    "hour": ("recorded_at",),
}
_WORDS = {"bin_seconds": "--bin", "moving": "--moving", "recorded_at": "--recorded-at"}


_OPTIONS = (
    click.option(
        "--by",
        type=click.Choice(list(_TAKES)),
        default="class",
        show_default=True,
        help="What a row is: the whole, a bin of time, a sample, an hour of the day.",
    ),
    click.option(
        "--bin",
        "bin_seconds",
        type=click.FloatRange(0, min_open=True),
        metavar="S",
        help="Length of a bin of time in seconds, 1 unless given.",
    ),
    click.option(
        "--moving",
        type=click.IntRange(1),
        metavar="N",
        help="Also the mean over N bins or samples, up to each.",
    ),
    click.option(
        "--recorded-at",
        metavar="T",
        help="When the video began, such as 2026-01-01T08:00+01:00; gives local times.",
    ),
)


def count_options(command: F) -> F:
    """Options that say what is counted by what."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def asked_of(options: dict[str, Any], by: str) -> dict[str, Any]:
    """What was asked for, taken out of the options; what makes no sense by it is refused."""
    asked = {name: options.pop(name) for name in _WORDS}
    for name, value in asked.items():
        if value is not None and name not in _TAKES[by]:
            raise click.UsageError(f"{_WORDS[name]} makes no sense --by {by}")
    if by == "hour" and asked["recorded_at"] is None:
        raise click.UsageError("--by hour needs --recorded-at, such as 2026-01-01T08:00+01:00")
    return asked


@click.command()
@click.argument("result")
@count_options
@table_options
@plot_option
@click.option("--video", metavar="V", help="RESULT's video, whose own times are taken.")
@document_option
@reading_options
@selection_options
def command(
    *,
    result: str,
    by: str,
    as_json: bool,
    csv_file: str | None,
    plot: str | None,
    video: str | None,
    document: str | None,
    **options: Any,
) -> None:
    """Count what was found, by class, over time, by sample, or by hour of the day.

    RESULT is a result file, FILE#NAME, a folder of tables, job:ID, or - for standard input.
    Samples on which a model did not run or failed are counted beside, and never as empty; of a
    classified frame the predicted label counts as one.
    """
    asked = asked_of(options, by)
    how = {name: options.pop(name) for name in READING}
    source = open_result(result, document=document, video=video, **how)
    wanted = {name: value for name, value in options.items() if value not in (None, ())}
    answer = _counted(source.select(**wanted) if wanted else source, by, asked)
    if plot is not None:
        save_plot(_drawn(answer, by), plot)
    show_table(answer, as_json=as_json, csv_file=csv_file)
    if how["lenient"]:
        say_defects(source)


def _counted(source: Source, by: str, asked: dict[str, Any]) -> pa.Table:
    from vidresults.analytics import count_by_class, count_by_hour, count_over_time

    if by == "class":
        return count_by_class(source)
    if by == "hour":
        return count_by_hour(source, asked["recorded_at"])
    length = asked["bin_seconds"] or 1.0
    return count_over_time(
        source,
        bin_seconds=length if by == "time" else None,
        moving=asked["moving"],
        recorded_at=asked["recorded_at"],
    )


def _drawn(answer: pa.Table, by: str) -> Figure:
    from vidresults.analytics.plots import plot_by_class, plot_by_hour, plot_over_time

    draw = {"class": plot_by_class, "hour": plot_by_hour}.get(by, plot_over_time)
    return draw(answer)
