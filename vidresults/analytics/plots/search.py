"""The picture of a search: similarity over time, with the hits marked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from vidresults.analytics.plots.across import across_of
from vidresults.analytics.plots.figure import COLOURS, new_figure
from vidresults.analytics.plots.ranked import draw_ranked

if TYPE_CHECKING:
    import pyarrow as pa
    from matplotlib.figure import Figure

_MOST_PANELS: Final = 4
_MOST_DOTS: Final = 200  # on the line, one a sample


def plot_search(table: pa.Table) -> Figure:
    """Draw similarity over time, a panel for each source and model, at most four.

    Args:
        table: Rows of `SEARCH`; with `every=True` also the line between the hits is drawn, with
            gaps where nothing was compared.
    """
    keys = list(
        dict.fromkeys(zip(*(table[n].to_pylist() for n in ("source_id", "model")), strict=True))
    )
    shown = keys[:_MOST_PANELS]
    asked = table["asked"][0].as_py() if len(table) else "nothing"
    title = "Frames unlike the others" if asked == "outliers" else f"How similar to {_what(asked)}"
    if len(keys) > len(shown):
        title += f" (the first {len(shown)} of {len(keys)})"
    seconds, words = across_of(table)
    figure, panels = new_figure(
        title, across=words, up="cosine similarity", panels=max(len(shown), 1)
    )
    for panel, key in zip(panels, shown, strict=False):
        own = np.array([pair == key for pair in _pairs(table)], np.bool_)
        _draw(panel, table.filter(own), seconds[own], lowest=asked == "outliers")
        panel.set_title(" - ".join(reversed(key)), loc="left", fontsize=10, parse_math=False)
    return figure


def _what(asked: str) -> str:
    return "the given vector" if asked == "vector" else asked


def _pairs(table: pa.Table) -> list[tuple[str, str]]:
    return list(zip(table["source_id"].to_pylist(), table["model"].to_pylist(), strict=True))


def _draw(panel: Any, table: pa.Table, seconds: Any, *, lowest: bool) -> None:
    values = np.asarray(table["similarity"].to_numpy(zero_copy_only=False), np.float64)
    ranks = table["rank"].to_pylist()
    order = np.argsort(seconds, kind="stable")
    if None in ranks:  # all samples are there, not the hits alone
        panel.plot(seconds[order], values[order], color=COLOURS[0], linewidth=1.4,
                   marker="." if len(order) < _MOST_DOTS else None, markersize=4)  # fmt: skip
    hits = [at for at, rank in enumerate(ranks) if rank is not None]
    draw_ranked(
        panel, seconds[hits], values[hits], [ranks[at] for at in hits], label="hits", below=lowest
    )
    panel.margins(y=0.15)
