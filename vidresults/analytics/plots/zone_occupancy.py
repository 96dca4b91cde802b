"""Boxes in zones over time as a picture."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from vidresults.analytics.plots.axis import (
    add_legend,
    count_ticks,
    plot_steps,
    series_names,
    time_unit,
)
from vidresults.analytics.plots.figure import new_figure, series_colours

if TYPE_CHECKING:
    import pyarrow as pa
    from matplotlib.figure import Figure

_MOST_PANELS = 8


def plot_zone_occupancy(table: pa.Table) -> Figure:
    """Boxes in each zone over time, a line for each class that was in one.

    Lines are broken where the model did not run, and equal ones stand a little apart. More than
    eight zones are not shown, and the title says so.

    Args:
        table: Rows of `ZONE_OCCUPANCY`.

    Raises:
        MissingExtraError: matplotlib is not installed.
    """
    rows = table.to_pylist()
    for row, name in zip(rows, series_names(rows), strict=True):
        row["series"] = name
    zones = list(dict.fromkeys(row["zone"] for row in rows)) or [""]
    shown = zones[:_MOST_PANELS]
    unit, across = time_unit(rows, "start")
    there = [row["series"] for row in rows if row["boxes"]]
    colours = series_colours(there)
    whole = all(float(row["mean"] or 0).is_integer() for row in rows)
    title = "Boxes in each zone" + (f" (the first {len(shown)})" if shown != zones else "")
    figure, axes = new_figure(title, across=across, up="boxes", panels=len(shown))
    for axis, zone in zip(axes, shown, strict=True):
        axis.set_title(zone, loc="left", fontsize=11, parse_math=False)
        lines = {name: [row for row in rows if (row["zone"], row["series"]) == (zone, name)]
                 for name in colours}  # fmt: skip
        lines = {name: line for name, line in lines.items() if any(row["boxes"] for row in line)}
        for number, (name, line) in enumerate(lines.items()):
            plot_steps(axis, *_steps(line, unit), number=number, color=colours[name])
        axis.set_ylim(bottom=0)
        axis.margins(x=0.01)
        count_ticks(axis.yaxis, whole=whole)
    add_legend(figure, colours)
    return figure


def _steps(rows: list[dict[str, Any]], unit: str) -> tuple[list[float], list[float]]:
    """Where a line goes: level from each row to the next one, or to the end of its bin."""
    begin, end = ("start_seconds", "end_seconds") if unit == "seconds" else (
        "first_frame", "last_frame")  # fmt: skip
    xs, ys = [], []
    for at, row in enumerate(rows):
        mean = math.nan if row["mean"] is None else row["mean"]
        xs.append(row[begin])
        ys.append(mean)
        after = rows[at + 1][begin] if at + 1 < len(rows) else math.inf
        if row[begin] < row[end] < after:  # a bin, and none follows at its end
            xs.append(row[end])
            ys.append(mean if math.isinf(after) else math.nan)
    return xs, ys
