"""Tables as other libraries' types; each library is imported only where its view is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from vidresults import geometry
from vidresults.errors import MatchError, MissingExtraError, QueryError, SelectionError

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import supervision as sv

    from vidresults.results.memory import VideoResults

CORNERS = ("x_min", "y_min", "x_max", "y_max")


def with_corners(detections: pa.Table) -> pa.Table:
    """Add x_min, y_min, x_max, y_max in pixels: centre minus and plus half the size."""
    half_width = pc.divide(detections["width"], 2.0)
    half_height = pc.divide(detections["height"], 2.0)
    x, y = detections["x_center"], detections["y_center"]
    values = (
        pc.subtract(x, half_width),
        pc.subtract(y, half_height),
        pc.add(x, half_width),
        pc.add(y, half_height),
    )
    for name, column in zip(CORNERS, values, strict=True):
        detections = detections.append_column(name, column)
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


def run_sql(tables: Mapping[str, pa.Table], query: str) -> pa.Table:
    """Run a query over registered tables; files, the network and Python variables are closed."""
    import duckdb

    with duckdb.connect(":memory:") as connection:
        for name, table in tables.items():
            connection.register(name, table)
        for setting in _CLOSED:
            connection.execute(setting)
        try:
            answer: Any = connection.sql(query)
            if answer is None:
                raise QueryError("the statement gives no table, expected a query")
            return answer.to_arrow_table()
        except duckdb.Error as error:
            raise QueryError(" ".join(str(error).split())) from None


_CLOSED = (
    "SET python_enable_replacements = false",
    "SET enable_external_access = false",
    "SET lock_configuration = true",
)


def to_supervision(
    results: VideoResults, frame_index: int, *, model: str | None, source_id: str | None
) -> sv.Detections:
    """One sampled frame as supervision's detections."""
    source = _only_source(results, source_id)
    frames = results.frames.filter(pc.field("source_id") == source)
    if frame_index not in frames["frame_index"].to_pylist():
        raise SelectionError(
            f"frame {frame_index} was not sampled; sampled frames: {_some(frames['frame_index'])}"
        )
    chosen = _of_model(results, model)
    where = (pc.field("source_id") == source) & (pc.field("frame_index") == frame_index)
    rows = chosen.detections.filter(where)
    return _as_detections(rows, chosen.facts.frame_size(source), frame_index, source)


def iter_supervision(
    results: VideoResults, *, model: str | None, source_id: str | None
) -> Iterator[tuple[int, sv.Detections]]:
    """Every frame on which a model ran."""
    source = _only_source(results, source_id)
    chosen = _of_model(results, model)
    here = pc.field("source_id") == source
    ran = chosen.inferences.filter(here & (pc.field("state") == "inferred"))
    numbers = pc.unique(ran["frame_index"]).to_numpy()
    boxes = chosen.detections.filter(here)
    boxes = boxes.take(pc.sort_indices(boxes["frame_index"]))
    found = boxes["frame_index"].to_numpy()
    size = chosen.facts.frame_size(source)
    for number in np.sort(numbers):
        first, last = np.searchsorted(found, [number, number + 1])
        rows = boxes.slice(int(first), int(last - first))
        yield int(number), _as_detections(rows, size, int(number), source)


def _as_detections(
    rows: pa.Table, size: tuple[int, int] | None, frame_index: int, source_id: str
) -> sv.Detections:
    import supervision as sv

    metadata = {"frame_index": frame_index, "source_id": source_id}
    if not rows.num_rows:
        return sv.Detections(xyxy=np.empty((0, 4)), metadata=metadata)
    column = {name: rows[name].to_numpy() for name in _BOX}
    names = ("class_name", "detection_id", "model")
    return sv.Detections(
        xyxy=geometry.corners(*(column[name] for name in _BOX)),
        mask=_masks(rows, size),
        confidence=_known(rows["confidence"], allow_some=True),
        class_id=_known(rows["class_id"]),
        tracker_id=_known(rows["tracker_id"]),
        data={name: rows[name].to_numpy() for name in names if not rows[name].null_count},
        metadata=metadata,
    )


_BOX = ("x_center", "y_center", "width", "height")


def _known(column: pa.ChunkedArray, *, allow_some: bool = False) -> Any:
    """The values; None where all, or (unless some may be NaN) any, are unknown."""
    if column.null_count == len(column) or (column.null_count and not allow_some):
        return None
    return column.to_numpy()


def _masks(rows: pa.Table, size: tuple[int, int] | None) -> Any:
    """Dense masks, shape (n, height, width), where every row has a polygon or run lengths."""
    import supervision as sv

    masks = []
    for polygons, rle in zip(rows["polygons"].to_pylist(), rows["rle"].to_pylist(), strict=True):
        if rle is not None:
            masks.append(_mask(rle, rows["frame_index"][0].as_py()))
        elif polygons and polygons[0] and size:
            ring = np.asarray([(p["x"], p["y"]) for p in polygons[0]])
            masks.append(sv.polygon_to_mask(ring.round().astype(np.int32), resolution_wh=size))
        else:
            return None
    if len({mask.shape for mask in masks}) > 1:
        raise MatchError(f"the masks of frame {rows['frame_index'][0]} have several sizes")
    return np.stack(masks).astype(bool)


def _mask(rle: Mapping[str, Any], frame_index: int) -> Any:
    try:
        return geometry.mask_from_rle(rle["counts"], rle["height"], rle["width"])
    except ValueError as error:
        raise MatchError(f"a mask of frame {frame_index} cannot be read: {error}") from None


def _only_source(results: VideoResults, source_id: str | None) -> str:
    there = results.facts.source_ids
    if source_id is None and len(there) == 1:
        return there[0]
    if source_id is None or source_id not in there:
        asked = f"no source {source_id!r}" if source_id else f"{len(there)} sources: name one"
        raise SelectionError(f"{asked}; there is {', '.join(map(repr, there)) or 'none'}")
    return source_id


def _of_model(results: VideoResults, model: str | None) -> VideoResults:
    return results if model is None else results.select(models=model)


def _some(numbers: pa.ChunkedArray) -> str:
    values = numbers.to_pylist()
    shown = ", ".join(map(str, values[:6]))
    return shown if len(values) <= 6 else f"{shown}, ... {values[-1]}"  # noqa: PLR2004 - one line
