"""The picture of chosen frames: where they are in the video, and why."""

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


def plot_chosen(table: pa.Table) -> Figure:
    """Draw the chosen frames over time, a panel for each source, at most four.

    A frame stands as high as its uncertainty, or as its distance where no frame has one; the
    line is the uncertainty of all samples, where they are there.

    Args:
        table: Rows of `CHOSEN`, with `every=True` those of all samples.
    """
    names = table["source_id"].unique().to_pylist()
    shown = names[:_MOST_PANELS]
    number = len(table) - table["rank"].null_count
    title = f"{number} frames to label next"
    if len(names) > len(shown):
        title += f" (the first {len(shown)} of {len(names)} videos)"
    doubtful = table["rank"].is_valid().to_numpy() & table["uncertainty"].is_valid().to_numpy()
    name = "uncertainty" if doubtful.any() else "distance"
    up = "uncertainty (doubts)" if doubtful.any() else "distance when chosen"
    seconds, words = across_of(table)
    figure, panels = new_figure(title, across=words, up=up, panels=max(len(shown), 1))
    ids = np.array(table["source_id"].to_pylist(), object)
    for panel, source_id in zip(panels, shown, strict=False):
        own = ids == source_id
        _draw(panel, table.filter(own), seconds[own], name)
        if len(shown) > 1:
            panel.set_title(source_id, loc="left", fontsize=10, parse_math=False)
    return figure


def _draw(panel: Any, table: pa.Table, seconds: Any, name: str) -> None:
    values = np.asarray(table[name].to_numpy(zero_copy_only=False), np.float64)
    ranks = table["rank"].to_pylist()
    if None in ranks and name == "uncertainty":
        panel.plot(seconds, values, color=COLOURS[0], linewidth=1.2, label="every sampled frame")
    chosen = [at for at, rank in enumerate(ranks) if rank is not None]
    heights = np.nan_to_num(values[chosen])
    panel.vlines(seconds[chosen], 0, heights, color=COLOURS[3], linewidth=1.6, alpha=0.6)
    draw_ranked(panel, seconds[chosen], heights, [ranks[at] for at in chosen], label="chosen")
    panel.margins(y=0.12)
    panel.set_ylim(bottom=0)
    panel.legend(loc="upper right", frameon=False, fontsize=9)
