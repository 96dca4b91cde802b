"""The confusion matrix as a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from vidresults.analytics.plots.figure import new_figure

if TYPE_CHECKING:
    import pyarrow as pa
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

_MISSED, _NOTHING = "missed", "nothing there"
_MOST = 25
_NUMBERS_UP_TO = 16
_DARK = 0.6
_LONGEST = 22


def plot_confusion(table: pa.Table, *, model: str | None = None) -> Figure:
    """Draw how often each class is found as each; a row's colours are shares of the row.

    Args:
        table: The `confusion` of an evaluation; of several sources those together.
        model: The model to draw; None for the first.

    Raises:
        MissingExtraError: matplotlib is not installed.
    """
    rows = table.to_pylist()
    model = model or (rows[0]["model"] if rows else "")
    rows = [row for row in rows if row["model"] == model]
    together = any(row["source_id"] is None for row in rows)
    rows = [row for row in rows if (row["source_id"] is None) == together]
    names, left_out = _names(rows)
    counts = _matrix(rows, names)
    title = f"Confusion, {model}"
    if rows:
        title += f", overlap from {rows[0]['threshold']:g}, "
        title += f"confidence from {rows[0]['min_confidence']:g}"
    if left_out:
        title += f" ({left_out} rarer classes not shown)"
    figure, (panel,) = new_figure(title, across="found as", up="truth")
    _draw(panel, counts, names)
    return figure


def _names(rows: list[dict[str, Any]]) -> tuple[list[str], int]:
    """The most frequent classes, by name, and how many more there are."""
    often: dict[str, int] = {}
    for row in rows:
        for name in {row["true_class"], row["found_class"]} - {None}:
            often[name] = often.get(name, 0) + row["count"]
    kept = sorted(often, key=lambda name: (-often[name], name))[:_MOST]
    return sorted(kept), len(often) - len(kept)


def _matrix(rows: list[dict[str, Any]], names: list[str]) -> NDArray[np.int64]:
    place: dict[str | None, int] = {name: i for i, name in enumerate(names)}
    place[None] = len(names)
    counts = np.zeros((len(place), len(place)), np.int64)
    for row in rows:
        if row["true_class"] in place and row["found_class"] in place:
            counts[place[row["true_class"]], place[row["found_class"]]] += row["count"]
    return counts


def _draw(panel: Axes, counts: NDArray[np.int64], names: list[str]) -> None:
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    panel.imshow(shares, cmap="Blues", vmin=0, vmax=1, aspect="auto")
    panel.grid(visible=False)
    panel.spines[:].set_visible(False)
    places = range(len(names) + 1)
    short = [name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1]}…" for name in names]
    many = len(names) > 8  # noqa: PLR2004 - longer rows of names overlap
    panel.set_xticks(places, [*short, _MISSED], parse_math=False,
                     rotation=40 if many else 0, ha="right" if many else "center")  # fmt: skip
    panel.set_yticks(places, [*short, _NOTHING], parse_math=False)
    panel.tick_params(length=0)
    if len(names) > _NUMBERS_UP_TO:
        return
    for row, column in np.argwhere(counts > 0).tolist():
        panel.text(
            column,
            row,
            f"{counts[row, column]}",
            ha="center",
            va="center",
            color="white" if shares[row, column] > _DARK else "#222222",
        )
