"""Tables as data frames of pandas and polars; each is imported only where its view is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from vidresults import geometry
from vidresults.errors import MissingExtraError

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl

CORNERS = ("x_min", "y_min", "x_max", "y_max")


def with_corners(detections: pa.Table) -> pa.Table:
    """Add x_min, y_min, x_max, y_max in pixels: centre minus and plus half the size."""
    box = ("x_center", "y_center", "width", "height")
    values = geometry.corners(*(detections[name].to_numpy() for name in box))
    for name, column in zip(CORNERS, values.T, strict=True):
        detections = detections.append_column(name, pa.array(column))
    return detections


def to_pandas(table: pa.Table, *, corners: bool) -> pd.DataFrame:
    """As a data frame whose whole numbers stay whole."""
    import pandas as pd

    kinds = {pa.int64(): pd.Int64Dtype(), pa.int32(): pd.Int32Dtype()}
    shown = with_corners(table) if corners else table
    frame: pd.DataFrame = shown.replace_schema_metadata(None).to_pandas(types_mapper=kinds.get)
    return frame


def to_polars(table: pa.Table, *, corners: bool) -> pl.DataFrame:
    """As a polars frame, without copying where polars can."""
    try:
        import polars as pl
    except ModuleNotFoundError as error:
        raise MissingExtraError("polars is not installed; run: pip install polars") from error
    frame = pl.from_arrow(with_corners(table) if corners else table)
    assert isinstance(frame, pl.DataFrame)
    return frame
