"""Counts by class as bars."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vidresults.analytics.plots.figure import new_figure, series_colours
from vidresults.analytics.plots.over_time import plain
from vidresults.analytics.plots.parts import name_panel, panels_of

if TYPE_CHECKING:
    import pyarrow as pa
    from matplotlib.figure import Figure

_FEWEST = 4  # rows of a panel, so that a bar alone is a bar


def plot_by_class(table: pa.Table) -> Figure:
    """Draw what `count_by_class` gave: how many of each class, and on what share of the samples.

    Args:
        table: Rows of `COUNT_BY_CLASS`.

    Raises:
        MissingExtraError: matplotlib is not installed.
    """
    panels, said = panels_of(table)
    colours = series_colours(name for panel in panels for name in panel.columns)
    figure, axes = new_figure(
        f"Found by class{said}", across="detections", up="", panels=max(len(panels), 1)
    )
    rows = max([_FEWEST, *(len(panel.columns) for panel in panels)])
    for panel, own in zip(panels, axes, strict=False):
        name_panel(own, panel)
        names = list(panel.columns)
        totals = [float(panel.columns[name]["detections"][0]) for name in names]
        bars = own.barh([plain(name) for name in names], totals,
                        color=[colours[name] for name in names])  # fmt: skip
        shares = [float(panel.columns[name]["share"][0]) for name in names]
        words = [
            f"{total:,.0f}" if share != share else f"{total:,.0f}, on {share:.0%} of the samples"  # noqa: PLR0124 - NaN
            for total, share in zip(totals, shares, strict=True)
        ]
        own.bar_label(bars, words, padding=4, fontsize=9)
        own.set_ylim(rows - 0.5, -0.5)
        own.grid(axis="y", visible=False)
        own.grid(axis="x", color="#DDDDDD", linewidth=0.8)
        own.margins(x=0.25)
    return figure
