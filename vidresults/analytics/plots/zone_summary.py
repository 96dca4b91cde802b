"""How many went into and out of each zone, and over each line, as a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vidresults.analytics.plots.axis import add_legend, count_ticks, series_names, short
from vidresults.analytics.plots.figure import COLOURS, new_figure

if TYPE_CHECKING:
    import pyarrow as pa
    from matplotlib.figure import Figure

_MOST_BARS = 30


def plot_zone_summary(table: pa.Table) -> Figure:
    """Two bars for each class in each zone and on each line: in and out.

    Classes that went nowhere are not shown, and of more than 30 pairs the first.

    Args:
        table: Rows of `ZONE_SUMMARY` or `LINE_COUNTS`.

    Raises:
        MissingExtraError: matplotlib is not installed.
    """
    if "line" in table.column_names:
        table = table.rename_columns({"line": "name"})
    kept = [row for row in table.to_pylist() if row["went_in"] or row["went_out"]]
    rows = kept[:_MOST_BARS]
    title = "How many went in and out"
    title += f" (the first {len(rows)} of {len(kept)})" if rows != kept else ""
    figure, (axis,) = new_figure(title, across="how many", up="")
    named = series_names(rows, ("source_id", "model", "name", "class_name"))
    if len({row["name"] for row in rows}) == 1:
        named = [f"{row['name']}, {name}" for row, name in zip(rows, named, strict=True)]
    colours = {"in": COLOURS[0], "out": COLOURS[1]}
    for shift, (way, colour) in zip((-0.2, 0.2), colours.items(), strict=True):
        at = [number + shift for number in range(len(rows))]
        bars = axis.barh(at, [row[f"went_{way}"] for row in rows], height=0.38, color=colour)
        axis.bar_label(bars, padding=3, fontsize=9)
    axis.set_yticks(range(len(rows)), list(map(short, named)))
    axis.set_ylim(max(len(rows), 1) - 0.4, -0.6)
    axis.grid(visible=False, axis="y")
    count_ticks(axis.xaxis)
    add_legend(figure, colours)
    return figure
