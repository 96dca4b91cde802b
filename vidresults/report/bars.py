"""Small bars as SVG: one row of a timeline, stretched to the width that there is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vidresults.report.spread import ClassSpread, Spread

_WIDE: Final = 1000
_TALL: Final = 18
_BASE: Final = 1
_THICK: Final = 4
# The height stands in the style too: JupyterLab's own sheet overrules the attribute.
_SVG: Final = (
    '<svg viewBox="0 0 {wide} {tall}" width="100%" height="{tall}" preserveAspectRatio="none" '
    'role="img" aria-label="{words}" style="display:block;height:{tall}px">{content}</svg>'
)


def bar_of(spread: Spread, item: ClassSpread) -> str:
    """How dense a class is over time: a contour over a line that is where a model ran.

    The densest step of each class is as high as the row.
    """
    top = np.nanmax(item.density, initial=0.0)
    heights = np.nan_to_num(item.density) / (top or 1.0) * (_TALL - _BASE - 1)
    # What is there at all shows.
    heights = np.where(heights > 0, np.maximum(heights, 1.0), 0.0)
    return _svg(
        f"over time: {item.found} in all",
        f'<path fill="{item.colour}" stroke="currentColor" stroke-opacity=".35" '
        f'vector-effect="non-scaling-stroke" d="{_contour(spread, heights, _TALL - _BASE)}"/>'
        + _ran(spread, _BASE, _TALL),
    )


def state_of(spread: Spread) -> str:
    """Where a model ran."""
    words = f"a model ran in {spread.inferred.sum()} of {len(spread.inferred)} steps"
    return _svg(words, _ran(spread, _THICK, (_TALL + _THICK) / 2))


def _ran(spread: Spread, thick: float, bottom: float) -> str:
    line = _contour(spread, np.where(spread.inferred, thick, 0.0), bottom)
    return f'<path fill="currentColor" fill-opacity=".55" d="{line}"/>'


def _contour(spread: Spread, heights: NDArray[np.float64], bottom: float) -> str:
    """A path around the steps that have a height, over a line at `bottom`."""
    parts: list[str] = []
    for run in _runs(spread, heights > 0):
        parts.append(f"M{spread.begins[run[0]] * _WIDE:.1f} {bottom:.1f}")
        for at, step in enumerate(run):
            if at == 0 or heights[step] != heights[run[at - 1]]:
                parts.append(f"V{bottom - heights[step]:.1f}")
            if at == len(run) - 1 or heights[step] != heights[run[at + 1]]:
                parts.append(f"H{spread.ends[step] * _WIDE:.1f}")
        parts.append(f"V{bottom:.1f}z")
    return "".join(parts)


def _runs(spread: Spread, there: NDArray[np.bool_]) -> list[list[int]]:
    """Steps that are there and touch the one before, together."""
    runs: list[list[int]] = []
    for step in np.flatnonzero(there).tolist():
        if runs and runs[-1][-1] == step - 1 and spread.ends[step - 1] == spread.begins[step]:
            runs[-1].append(step)
        else:
            runs.append([step])
    return runs


def _svg(words: str, content: str) -> str:
    return _SVG.format(wide=_WIDE, tall=_TALL, words=words, content=content)
