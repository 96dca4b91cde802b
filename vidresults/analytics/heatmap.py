"""Where objects are how often: a coarse grid over the picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from vidresults.analytics.anchors import Anchor, anchors_of
from vidresults.errors import MatchError, SelectionError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vidresults.results import Source

COLUMNS: Final = 64
"""How many cells the grid has across the picture, unless it is said."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class HeatGrid:
    """How often boxes stood in each cell.

    Attributes:
        counts: Number of boxes whose anchor is in each cell, over all samples, shape (rows,
            columns), top row first; divided by `samples` it is how many stand there on average.
        extent: Left, top, right and bottom edge of the grid in pixels: those of the picture.
        samples: Number of samples that were inferred, of all models together.
        outside: Number of boxes whose anchor is not in the picture, and in no cell.
    """

    counts: NDArray[np.int64]
    extent: tuple[float, float, float, float]
    samples: int
    outside: int


def heat_grid(
    source: Source,
    *,
    columns: int = COLUMNS,
    anchor: Anchor = "bottom",
    size: tuple[int, int] | None = None,
) -> HeatGrid:
    """Count the boxes of all models and classes in the cells of a grid; nearly square ones.

    Args:
        source: Results of one video; `select` keeps a part of them.
        columns: Cells across the picture.
        anchor: Which point of a box counts: "bottom" for the middle of its lower edge, or
            "center".
        size: Width and height of the picture in whose pixels the grid is; None: the one that the
            results tell.

    Raises:
        SelectionError: The results hold several videos, or there is to be no column.
        MatchError: The results tell no size, or several, or one of another aspect ratio.
    """
    ids = source.facts.source_ids
    if len(ids) != 1:
        raise SelectionError(f"the results hold {len(ids)} videos, expected those of one")
    size = size or source.facts.frame_size(ids[0])
    if size is None:
        raise MatchError("the results do not tell one size of their pictures: give it (size)")
    shape = grid_shape(size, columns)
    counts = np.zeros(shape[0] * shape[1], np.int64)
    samples = outside = 0
    for found in anchors_of(source, size=size, anchor=anchor):
        ran = found.inferred[found.sample]
        cells = cells_of(found.points[ran], size, shape)
        counts += np.bincount(cells[cells >= 0], minlength=counts.size)
        outside += int((cells < 0).sum())
        samples += int(found.inferred.sum())
    extent = (0.0, 0.0, float(size[0]), float(size[1]))
    return HeatGrid(counts=counts.reshape(shape), extent=extent, samples=samples, outside=outside)


def grid_shape(size: tuple[int, int], columns: int = COLUMNS) -> tuple[int, int]:
    """Rows and columns of a grid over a picture of this width and height.

    Raises:
        SelectionError: There is to be no column.
    """
    if columns < 1:
        raise SelectionError(f"columns: found {columns}, expected 1 or more")
    return max(1, round(columns * size[1] / size[0])), columns


def cells_of(
    points: NDArray[np.float64], size: tuple[int, int], shape: tuple[int, int]
) -> NDArray[np.int64]:
    """Number of each point's cell, row by row from 0; -1 outside of the picture.

    The right and lower edge of the picture are part of it, because a box that is cut off by the
    picture ends there.

    Args:
        points: In pixels, shape (n, 2).
        size: Width and height of the picture.
        shape: Rows and columns.

    Returns:
        Shape (n,).
    """
    within = np.all((points >= 0) & (points <= np.array(size)), axis=1)
    near = np.where(within[:, None], points, 0) * (shape[1], shape[0]) / np.array(size)
    column, row = np.minimum(near.astype(np.int64), (shape[1] - 1, shape[0] - 1)).T
    return np.where(within, row * shape[1] + column, -1)
