"""What pictures over time have in common: the axis across, and names of their series."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis
    from matplotlib.figure import Figure

_MOST_NAMES: Final = 12
_MOST_ROWS: Final = 55  # rows of text that 700 pixels hold


def time_unit(rows: Sequence[Mapping[str, Any]], column: str) -> tuple[str, str]:
    """Of a moment's columns the ending to take, and the label of the axis.

    Args:
        rows: Rows of a table.
        column: What the moment's columns begin with, such as "start" of start_seconds and
            start_frame.

    Returns:
        "seconds", or "frame" where the time of any row is unknown; and what the axis is.
    """
    if any(row[f"{column}_seconds"] is None for row in rows):
        return "frame", "frame (times are unknown)"
    return "seconds", "time (s)"


def series_names(
    rows: Sequence[Mapping[str, Any]], columns: Sequence[str] = ("source_id", "model", "class_name")
) -> list[str]:
    """A name for each row from the columns that differ, and from the last one in any case."""
    told = [name for name in columns[:-1] if len({row[name] for row in rows}) > 1]
    return [
        ", ".join(str(row[name]) for name in (*told, columns[-1]) if row[name] is not None)
        for row in rows
    ]


def add_legend(figure: Figure, colours: Mapping[str, str]) -> None:
    """Name the colours beside the picture, on its right; as many as there is room for."""
    from matplotlib.patches import Patch

    names = list(colours)
    shown = names if len(names) <= _MOST_NAMES else names[: _MOST_NAMES - 1]
    handles = [Patch(color=colours[name], label=short(name)) for name in shown]
    if len(shown) < len(names):
        handles.append(Patch(alpha=0, label=f"and {len(names) - len(shown)} more"))
    if handles:
        figure.legend(handles=handles, loc="outside right upper", frameon=False)


def name_rows(axis: Axes, places: Mapping[str, int]) -> None:
    """Name the rows of a picture of bars from the top; where they are too many, every so many."""
    step = -(-len(places) // _MOST_ROWS) or 1
    shown = {name: at for name, at in places.items() if at % step == 0}
    size = max(7.0, min(10.0, 380 / max(len(shown), 1)))
    axis.set_yticks(list(shown.values()), list(map(short, shown)), fontsize=size)
    axis.set_ylim(max(len(places), 1) - 0.4, -0.6)
    axis.use_sticky_edges = False  # marks at the ends of bars are seen whole
    axis.margins(x=0.01)
    axis.grid(visible=False, axis="y")
    axis.grid(axis="x", color="#DDDDDD", linewidth=0.8)


def plot_steps(
    axis: Axes, xs: Sequence[float], ys: Sequence[float], *, number: int, **style: Any
) -> None:
    """Draw a line of steps, a little higher than the one before so that equal ones are seen.

    Args:
        axis: Where.
        xs: Where each step begins.
        ys: How high it is; NaN breaks the line.
        number: Which line it is, from 0.
        style: More of matplotlib's.
    """
    from matplotlib.transforms import offset_copy

    figure = axis.get_figure(root=True)
    higher = offset_copy(axis.transData, figure, y=1.6 * number, units="points")
    for line in axis.plot(xs, ys, drawstyle="steps-post", linewidth=1.6, **style):
        line.set_transform(higher)  # after it has counted for the axes


def count_ticks(axis: Axis, *, whole: bool = True) -> None:
    """A few ticks on an axis of counts, whole numbers unless it has averages."""
    from matplotlib.ticker import MaxNLocator

    axis.set_major_locator(MaxNLocator(nbins=5, integer=whole, steps=[1, 2, 5, 10]))


def short(name: str) -> str:
    """A label of bounded length that matplotlib takes as it is."""
    text = name if len(name) <= 28 else f"{name[:25]}..."  # noqa: PLR2004 - the three dots
    return text.replace("$", r"\$").replace("\n", " ")
