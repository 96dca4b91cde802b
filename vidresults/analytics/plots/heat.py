"""The picture of where objects are how often."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from vidresults.analytics.plots.figure import new_figure

if TYPE_CHECKING:
    import pyarrow as pa
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

_MOST_PANELS = 6
_LONGEST = 40  # letters of a name


def plot_heat(table: pa.Table, *, frame: NDArray[np.uint8] | None = None) -> Figure:
    """Draw the grids that `heat_table` returned, those with most boxes first, six at most.

    Args:
        table: Rows of `HEATMAP`.
        frame: The picture behind it, red, green and blue, shape (height, width, 3).

    Raises:
        MissingExtraError: matplotlib is not installed.
    """
    grids = _grids(table)
    ranked = sorted(grids.items(), key=lambda item: -item[1]["count"].sum())[:_MOST_PANELS]
    more = f", {len(grids) - len(ranked)} more not shown" if len(grids) > len(ranked) else ""
    title = f"Where boxes stand{more}"
    figure, (lone,) = new_figure(title, across="", up="")
    lone.remove()
    from matplotlib.colors import PowerNorm

    across = min(len(ranked), 1 if len(ranked) == 1 else 2 if len(ranked) <= 4 else 3) or 1  # noqa: PLR2004
    panels = figure.subplots(math.ceil(len(ranked) / across) or 1, across, squeeze=False)
    highest = max([grid["mean"].max() for _, grid in ranked] + [0.0]) or 1.0
    shown = None
    for panel, (name, grid) in zip(panels.flat, ranked, strict=False):
        left, right, top, bottom = grid["extent"]
        if frame is not None:
            panel.imshow(frame, extent=(left, right, bottom, top), cmap="gray", alpha=0.9)
        seen = np.ma.masked_less_equal(grid["mean"], 0)
        shown = panel.imshow(
            seen, extent=(left, right, bottom, top), cmap="viridis",
            norm=PowerNorm(0.5, vmin=0, vmax=highest),  # one crowded cell hides no others
            alpha=0.75 if frame is not None else 1, interpolation="nearest",
        )  # fmt: skip
        panel.set_title(_words(name, grid), loc="left", fontsize=10, parse_math=False)
        panel.set_xlabel("x (px)")
        panel.set_ylabel("y (px)")
    for panel in list(panels.flat)[len(ranked) :]:
        panel.set_axis_off()
    if shown is not None:
        figure.colorbar(shown, ax=panels, label="boxes on an inferred sample, on average")
    return figure


def _words(name: tuple[str, str, str | None], grid: dict[str, Any]) -> str:
    _, model, class_name = name
    words = model if class_name is None else f"{class_name} ({model})"
    words = words if len(words) <= _LONGEST else f"{words[: _LONGEST - 3]}..."
    outside = f", {grid['outside']} outside" if grid["outside"] else ""
    return f"{words}\n{grid['count'].sum()} boxes on {grid['samples']} samples{outside}"


def _grids(table: pa.Table) -> dict[tuple[str, str, str | None], dict[str, Any]]:
    """The grids by source, model and class."""
    found: dict[tuple[str, str, str | None], list[dict[str, Any]]] = {}
    for row in table.to_pylist():
        found.setdefault((row["source_id"], row["model"], row["class_name"]), []).append(row)
    return {name: _grid(rows) for name, rows in found.items()}


def _grid(rows: list[dict[str, Any]]) -> dict[str, Any]:
    cells = [row for row in rows if row["row"] is not None]
    shape = (max(cell["row"] for cell in cells) + 1, max(cell["column"] for cell in cells) + 1)
    count = np.zeros(shape, np.int64)
    for cell in cells:
        count[cell["row"], cell["column"]] = cell["count"]
    samples = rows[0]["samples"]
    return {
        "count": count,
        "mean": count / max(samples, 1),
        "samples": samples,
        "outside": sum(row["count"] for row in rows if row["row"] is None),
        "extent": (
            0.0, max(c["x_max"] for c in cells), 0.0, max(c["y_max"] for c in cells),
        ),
    }  # fmt: skip
