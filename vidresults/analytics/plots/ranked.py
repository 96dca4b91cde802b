"""Dots with their rank, which stays readable on lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from vidresults.analytics.plots.figure import COLOURS

if TYPE_CHECKING:
    from numpy.typing import NDArray

_MOST_NUMBERS: Final = 20


def draw_ranked(
    panel: Any,
    across: NDArray[Any],
    up: NDArray[Any],
    ranks: list[int],
    *,
    label: str,
    below: bool = False,
) -> None:
    """Draw a dot for each rank, and the number of the best twenty beside it.

    Args:
        panel: Where.
        across: Where each one stands, shape (n,).
        up: The same, on the other axis.
        ranks: From 1.
        label: What they are, for the legend.
        below: Whether the numbers stand under the dots.
    """
    from matplotlib.patheffects import withStroke

    colour = COLOURS[3]
    panel.scatter(across, up, s=60, color=colour, zorder=3, edgecolor="white", clip_on=False,
                  label=label)  # fmt: skip
    for x, y, rank in zip(across, up, ranks, strict=True):
        if rank <= _MOST_NUMBERS:
            panel.annotate(
                f"{rank}", (x, y), xytext=(0, -7 if below else 7), textcoords="offset points",
                ha="center", va="top" if below else "bottom", fontsize=9, zorder=4,
                path_effects=[withStroke(linewidth=3, foreground="white")],
            )  # fmt: skip
