"""Counts by hour of the day as bars."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from vidresults.analytics.plots.figure import new_figure, series_colours
from vidresults.analytics.plots.over_time import explain
from vidresults.analytics.plots.parts import name_panel, panels_of

if TYPE_CHECKING:
    import pyarrow as pa
    from matplotlib.figure import Figure

_HOURS = 24
_FEWEST = 8  # hours across, however few there are
_WIDTH = 0.84  # of an hour, for the bars of all classes


def plot_by_hour(table: pa.Table) -> Figure:
    """Draw what `count_by_hour` gave: for each class how many there are on a sample.

    Args:
        table: Rows of `COUNT_BY_HOUR`.

    Raises:
        MissingExtraError: matplotlib is not installed.
    """
    panels, said = panels_of(table)
    colours = series_colours(name for panel in panels for name in panel.columns)
    figure, axes = new_figure(
        f"Found by hour of the day{said}",
        across="hour of the day, local time",
        up="mean on a sample",
        panels=max(len(panels), 1),
    )
    for panel, own in zip(panels, axes, strict=False):
        name_panel(own, panel)
        width = _WIDTH / max(len(panel.columns), 1)
        for at, (name, columns) in enumerate(panel.columns.items()):
            known = ~np.isnan(columns["hour"])
            left = columns["hour"][known] + (1 - _WIDTH) / 2 + at * width
            own.bar(left, columns["mean"][known], width, align="edge", color=colours[name])
    hours = [h for h in table["hour"].to_pylist() if h is not None] or [0]
    first = min(max(min(hours) - 1, 0), _HOURS - _FEWEST)
    last = max(min(max(hours) + 2, _HOURS), first + _FEWEST)
    axes[-1].set_xlim(first, last)
    axes[-1].set_xticks(range(first, last + 1))
    explain(figure, colours)
    return figure
