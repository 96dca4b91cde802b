"""The picture of tracks: who was there when."""

from __future__ import annotations

import itertools
import math
import statistics
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from vidresults.analytics.plots.figure import new_figure, series_colours

if TYPE_CHECKING:
    import pyarrow as pa
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_MOST_NAMED = 40  # tracks with a label of their own
_MOST_CLASSES = 12  # in the legend
_UNSEEN = 0.35  # how much of the colour is left where a track was not seen


def plot_tracks(table: pa.Table) -> Figure:
    """A bar in time for each track, by first sight from above, in the colour of its class.

    Where the table has paths, bars are pale as long as the track was not seen.

    Args:
        table: Of `track_table`. If a time is not known, the axis is in frames.

    Raises:
        MissingExtraError: matplotlib is not installed.
    """
    rows = table.to_pylist()
    timed = all(row["duration_seconds"] is not None for row in rows)
    across = "time (s)" if timed else "frame of the video"
    title = f"{len(rows)} tracks" + ("; pale: not seen" if "path" in table.column_names else "")
    figure, (axes,) = new_figure(title, across=across, up="track")
    axes.grid(visible=False, axis="y")
    axes.grid(visible=True, axis="x", color="#DDDDDD", linewidth=0.8)
    colours = series_colours(row["class_name"] for row in rows)
    thick = min(14.0, max(0.8, 340 / max(len(rows), 1)))
    unit = "seconds" if timed else "frame"
    step = _longest_step(rows, unit)
    for at, row in enumerate(rows):
        _draw(axes, at, row, colours[row["class_name"]], unit=unit, thick=thick, step=step)
    _name_rows(axes, rows)
    _name_classes(axes, colours)
    return figure


def _draw(
    axes: Axes, at: int, row: dict[str, Any], colour: str, *, unit: str, thick: float, step: float
) -> None:
    """A bar that is pale where the track was not seen for longer than a step."""
    moments = [place[unit] for place in row.get("path") or ()]
    moments = moments or [row[f"first_{unit}"], row[f"last_{unit}"]]
    bar: dict[str, Any] = {"color": colour, "linewidth": thick, "solid_capstyle": "butt"}
    axes.plot([moments[0], moments[-1]], [at, at], alpha=_UNSEEN, **bar)
    ends = [n for n in range(1, len(moments)) if moments[n] - moments[n - 1] > step]
    for begin, end in itertools.pairwise([0, *ends, len(moments)]):
        seen = moments[begin:end]
        axes.plot([seen[0], seen[-1]], [at, at], **bar)
        # What was seen once is no shorter than a line.
        axes.plot(seen[:1], [at], "|", color=colour, markersize=thick, markeredgewidth=2)


def _longest_step(rows: Sequence[dict[str, Any]], unit: str) -> float:
    """One and a half of the usual time between sightings; endless where there are no paths."""
    steps = [
        later[unit] - earlier[unit]
        for row in rows
        for earlier, later in itertools.pairwise(row.get("path") or ())
    ]
    return 1.5 * statistics.median(steps) if steps else math.inf


def _name_rows(axes: Axes, rows: Sequence[dict[str, Any]]) -> None:
    """Each track by its number, and by what else is needed to tell them apart."""
    axes.set_ylim(len(rows) - 0.4, -0.6)
    if len(rows) > _MOST_NAMED:
        axes.set_yticks([])
        axes.set_ylabel("tracks, by first sight from above")
        return
    several = [key for key in ("source_id", "model") if len({row[key] for row in rows}) > 1]
    names = [" ".join(str(row[key]) for key in (*several, "tracker_id")) for row in rows]
    axes.set_yticks(range(len(rows)), names)
    for label in axes.get_yticklabels():
        label.set_parse_math(False)


def _name_classes(axes: Axes, colours: dict[str, str]) -> None:
    from matplotlib.lines import Line2D

    names = list(colours)[:_MOST_CLASSES]
    handles = [Line2D([], [], color=colours[name], linewidth=8, label=name) for name in names]
    if not handles:
        return
    more = len(colours) - len(names)
    title = f"class ({more} more)" if more else "class"
    legend = axes.legend(
        handles=handles, title=title, loc="upper left", bbox_to_anchor=(1.0, 1.0), frameon=False
    )
    for text in legend.get_texts():
        text.set_parse_math(False)
