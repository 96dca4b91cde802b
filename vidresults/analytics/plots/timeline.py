"""Segments as bars, and events as marks on them, in a row for each class or track."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from vidresults.analytics.plots.axis import add_legend, name_rows, series_names, time_unit
from vidresults.analytics.plots.figure import COLOURS, new_figure, series_colours

if TYPE_CHECKING:
    import pyarrow as pa
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.lines import Line2D

_PALE = "#D8D8D8"
_MARKERS: Final[dict[str, Any]] = {
    "appear": "o", "disappear": "x", "enter": 5, "leave": 4, "cross_in": "^", "cross_out": "v",
    "dwell": "", "count": "",
}  # fmt: skip


def plot_segments(table: pa.Table) -> Figure:
    """A bar for each segment, in a row for each class, or for each track where they are of those.

    Args:
        table: Rows of `SEGMENTS`.

    Raises:
        MissingExtraError: matplotlib is not installed.
    """
    rows = table.to_pylist()
    unit, across = time_unit(rows, "start")
    names = series_names(rows)
    colours = series_colours(names)
    figure, (axis,) = new_figure("When each is there", across=across, up="")
    keys = [_row_name(row, name) for row, name in zip(rows, names, strict=True)]
    places = {key: at for at, key in enumerate(dict.fromkeys(keys))}
    for row, name, key in zip(rows, names, keys, strict=True):
        _bar(axis, row, unit, places[key], height=0.7, colour=colours[name])
    name_rows(axis, places)
    if keys != names:
        add_legend(figure, colours)
    return figure


def plot_events(table: pa.Table, segments: pa.Table | None = None) -> Figure:
    """A mark for each event, in a row for each class; dwell and count are lines as long as they.

    Args:
        table: Rows of `EVENTS`.
        segments: Rows of `SEGMENTS` of classes, drawn pale beneath.

    Raises:
        MissingExtraError: matplotlib is not installed.
    """
    rows = table.to_pylist()
    beneath = [] if segments is None else segments.to_pylist()
    unit, across = time_unit([*rows, *beneath], "start")
    names = series_names([*rows, *beneath])
    places = {name: at for at, name in enumerate(dict.fromkeys([*names[len(rows) :], *names]))}
    figure, (axis,) = new_figure("What happened", across=across, up="")
    for row, name in zip(beneath, names[len(rows) :], strict=True):
        _bar(axis, row, unit, places[name], height=0.86, colour=_PALE)
    kinds = [kind for kind in _MARKERS if any(row["kind"] == kind for row in rows)]
    colours = dict(zip(_MARKERS, COLOURS, strict=True))
    for number, kind in enumerate(kinds):
        shift = (number + 0.5) / len(kinds) * 0.76 - 0.38
        here = [
            (row[f"start_{unit}"], row[f"end_{unit}"], places[name] + shift)
            for row, name in zip(rows, names, strict=False)
            if row["kind"] == kind
        ]
        starts, ends, ys = zip(*here, strict=True)
        if _MARKERS[kind] == "":
            axis.hlines(ys, starts, ends, color=colours[kind], linewidth=4)
        else:
            axis.plot(starts, ys, marker=_MARKERS[kind], color=colours[kind], linestyle="",
                      markersize=7)  # fmt: skip
    name_rows(axis, places)
    handles = [_drawn(kind, colours[kind]) for kind in kinds]
    if handles:
        figure.legend(handles=handles, loc="outside right upper", frameon=False)
    return figure


def _drawn(kind: str, colour: str) -> Line2D:
    """How a kind of event is drawn, for the legend."""
    from matplotlib.lines import Line2D

    if _MARKERS[kind] == "":
        return Line2D([], [], color=colour, linewidth=4, label=kind)
    return Line2D([], [], color=colour, marker=_MARKERS[kind], linestyle="", label=kind)


def _row_name(row: dict[str, Any], name: str) -> str:
    if row["track"] is None:
        return name
    return f"{name} {row['track'] if row['tracker_id'] is None else row['tracker_id']}"


def _bar(
    axis: Axes, row: dict[str, Any], unit: str, at: int, *, height: float, colour: str
) -> None:
    start, end = row[f"start_{unit}"], row[f"end_{unit}"]
    axis.barh(at, end - start, left=start, height=height, color=colour, zorder=1)
