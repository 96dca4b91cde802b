"""The picture of which classes are seen together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from vidresults.analytics.plots.figure import new_figure

if TYPE_CHECKING:
    import pyarrow as pa
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

_MOST = 20
_LONGEST = 24  # letters of a name
_SPARSE = 10
_DARK = 0.6


def plot_co_occurrence(table: pa.Table) -> Figure:
    """Draw two matrices of what `co_occurrence` returned: seen together, and overlapping.

    Left is the share of the samples with either class that have both (Jaccard), right the share of
    all samples on which they overlap. The twenty classes seen most are drawn; of several videos
    the first.

    Raises:
        MissingExtraError: matplotlib is not installed.
    """
    rows = table.to_pylist()
    rows = [row for row in rows if row["source_id"] == rows[0]["source_id"]]
    videos = len(set(table["source_id"].to_pylist()))
    names, hidden = _names(rows)
    more = f", {hidden} classes not shown" if hidden else ""
    more += f", first of {videos} videos" if videos > 1 else ""
    title = f"Classes seen together{more}" if names else "No classes"
    figure, (lone,) = new_figure(title, across="", up="")
    lone.remove()
    if not names:
        return figure
    left, right = figure.subplots(1, 2)
    together, over = _matrices(rows, names)
    labels = _labels(names)
    _draw(left, together, labels, "both (or two of one) on a sample, of those with either")
    _draw(right, over, labels, "a box over one of the other, of all samples")
    right.set_yticklabels([])
    return figure


def _names(rows: list[dict[str, Any]]) -> tuple[list[tuple[str, str]], int]:
    """Model and class of those seen most, and how many more there are."""
    seen: dict[tuple[str, str], int] = {}
    for row in rows:
        for model, name, count in (
            ("model", "class_name", "with_first"),
            ("other_model", "other_class_name", "with_second"),
        ):
            key = (row[model], row[name])
            seen[key] = max(seen.get(key, 0), row[count])
    most = sorted(seen, key=lambda key: -seen[key])[:_MOST]
    return [key for key in seen if key in most], len(seen) - len(most)


def _matrices(
    rows: list[dict[str, Any]], names: list[tuple[str, str]]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Shares of two classes together and over each other, NaN where no sample tells."""
    at = {name: number for number, name in enumerate(names)}
    together = np.full((len(names), len(names)), np.nan)
    over = together.copy()
    for row in rows:
        a = at.get((row["model"], row["class_name"]))
        b = at.get((row["other_model"], row["other_class_name"]))
        if a is not None and b is not None:
            together[a, b] = together[b, a] = row["jaccard"]
            over[a, b] = over[b, a] = row["overlapping_samples"] / row["samples"]
    return together, over


def _labels(names: list[tuple[str, str]]) -> list[str]:
    several = len({model for model, _ in names}) > 1
    words = [(name, model) if several else (name,) for model, name in names]
    return ["\n".join(map(_short, lines)) for lines in words]


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST else f"{name[: _LONGEST - 3]}..."


def _draw(axes: Axes, values: NDArray[np.float64], labels: list[str], title: str) -> None:
    axes.imshow(np.ma.masked_invalid(values), cmap="viridis", vmin=0, vmax=1)
    axes.set_title(title, loc="left", fontsize=11)
    places = range(len(labels))
    axes.set_xticks(places, labels, rotation=45, ha="right", rotation_mode="anchor",
                    parse_math=False)  # fmt: skip
    axes.set_yticks(places, labels, parse_math=False)
    if len(labels) > _SPARSE:
        return
    for (row, column), value in np.ndenumerate(values):
        if not np.isnan(value):
            ink = "black" if value > _DARK else "white"
            axes.text(column, row, f"{value:.0%}", ha="center", va="center", color=ink)
