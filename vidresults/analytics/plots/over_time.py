"""Counts over time as lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from vidresults.analytics.plots.figure import new_figure, series_colours
from vidresults.analytics.plots.parts import Panel, name_panel, panels_of

if TYPE_CHECKING:
    import pyarrow as pa
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_BLIND = "#BBBBBB"
_FEW = 120  # bins that are seen one by one


def plot_over_time(table: pa.Table) -> Figure:
    """Draw what `count_over_time` gave: for each class how many there are on a sample.

    Bins are steps at their mean, samples are joined where they follow each other; the moving mean
    is a thick line where it is given. Grey is where the model did not run, or failed.

    Args:
        table: Rows of `COUNT_OVER_TIME`.

    Raises:
        MissingExtraError: matplotlib is not installed.
    """
    panels, said = panels_of(table)
    colours = series_colours(name for panel in panels for name in panel.columns)
    smooth = table["moving_mean"].null_count < len(table)
    figure, axes = new_figure(
        f"Found over time{said}{', thick: moving mean' if smooth else ''}",
        across="time (s)",
        up="mean on a sample",
        panels=max(len(panels), 1),
    )
    blind = False
    for panel, own in zip(panels, axes, strict=False):
        name_panel(own, panel)
        blind = _shade(own, panel) or blind
        for name, columns in panel.columns.items():
            _draw(own, columns, colours[name])
        own.set_ylim(bottom=0)
        own.margins(x=0.01)
    explain(figure, colours, blind=blind)
    return figure


def _draw(axes: Axes, columns: dict[str, Any], colour: str) -> None:
    known = ~np.isnan(columns["start_seconds"])
    start, end, mean = (columns[name][known] for name in ("start_seconds", "end_seconds", "mean"))
    moving = columns["moving_mean"][known]
    smooth = not np.isnan(moving).all()
    look: dict[str, Any] = {
        "color": colour,
        "linewidth": 0.8 if smooth else 1.8,
        "alpha": 0.5 if smooth else 1,
    }
    if (end > start).any():
        axes.stairs(mean, np.append(start, end[-1]), baseline=None, **look)
    else:
        marker = "o" if len(start) <= _FEW else None
        axes.plot(start, mean, marker=marker, markersize=3, **look)
    if smooth:
        middle = np.where(end > start, (start + end) / 2, start)
        axes.plot(middle, moving, color=colour, linewidth=2.2)


def _shade(axes: Axes, panel: Panel) -> bool:
    """Mark where nothing is known; return whether that is anywhere."""
    columns = next(iter(panel.columns.values()))
    known = np.flatnonzero(~np.isnan(columns["start_seconds"]))
    start, end = columns["start_seconds"][known], columns["end_seconds"][known]
    asked = columns["not_inferred"][known] + columns["failed"][known] > 0
    marked = asked & (columns["inferred"][known] == 0)
    if (start == end).all() and len(start) > 1:  # samples: halfway to their neighbours
        middle = (start[1:] + start[:-1]) / 2
        start = np.concatenate([start[:1], middle])
        end = np.concatenate([middle, end[-1:]])
    for at in np.flatnonzero(marked):
        axes.axvspan(start[at], end[at], color=_BLIND, alpha=0.45, linewidth=0)
    return bool(marked.any())


def explain(figure: Figure, colours: dict[str, str], *, blind: bool = False) -> None:
    """Say beside the picture which colour is which class, and what grey is."""
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    handles: list[Any] = [Line2D([], [], color=c, linewidth=2.5) for c in colours.values()]
    names = [plain(name) for name in colours]
    if blind:
        handles.append(Patch(color=_BLIND, alpha=0.45))
        names.append("not inferred")
    if handles:
        figure.legend(handles, names, loc="outside right upper", frameon=False)


def plain(name: str) -> str:
    """A name as it is: matplotlib reads mathematics between dollars and hides a leading _."""
    return name.replace("$", r"\$")[:40]
