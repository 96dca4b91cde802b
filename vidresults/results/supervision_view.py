"""Detections as supervision's type, frame by frame."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from vidresults import geometry
from vidresults.errors import MatchError, SelectionError

if TYPE_CHECKING:
    import supervision as sv

    from vidresults.results.source import Source

_BOX = ("x_center", "y_center", "width", "height")


def to_supervision(
    source: Source, frame_index: int, *, model: str | None, source_id: str | None
) -> sv.Detections:
    """One sampled frame as supervision's detections."""
    here = _rows_of(source, source_id, model)
    frames = source.table("frames").filter(here.source)["frame_index"]
    if frame_index not in frames.to_pylist():
        raise SelectionError(
            f"frame {frame_index} was not sampled; sampled frames: {_some(frames)}"
        )
    here_and_now = here.rows & (pc.field("frame_index") == frame_index)
    states = source.table("inferences").filter(here_and_now)["state"].to_pylist()
    if "inferred" not in states:
        raise SelectionError(f"frame {frame_index} was not inferred, so nothing is known of it")
    rows = source.table("detections").filter(here_and_now)
    return _as_detections(rows, here, frame_index)


def iter_supervision(
    source: Source, *, model: str | None, source_id: str | None
) -> Iterator[tuple[int, sv.Detections]]:
    """Every frame on which a model ran."""
    here = _rows_of(source, source_id, model)
    ran = source.table("inferences").filter(here.rows & (pc.field("state") == "inferred"))
    boxes = source.table("detections").filter(here.rows)
    boxes = boxes.take(pc.sort_indices(boxes["frame_index"]))
    found = boxes["frame_index"].to_numpy()
    for number in np.sort(pc.unique(ran["frame_index"]).to_numpy()):
        first, last = np.searchsorted(found, [number, number + 1])
        yield int(number), _as_detections(boxes.slice(first, last - first), here, int(number))


class _Chosen(NamedTuple):
    """The source and model that were asked for, as conditions on rows."""

    source_id: str
    size: tuple[int, int] | None
    source: Any
    rows: Any


def _rows_of(source: Source, source_id: str | None, model: str | None) -> _Chosen:
    there = source.facts.source_ids
    if source_id is None and len(there) == 1:
        source_id = there[0]
    if source_id is None or source_id not in there:
        asked = f"no source {source_id!r}" if source_id else f"{len(there)} sources: name one"
        raise SelectionError(f"{asked}; there is {', '.join(map(repr, there)) or 'none'}")
    if model is not None and model not in source.facts.models:
        models = ", ".join(map(repr, source.facts.models))
        raise SelectionError(f"there is no model {model!r} in the results; there is {models}")
    of_source = pc.field("source_id") == source_id
    rows = of_source if model is None else of_source & (pc.field("model") == model)
    size = source.facts.frame_size(source_id)
    return _Chosen(source_id=source_id, size=size, source=of_source, rows=rows)


def _as_detections(rows: pa.Table, here: _Chosen, frame_index: int) -> sv.Detections:
    import supervision as sv

    metadata = {"frame_index": frame_index, "source_id": here.source_id}
    if not rows.num_rows:
        return sv.Detections(xyxy=np.empty((0, 4)), metadata=metadata)
    column = {name: rows[name].to_numpy() for name in _BOX}
    names = ("class_name", "detection_id", "model")
    return sv.Detections(
        xyxy=geometry.corners(*(column[name] for name in _BOX)),
        mask=_masks(rows, here.size),
        confidence=_known(rows["confidence"], allow_some=True),
        class_id=_known(rows["class_id"]),
        tracker_id=_known(rows["tracker_id"]),
        data={name: rows[name].to_numpy() for name in names if not rows[name].null_count},
        metadata=metadata,
    )


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


def _some(numbers: pa.ChunkedArray) -> str:
    values = numbers.to_pylist()
    shown = ", ".join(map(str, values[:6]))
    return shown if len(values) <= 6 else f"{shown}, ... {values[-1]}"  # noqa: PLR2004 - one line
