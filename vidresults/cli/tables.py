"""Tables that a command answers with: aligned for people, or as JSON or CSV for programs."""

from __future__ import annotations

import csv
import io
import json
import math
import unicodedata
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from vidresults.cli.app import one_line, say

if TYPE_CHECKING:
    import pyarrow as pa
    from matplotlib.figure import Figure

F = TypeVar("F", bound=Callable[..., Any])
_WIDEST = 60


def table_options(command: F) -> F:
    """Options that say how a table is given out."""
    for option in (
        click.option("--csv", "csv_file", metavar="FILE", help="The table as CSV."),
        click.option("--json", "as_json", is_flag=True, help="A JSON list of rows for scripts."),
    ):
        command = option(command)
    return command


def plot_option(command: F) -> F:
    """The option that draws the table."""
    return click.option("--plot", metavar="FILE", help="A picture of it: png, svg, pdf.")(command)


def save_plot(figure: Figure, path: str) -> None:
    """Save a picture and say so; errors as `save_figure`."""
    from vidresults.analytics.plots import save_figure

    say(f"wrote {save_figure(figure, path)}")


def show_table(table: pa.Table, *, as_json: bool, csv_file: str | None) -> None:
    """Give a table out: to the terminal, or as JSON, and to a CSV file where one is named.

    Args:
        table: The table; null is an empty cell, in JSON null.
        as_json: Whether to print JSON.
        csv_file: The file to write; then nothing is printed but where it went.

    Raises:
        OutputError: The file cannot be written.
    """
    rows = table.to_pylist()
    if csv_file is not None:
        from vidresults import atomic
        from vidresults.export.parts.formulas import count_formulas, formula_notes

        with atomic.new_file(Path(csv_file)) as path:
            path.write_text(_as_csv(table.column_names, rows), encoding="utf-8", newline="")
        say(f"wrote {csv_file} ({len(rows)} rows)")
        for note in formula_notes(count_formulas(table)):
            say(f"note: {note}")
    if as_json:
        shown = [{name: _plain(value) for name, value in row.items()} for row in rows]
        click.echo(json.dumps(shown, ensure_ascii=False, indent=2))
    elif csv_file is None:
        for line in _aligned(table, rows):
            click.echo(line)


def _as_csv(names: Sequence[str], rows: Sequence[dict[str, Any]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(names)
    writer.writerows([_cell(row[name]) for name in names] for row in rows)
    return text.getvalue()


def _cell(value: Any) -> Any:
    plain = _plain(value)
    return json.dumps(plain, ensure_ascii=False) if isinstance(plain, list | dict) else plain


def _plain(value: Any) -> Any:
    """A value that JSON has; what is no number is null, what is no text is written as one."""
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value if value is None or isinstance(value, bool | int | str) else str(value)


def _aligned(table: pa.Table, rows: Sequence[dict[str, Any]]) -> list[str]:
    """Lines with columns side by side: numbers to the right, all else to the left."""
    import pyarrow as pa

    columns = []
    for field in table.schema:
        cells = [field.name, *(_short(row[field.name]) for row in rows)]
        wide = max(map(_width, cells))
        number = pa.types.is_integer(field.type) or pa.types.is_floating(field.type)
        columns.append([_padded(cell, wide, right=number) for cell in cells])
    return ["  ".join(cells).rstrip() for cells in zip(*columns, strict=True)]


def _short(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.6g}"
    text = one_line(value if isinstance(value, str) else str(_cell(value)))
    return text if len(text) <= _WIDEST else f"{text[: _WIDEST - 3]}..."


def _width(text: str) -> int:
    """How many places a terminal gives a text: two for each wide character, none for marks."""
    wide = sum(unicodedata.east_asian_width(c) in "WF" for c in text)
    return len(text) + wide - sum(unicodedata.combining(c) > 0 for c in text)


def _padded(text: str, width: int, *, right: bool) -> str:
    space = " " * (width - _width(text))
    return space + text if right else text + space
