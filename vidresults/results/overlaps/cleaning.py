"""Non-maximum suppression and merging of stored boxes, frame by frame, with supervision."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Collection, Iterator
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
import pyarrow as pa

from vidresults.errors import SelectionError
from vidresults.results.memory import VideoResults
from vidresults.results.overlaps.crowded import crowds
from vidresults.results.overlaps.merging import merged_rows
from vidresults.results.samples import whole_samples
from vidresults.results.scan import Scan
from vidresults.results.selecting.selector import noted
from vidresults.schema import TABLES

if TYPE_CHECKING:
    from numpy.typing import NDArray

Results = TypeVar("Results", VideoResults, Scan)


def suppress(results: Results, iou: float = 0.5, *, class_agnostic: bool = False) -> Results:
    """Leave out boxes that a more confident one covers: non-maximum suppression.

    On each frame and for each model the most confident box stays, and those that overlap it by
    more than `iou` go; then the next. Boxes of unknown confidence come last. Overlap is that of
    upright boxes, also where there are masks.

    Args:
        results: Results, or a scan, of which a scan is made.
        iou: Intersection over union, from 0 to 1.
        class_agnostic: Whether a box can cover one of another class.

    Raises:
        SelectionError: `iou` is not from 0 to 1.
    """
    if math.isnan(iou) or not 0 <= iou <= 1:
        raise SelectionError(f"iou: found {iou:g}, expected 0 to 1")
    clean = functools.partial(_suppressed, iou=iou, class_agnostic=class_agnostic)
    return _cleaned(results, clean, f"suppress(iou={iou:g}, class_agnostic={class_agnostic})")


def merge_overlapping(
    results: Results, iou: float = 0.5, *, class_agnostic: bool = False
) -> Results:
    """Make one box of boxes that cover each other: non-maximum merging.

    On each frame and for each model the most confident box takes in those that overlap it by
    `iou` or more; then the next. The row of the most confident stays, with the smallest upright
    box around all of them, their confidences weighted by area (unknown where one is), all of
    their outlines, and the union of their masks; where some have none, its own.

    Arguments and errors as `suppress`, but `iou` is above 0.
    """
    if math.isnan(iou) or not 0 < iou <= 1:
        raise SelectionError(f"iou: found {iou:g}, expected above 0, to 1")
    clean = functools.partial(merged_rows, iou=iou, class_agnostic=class_agnostic)
    operation = f"merge_overlapping(iou={iou:g}, class_agnostic={class_agnostic})"
    return _cleaned(results, clean, operation)


def _cleaned(
    results: Results, clean: Callable[[pa.RecordBatch], pa.RecordBatch], operation: str
) -> Results:
    def read(tables: Collection[str]) -> Iterator[tuple[str, Any]]:
        for name, batch in whole_samples(results.stream(tables), "detections"):
            if name == "documents":
                yield name, noted(batch, operation)
            else:
                yield name, clean(batch) if name == "detections" else batch

    if isinstance(results, Scan):
        return Scan(read)
    return VideoResults.from_batches(read(tuple(TABLES)))


def _suppressed(batch: pa.RecordBatch, *, iou: float, class_agnostic: bool) -> pa.RecordBatch:
    import supervision as sv

    kept: NDArray[np.bool_] = np.ones(batch.num_rows, np.bool_)
    for crowd in crowds(batch, iou, class_agnostic=class_agnostic):
        kept[crowd.rows] = sv.box_non_max_suppression(crowd.predictions, iou)
    return batch if kept.all() else batch.filter(pa.array(kept))
