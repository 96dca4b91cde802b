"""Small bars as pictures: one row of a timeline, stretched to the width that there is."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vidresults.report.spread import ClassSpread, Spread

_WIDE: Final = 1000
_TALL: Final = 18
_BASE: Final = 1
_THICK: Final = 4
# A picture and no element: of notebooks that are not trusted, front ends show no SVG. The height
# stands in the style: JupyterLab's own sheet overrules the attribute.
_IMAGE: Final = (
    '<img alt="{words}" style="display:block;width:100%;height:{tall}px" src="{source}">'
)
_SVG: Final = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {tall}" width="{wide}" '
    'height="{tall}" preserveAspectRatio="none">{content}</svg>'
)
# As a picture it does not know the text's colour: one that is seen on light and on dark.
_INK: Final = "#808080"


def image_address(svg: str) -> str:
    """An address that holds a picture as SVG."""
    return f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}"


def bar_of(spread: Spread, item: ClassSpread) -> str:
    """How dense a class is over time: a contour over a line that is where a model ran.

    The densest step of each class is as high as the row.
    """
    top = np.nanmax(item.density, initial=0.0)
    heights = np.nan_to_num(item.density) / (top or 1.0) * (_TALL - _BASE - 1)
    # What is there at all shows.
    heights = np.where(heights > 0, np.maximum(heights, 1.0), 0.0)
    return _image(
        f"over time: {item.found} in all",
        f'<path fill="{item.colour}" stroke="{_INK}" stroke-opacity=".6" '
        f'vector-effect="non-scaling-stroke" d="{_contour(spread, heights, _TALL - _BASE)}"/>'
        + _ran(spread, _BASE, _TALL),
    )


def state_of(spread: Spread) -> str:
    """Where a model ran."""
    words = f"a model ran in {spread.inferred.sum()} of {len(spread.inferred)} steps"
    return _image(words, _ran(spread, _THICK, (_TALL + _THICK) / 2))


def _ran(spread: Spread, thick: float, bottom: float) -> str:
    line = _contour(spread, np.where(spread.inferred, thick, 0.0), bottom)
    return f'<path fill="{_INK}" d="{line}"/>'


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


def _image(words: str, content: str) -> str:
    svg = _SVG.format(wide=_WIDE, tall=_TALL, content=content)
    return _IMAGE.format(words=words, tall=_TALL, source=image_address(svg))
