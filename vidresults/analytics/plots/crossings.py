"""Crossings of lines, added up over time, as a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vidresults.analytics.plots.axis import add_legend, count_ticks, plot_steps, series_names
from vidresults.analytics.plots.figure import new_figure, series_colours

if TYPE_CHECKING:
    import pyarrow as pa
    from matplotlib.figure import Figure

_MOST_PANELS = 8
_STYLES = {"in": "-", "out": (0, (4, 2))}


def plot_crossings(table: pa.Table) -> Figure:
    """How many crossed each line so far: in is a full line, out a broken one, a colour a class.

    More than eight lines are not shown, and the title says so.

    Args:
        table: Rows of `CROSSINGS`.

    Raises:
        MissingExtraError: matplotlib is not installed.
    """
    rows = table.to_pylist()
    names = series_names(rows)
    colours = series_colours(names)
    timed = all(row["time_seconds"] is not None for row in rows)
    column, across = ("time_seconds", "time (s)") if timed else ("frame", "frame (no times known)")
    lines = list(dict.fromkeys(row["line"] for row in rows)) or [""]
    shown = lines[:_MOST_PANELS]
    title = "Crossings so far: in is a full line, out a broken one"
    title += f" (the first {len(shown)} lines)" if shown != lines else ""
    figure, axes = new_figure(title, across=across, up="crossings", panels=len(shown))
    last = max((row[column] for row in rows), default=0.0) or 1.0
    for axis, line in zip(axes, shown, strict=True):
        axis.set_title(line, loc="left", fontsize=11, parse_math=False)
        here = [(row, name) for row, name in zip(rows, names, strict=True) if row["line"] == line]
        kinds = dict.fromkeys((name, row["direction"]) for row, name in here)
        for number, (name, direction) in enumerate(kinds):
            when = [r[column] for r, n in here if (n, r["direction"]) == (name, direction)]
            xs, ys = [when[0], *when, last], [*range(len(when) + 1), len(when)]
            plot_steps(axis, xs, ys, number=number, color=colours[name],
                       linestyle=_STYLES[direction])  # fmt: skip
        axis.set_ylim(bottom=0)
        axis.set_xlim(0, 1.01 * last)
        count_ticks(axis.yaxis)
    add_legend(figure, colours)
    return figure
