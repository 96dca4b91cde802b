"""Finds the boxes that cover each other, so that only those are looked at closely."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from vidresults.geometry import corners
from vidresults.results.samples import sample_starts

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

_BOX = ("x_center", "y_center", "width", "height")
_SINGLE = 1e-6  # supervision's overlaps have the precision of float32
_UNKNOWN = -1.0  # a box of unknown confidence comes after all others


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Crowd:
    """Boxes of one sample that overlap others of it.

    Attributes:
        rows: Their positions in the batch, shape (n,).
        predictions: Corners, confidence and, unless classes do not matter, a number for the
            class, shape (n, 6) or (n, 5): what supervision takes.
    """

    rows: NDArray[np.int64]
    predictions: NDArray[np.float64]


def crowds(batch: pa.RecordBatch, iou: float, *, class_agnostic: bool) -> Iterator[Crowd]:
    """The boxes of each sample that overlap another one (of their class) by `iou` or more."""
    if not batch.num_rows:
        return
    starts = sample_starts(batch)
    sample = np.repeat(np.arange(len(starts)), np.diff(np.append(starts, batch.num_rows)))
    boxes = corners(*(batch[name].to_numpy() for name in _BOX))
    codes = np.asarray(batch["class_name"].dictionary_encode().indices.to_numpy(), np.float64)
    kinds = np.zeros(len(codes)) if class_agnostic else codes
    confidence = np.asarray(batch["confidence"].to_numpy(zero_copy_only=False), np.float64)
    scores = np.where(np.isnan(confidence), _UNKNOWN, confidence)
    columns = [*boxes.T, scores] if class_agnostic else [*boxes.T, scores, codes]
    predictions = np.stack(columns, axis=1)
    touching = np.flatnonzero(_touching(sample, boxes, kinds, iou))
    ends = np.flatnonzero(np.diff(sample[touching])) + 1
    for rows in np.split(touching, ends) if len(touching) else ():
        yield Crowd(rows=rows, predictions=predictions[rows])


def _touching(
    sample: NDArray[np.int64], boxes: NDArray[np.float64], kinds: NDArray[np.float64], iou: float
) -> NDArray[np.bool_]:
    """Which rows are of such a pair: each row against the next, the one after that, and so on."""
    found = np.zeros(len(sample), np.bool_)
    rows = np.arange(len(sample))
    for distance in range(1, len(sample)):
        rows = rows[rows + distance < len(sample)]
        rows = rows[sample[rows] == sample[rows + distance]]
        if not len(rows):
            break
        same = rows[kinds[rows] == kinds[rows + distance]]
        near = same[_overlap(boxes[same], boxes[same + distance]) >= iou - _SINGLE]
        found[near] = found[near + distance] = True
    return found


def _overlap(first: NDArray[np.float64], second: NDArray[np.float64]) -> NDArray[np.float64]:
    """Intersection over union of boxes in pairs, shape (n,); 0 where neither has an area."""
    low, high = np.maximum(first[:, :2], second[:, :2]), np.minimum(first[:, 2:], second[:, 2:])
    with np.errstate(over="ignore", invalid="ignore"):
        common = np.clip(high - low, 0, None).prod(axis=1)
        areas = [(box[:, 2:] - box[:, :2]).prod(axis=1) for box in (first, second)]
        union = areas[0] + areas[1] - common
        shares = np.divide(common, union, out=np.zeros(len(first)), where=union > 0)
    return np.asarray(shares, np.float64)
