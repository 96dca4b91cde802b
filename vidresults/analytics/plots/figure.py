"""What all pictures have in common: size, colours, axes, and how they are saved."""

from __future__ import annotations

import itertools
import os
import re
import warnings
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from vidresults import atomic
from vidresults.errors import MissingExtraError, OutputError, VidResultsWarning

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_DPI = 100
_SIZE_INCHES = (12.0, 7.0)  # 1200x700 pixels
_MISSING = re.compile(r"Glyph (\d+) ")
_INK, _QUIET = "#222222", "#DDDDDD"
COLOURS: Final = ("#0072B2", "#E69F00", "#009E73", "#D55E00", "#CC79A7", "#56B4E9", "#AA4499",
                  "#BBCC33")  # fmt: skip
"""Colours for all kinds of colour vision (Okabe and Ito, two of Tol), readable on white."""


def new_figure(title: str, *, across: str, up: str, panels: int = 1) -> tuple[Figure, list[Axes]]:
    """An empty picture of 1200x700 pixels, with panels one above the other.

    Args:
        title: What it shows.
        across: What the axis of the lowest panel is, with its unit, such as "time (s)".
        up: What the other axis is, with its unit.
        panels: How many share the axis across.

    Raises:
        MissingExtraError: matplotlib is not installed.
    """
    try:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure
    except ImportError:
        raise MissingExtraError(
            "pictures need matplotlib: pip install 'vidresults[plot]'"
        ) from None
    figure = Figure(figsize=_SIZE_INCHES, dpi=_DPI, layout="constrained")
    FigureCanvasAgg(figure)
    axes = list(figure.subplots(panels, 1, sharex=True, squeeze=False)[:, 0])
    figure.suptitle(title, x=0.01, ha="left", fontsize=15, color=_INK, parse_math=False)
    for panel in axes:
        panel.spines[["top", "right"]].set_visible(False)
        panel.grid(axis="y", color=_QUIET, linewidth=0.8)
        panel.set_axisbelow(True)
        panel.set_ylabel(up)
    axes[-1].set_xlabel(across)
    return figure, axes


def series_colours(names: Iterable[str]) -> dict[str, str]:
    """A colour for each name, in their order; they come round again after eight."""
    return dict(zip(dict.fromkeys(names), itertools.cycle(COLOURS), strict=False))


def save_figure(figure: Figure, path: str | os.PathLike[str]) -> Path:
    """Save a picture; the ending of the name says as what: png, svg, pdf, jpg, webp.

    The same picture gives the same bytes. Letters that the font lacks are empty boxes, with one
    `VidResultsWarning` that names them.

    Raises:
        OutputError: It cannot be written there, or not as that.
    """
    target = Path(path)
    kind = target.suffix.lower().lstrip(".")
    known = figure.canvas.get_supported_filetypes()
    if kind not in known:
        raise OutputError(f"{target}: a picture is one of {', '.join(sorted(known))}")
    dated = {"svg": {"Date": None}, "pdf": {"CreationDate": None}, "ps": {"CreationDate": None}}
    with atomic.new_file(target) as file, warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        figure.savefig(file, format=kind, metadata=dated.get(kind))
    _say_again([warning.message for warning in caught])
    return target


def _say_again(caught: list[Warning | str]) -> None:
    """Say once of all letters what matplotlib said of each, whenever it was drawn."""
    missing = [_MISSING.match(str(message)) for message in caught]
    letters = "".join(dict.fromkeys(chr(int(found[1])) for found in missing if found))
    for message, found in zip(caught, missing, strict=True):
        if not found:
            warnings.warn(message, stacklevel=3)
    if letters:
        warnings.warn(
            f"the font of pictures lacks {letters!r}: drawn as empty boxes",
            VidResultsWarning,
            stacklevel=3,
        )
