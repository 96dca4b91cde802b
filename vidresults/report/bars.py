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
_SVG: Final = (
    '<svg viewBox="0 0 {wide} {tall}" width="100%" height="{tall}" preserveAspectRatio="none" '
    'role="img" aria-label="{words}" style="display:block">{content}</svg>'
)


def bar_of(spread: Spread, item: ClassSpread) -> str:
    """How dense a class is over time: columns over a line that is where a model ran.

    The highest column of each class is as high as the row.
    """
    top = np.nanmax(item.density, initial=0.0)
    heights = np.nan_to_num(item.density) / (top or 1.0) * (_TALL - _BASE - 1)
    # What is there at all shows.
    heights = np.where(heights > 0, np.maximum(heights, 1.0), 0.0)
    columns = _path(spread, _TALL - _BASE - heights, heights, heights > 0)
    return _svg(
        f"over time: {item.found} in all",
        f'<path fill="{item.colour}" stroke="currentColor" stroke-opacity=".35" '
        f'stroke-width="1" vector-effect="non-scaling-stroke" d="{columns}"/>{_line(spread)}',
    )


def state_of(spread: Spread) -> str:
    """Where a model ran."""
    steps = len(spread.begins)
    thick = np.full(steps, 4.0)
    ran = _path(spread, np.full(steps, (_TALL - 4) / 2), thick, spread.inferred)
    words = f"a model ran in {spread.inferred.sum()} of {steps} steps"
    return _svg(words, f'<path fill="currentColor" fill-opacity=".55" d="{ran}"/>')


def _line(spread: Spread) -> str:
    steps = len(spread.begins)
    base = _path(spread, np.full(steps, _TALL - _BASE), np.full(steps, _BASE), spread.inferred)
    return f'<path fill="currentColor" fill-opacity=".55" d="{base}"/>'


def _path(
    spread: Spread, y: NDArray[np.float64], height: NDArray[np.float64], there: NDArray[np.bool_]
) -> str:
    """Rectangles of the steps that are there; neighbours of one height are one."""
    parts: list[str] = []
    steps = np.flatnonzero(there).tolist()
    at = 0
    while at < len(steps):
        first = last = steps[at]
        at += 1
        while at < len(steps) and _joins(spread, height, last, steps[at]):
            last = steps[at]
            at += 1
        x0, x1 = spread.begins[first] * _WIDE, spread.ends[last] * _WIDE
        parts.append(f"M{x0:.1f} {y[first]:.1f}H{x1:.1f}v{height[first]:.1f}H{x0:.1f}z")
    return "".join(parts)


def _joins(spread: Spread, height: NDArray[np.float64], last: int, step: int) -> bool:
    touching = step == last + 1 and spread.ends[last] == spread.begins[step]
    return bool(touching and height[step] == height[last])


def _svg(words: str, content: str) -> str:
    return _SVG.format(wide=_WIDE, tall=_TALL, words=words, content=content)
