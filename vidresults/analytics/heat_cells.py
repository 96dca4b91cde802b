"""Where objects are how often, as a table: the grid of `heat_grid` for each model and class."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa

from vidresults.analytics.anchors import ANCHORS, Anchor
from vidresults.analytics.heatmap import COLUMNS, grid_shape
from vidresults.errors import MatchError, SelectionError
from vidresults.geometry import same_aspect
from vidresults.results.sql import run_sql
from vidresults.schema.fields import field

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vidresults.results import Source

_OUTSIDE = "outside of the picture"
HEATMAP: Final = pa.schema(
    [
        field("source_id", pa.string(), "which result"),
        field("model", pa.string(), "the model"),
        field("class_name", pa.string(), "the class", null="all classes together"),
        field("row", pa.int32(), "row of the cell, 0 at the top", null=_OUTSIDE),
        field("column", pa.int32(), "column of the cell, 0 at the left", null=_OUTSIDE),
        *(
            field(name, pa.float64(), f"{side} edge of the cell", unit="px", null=_OUTSIDE)
            for name, side in (
                ("x_min", "left"), ("y_min", "upper"), ("x_max", "right"), ("y_max", "lower"),
            )
        ),
        field("count", pa.int64(), "boxes whose anchor is in it, over all inferred samples"),
        field("samples", pa.int64(), "samples on which the model was inferred"),
        field("per_sample", pa.float64(), "boxes in it on an inferred sample, on average",
              null="none was inferred"),
    ]
)  # fmt: skip

# In the order of steps in which heat_grid computes, so that edges fall to the same cells.
_COUNTS = """
with scaled as (
    select d.model, d.class_name, d.x_center * across as x,
           d.y_center * down + $lower * (d.height * down) / 2 as y
    from detections d join (
        select source_id, model, sample_index,
               $width / coalesce(image_width, $own_width)::double as across,
               $height / coalesce(image_height, $own_height)::double as down
        from inferences where state = 'inferred'
    ) using (source_id, model, sample_index)
    where source_id = $source_id
), placed as (
    select *, coalesce(x between 0 and $width and y between 0 and $height, false) as inside
    from scaled
)
select model, case when $by_class then class_name end as class_name,
       case when inside then least(floor(y * $rows / $height)::integer, $rows - 1) end as row,
       case when inside then least(floor(x * $columns / $width)::integer, $columns - 1) end
           as column,
       count(*) as count
from placed group by all
"""
_SAMPLES = """
select model, count(*) filter (state = 'inferred') as samples, list(distinct
       {'width': image_width, 'height': image_height}) as sizes
from inferences where source_id = $source_id group by model
"""


def heat_table(
    source: Source,
    *,
    columns: int = COLUMNS,
    anchor: Anchor = "bottom",
    by_class: bool = False,
    size: tuple[int, int] | None = None,
) -> pa.Table:
    """Count the boxes of every model in the cells of a grid over the picture: rows of `HEATMAP`.

    Every cell has its row, also where no box stands; boxes outside of the picture have one
    without a cell. Stored tables are read where they lie, whatever their number of boxes.

    Args:
        source: Results of any number of videos.
        columns: Cells across the picture; they are nearly square.
        anchor: Which point of a box counts: "bottom" for the middle of its lower edge, or
            "center".
        by_class: Whether each class has a grid of its own.
        size: Width and height of the picture in whose pixels the grid is; None: the one that the
            results of each video tell. A picture whose size is not known is taken to be of it.

    Raises:
        SelectionError: There is to be no column, or such an anchor is not known.
        MatchError: The results tell no size, or several, or one of another aspect ratio.
    """
    if anchor not in ANCHORS:
        raise SelectionError(f"anchor: found {anchor!r}, expected {' or '.join(ANCHORS)}")
    tables = {name: source.arrow(name) for name in ("inferences", "detections")}
    parts = [HEATMAP.empty_table()]
    for source_id in source.facts.source_ids:
        here = size or source.facts.frame_size(source_id)
        if here is None:
            raise MatchError(
                f"the results of {source_id!r} do not tell one size of their pictures: give it "
                "(size)"
            )
        shape = grid_shape(here, columns)
        samples = _samples(tables, source_id, here)
        own = source.facts.frame_size(source_id) or here
        parameters = {
            "source_id": source_id, "width": here[0], "height": here[1],
            "own_width": own[0], "own_height": own[1], "rows": shape[0], "columns": shape[1],
            "lower": 1 if anchor == "bottom" else 0, "by_class": by_class,
        }  # fmt: skip
        counts = run_sql(tables, _COUNTS, parameters=parameters).to_pylist()
        for (model, name), cells in _grids(counts, samples, by_class=by_class).items():
            grid = _grid(cells, shape, here, samples[model])
            who = {"source_id": source_id, "model": model, "class_name": name}
            count = len(next(iter(grid.values())))
            named = {key: pa.array([value] * count, pa.string()) for key, value in who.items()}
            parts.append(pa.table({**named, **grid}, schema=HEATMAP))
    return pa.concat_tables(parts)


def _samples(tables: dict[str, Any], source_id: str, size: tuple[int, int]) -> dict[str, int]:
    """How many samples each model was inferred on; refuses pictures of another shape."""
    rows = run_sql(tables, _SAMPLES, parameters={"source_id": source_id}).to_pylist()
    for seen in (seen for row in rows for seen in row["sizes"]):
        one = seen["width"], seen["height"]
        if None not in one and not same_aspect(one, size):
            raise MatchError(
                f"the results are of {one[0]}x{one[1]} pictures and the grid is over one of "
                f"{size[0]}x{size[1]}: the aspect ratios differ"
            )
    return {row["model"]: row["samples"] for row in sorted(rows, key=lambda row: row["model"])}


def _grids(
    counts: list[dict[str, Any]], samples: dict[str, int], *, by_class: bool
) -> dict[tuple[str, str | None], list[dict[str, Any]]]:
    """The cells with boxes of each grid, by model and class; without classes one a model."""
    found: dict[tuple[str, str | None], list[dict[str, Any]]] = {}
    if not by_class:
        found = {(model, None): [] for model in samples}
    for row in counts:
        found.setdefault((row["model"], row["class_name"]), []).append(row)
    return dict(sorted(found.items(), key=lambda item: (item[0][0], item[0][1] or "")))


def _grid(
    cells: list[dict[str, Any]], shape: tuple[int, int], size: tuple[int, int], samples: int
) -> dict[str, pa.Array]:
    """The columns of one grid, row by row, and of what is outside of it."""
    counts = np.zeros(shape, np.int64)
    outside = 0
    for cell in cells:
        if cell["row"] is None:
            outside = cell["count"]
        else:
            counts[cell["row"], cell["column"]] = cell["count"]
    row, column = np.indices(shape)
    x, y = (np.arange(n + 1) * side / n for n, side in zip(shape[::-1], size, strict=True))
    edges = {"x_min": x[column], "y_min": y[row], "x_max": x[column + 1], "y_max": y[row + 1]}
    flat = {"row": row, "column": column} | edges
    found = np.append(counts.ravel(), [outside] if outside else []).astype(np.int64)
    return {
        name: _with_none(values.ravel(), len(found), HEATMAP.field(name).type)
        for name, values in flat.items()
    } | {
        "count": pa.array(found),
        "samples": pa.array(np.full(len(found), samples)),
        "per_sample": pa.array(found / samples if samples else [None] * len(found), pa.float64()),
    }


def _with_none(values: NDArray[Any], length: int, kind: pa.DataType) -> pa.Array:
    """The values, and null where there are fewer than the length."""
    return pa.array([*values.tolist(), *[None] * (length - len(values))], kind)
