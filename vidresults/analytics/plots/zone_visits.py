"""Visits to zones as bars over time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vidresults.analytics.plots.axis import add_legend, name_rows, series_names, time_unit
from vidresults.analytics.plots.figure import new_figure, series_colours

if TYPE_CHECKING:
    import pyarrow as pa
    from matplotlib.figure import Figure

_TITLE = "Who is in which zone, and when (a point: nobody saw it come, or go)"
_INK = "#222222"


def plot_zone_visits(table: pa.Table) -> Figure:
    """A bar for each visit, in a row for each track, zone by zone; coloured by class.

    An end with a point is open: nobody saw it enter, or leave.

    Args:
        table: Rows of `ZONE_VISITS`.

    Raises:
        MissingExtraError: matplotlib is not installed.
    """
    rows = table.to_pylist()
    unit, across = time_unit(rows, "enter")
    names = series_names(rows)
    colours = series_colours(names)
    figure, (axis,) = new_figure(_TITLE, across=across, up="")
    lines = _lines(rows)
    for row, name in zip(rows, names, strict=True):
        start, end = row[f"enter_{unit}"], row[f"leave_{unit}"]
        at, colour = lines[_line(row)], colours[name]
        axis.plot([start, end], [at, at], color=colour, linewidth=_thickness(len(lines)),
                  solid_capstyle="butt", zorder=2)  # fmt: skip
        for is_open, x, marker in (
            (row["open_start"], start, 4),  # carets to the left and to the right
            (row["open_end"], end, 5),
        ):
            if is_open:
                axis.plot([x], [at], marker=marker, color=_INK, markersize=6, clip_on=False)
    name_rows(axis, _named(lines, rows))
    previous = None
    for (zone, *_), at in lines.items():
        if previous not in (None, zone):
            axis.axhline(at - 0.5, color="#888888", linewidth=0.8)
        previous = zone
    add_legend(figure, colours)
    return figure


def _line(row: dict[str, Any]) -> tuple[Any, ...]:
    return row["zone"], row["source_id"], row["model"], row["track"]


def _lines(rows: list[dict[str, Any]]) -> dict[tuple[Any, ...], int]:
    """Which row of the picture a zone's track has, from the top; rows stand in order of time."""
    zones = list(dict.fromkeys(row["zone"] for row in rows))
    kept = [key for zone in zones for key in dict.fromkeys(map(_line, rows)) if key[0] == zone]
    return {key: at for at, key in enumerate(kept)}


def _thickness(rows: int) -> float:
    return max(1.5, min(14.0, 330.0 / max(rows, 1)))


def _named(lines: dict[tuple[Any, ...], int], rows: list[dict[str, Any]]) -> dict[str, int]:
    """Zone and track of each row; what differs only in source or model is told by that too."""
    names: dict[tuple[Any, ...], str] = {}
    told = series_names(rows, ("source_id", "model", "zone"))
    for row, name in zip(rows, told, strict=True):
        track = row["track"] if row["tracker_id"] is None else row["tracker_id"]
        names[_line(row)] = f"{name} {track}"
    return {names[key]: at for key, at in lines.items()}
