"""Rows that are drawn on one picture, as supervision's detections."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import supervision as sv
    from numpy.typing import NDArray


def rows_to_supervision(
    rows: Sequence[Mapping[str, Any]],
    edges: NDArray[np.float64],
    class_ids: Sequence[int],
    masks: NDArray[np.bool_] | None = None,
) -> sv.Detections:
    """Detections with what of each row supervision has a place for.

    Args:
        rows: Rows of detections.
        edges: Left, top, right and bottom of each in pixels of the picture, shape (n, 4).
        class_ids: A number for each class; annotators colour by it, so none is unknown.
        masks: Dense masks, shape (n, height, width); None where no row has one.
    """
    import supervision as sv

    known = [row["confidence"] for row in rows]
    tracks = [row.get("tracker_id") for row in rows]
    all_tracked = bool(rows) and None not in tracks
    return sv.Detections(
        xyxy=edges.reshape(-1, 4),
        mask=masks,
        confidence=np.array([np.nan if c is None else c for c in known], np.float64),
        class_id=np.array(class_ids, np.int64),
        tracker_id=np.array(tracks, np.int64) if all_tracked else None,
        data={"class_name": np.array([row["class_name"] for row in rows], np.str_)},
    )
