"""Several boxes of one object as one row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from vidresults.geometry import mask_from_rle, rle_from_mask
from vidresults.results.overlaps.crowded import crowds

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vidresults.results.overlaps.crowded import Crowd


def merged_rows(batch: pa.RecordBatch, *, iou: float, class_agnostic: bool) -> pa.RecordBatch:
    """The rows of detections with those that overlap as one, at the place of the best."""
    kept = np.ones(batch.num_rows, np.bool_)
    groups = []
    for crowd in crowds(batch, iou, class_agnostic=class_agnostic):
        for own, box, confidence in _groups(crowd, iou):
            group = crowd.rows[own].tolist()
            kept[group[1:]] = False
            groups.append((group, box, confidence))
    if not groups:
        return batch
    rows = iter(batch.take(pa.array([at for group, _, _ in groups for at in group])).to_pylist())
    changed = {
        group[0]: _merged([next(rows) for _ in group], box, confidence)
        for group, box, confidence in groups
    }
    places = {best: place for place, best in enumerate(changed)}
    new = pa.RecordBatch.from_pylist(list(changed.values()), schema=batch.schema)
    order = [
        batch.num_rows + places[at] if at in places else at for at in np.flatnonzero(kept).tolist()
    ]
    return pa.concat_batches([batch, new]).take(pa.array(order, pa.int64()))


def _groups(crowd: Crowd, iou: float) -> list[tuple[list[int], Any, float]]:
    """Positions of the boxes of each group of several, the best first; its box and confidence."""
    import supervision as sv

    found = []
    for group in sv.box_non_max_merge(crowd.predictions, iou):
        if len(group) < 2:  # noqa: PLR2004 - a box alone stays as it is
            continue
        own = crowd.predictions[group]
        box = np.concatenate([own[:, :2].min(axis=0), own[:, 2:4].max(axis=0)])
        known = bool((own[:, 4] >= 0).all())
        weights = (own[:, 2:4] - own[:, :2]).prod(axis=1)
        confidence = float(np.average(own[:, 4], weights=weights)) if known else float("nan")
        found.append(([int(at) for at in group], box, confidence))
    return found


def _merged(rows: Sequence[dict[str, Any]], box: Any, confidence: float) -> dict[str, Any]:
    """The row of the best, with what all of them cover."""
    left, top, right, bottom = (float(value) for value in box)
    return rows[0] | {
        "x_center": (left + right) / 2,
        "y_center": (top + bottom) / 2,
        "width": right - left,
        "height": bottom - top,
        "confidence": None if np.isnan(confidence) else confidence,
        "rotated_box": None,
        "polygons": _outlines(rows),
        "rle": _mask(rows),
    }


def _outlines(rows: Sequence[dict[str, Any]]) -> Any:
    outlines = [row["polygons"] for row in rows]
    if None in outlines:
        return outlines[0]
    return [ring for rings in outlines for ring in rings]


def _mask(rows: Sequence[dict[str, Any]]) -> Any:
    masks = [row["rle"] for row in rows]
    if None in masks or len({(mask["height"], mask["width"]) for mask in masks}) > 1:
        return masks[0]
    height, width = masks[0]["height"], masks[0]["width"]
    drawn = [mask_from_rle(mask["counts"], height, width) for mask in masks]
    union = np.logical_or.reduce(drawn)
    return {"height": height, "width": width, "counts": rle_from_mask(union)}
