"""The outputs that detectors give, as boxes."""

from __future__ import annotations

import math
from typing import Any, TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from vidresults.errors import ServerError

Floats: TypeAlias = NDArray[np.float64]
Detections: TypeAlias = tuple[Floats, Floats, NDArray[np.int64]]
"""Corners, shape (n, 4); scores, shape (n,); class numbers, shape (n,)."""

_SAME_OBJECT_IOU = 0.5
_FINISHED_COLUMNS = 6
_BOX_COLUMNS = 4


def read_output(output: NDArray[Any], classes: int, confidence: float) -> Detections:
    """Read a network's output.

    Args:
        output: As the network gives it.
        classes: Number of classes; 0 where it is not known.
        confidence: Least score.

    Returns:
        Boxes in input pixels, with scores in 0 to 1 that are at least `confidence`.

    Raises:
        ServerError: The output has none of the shapes that are known.
    """
    shape = tuple(output.shape[-2:])
    if output.ndim not in (2, 3) or output.size != math.prod(shape):
        raise _unknown(output, classes)
    table = output.reshape(shape)
    table = table.astype(np.float64)
    if table.shape[1] == _FINISHED_COLUMNS and classes + _BOX_COLUMNS != table.shape[0]:
        return _kept(table[:, :4], table[:, 4], table[:, 5].astype(np.int64), confidence)
    rows = _one_box_a_row(table, classes)
    if rows is None:
        raise _unknown(output, classes)
    scores = rows[:, 4:] if not classes else rows[:, -classes:]
    if classes and rows.shape[1] == _BOX_COLUMNS + 1 + classes:
        scores = scores * rows[:, 4:5]
    half = rows[:, 2:4] / 2
    corners = np.hstack([rows[:, :2] - half, rows[:, :2] + half])
    return _merged(*_kept(corners, scores.max(axis=1), scores.argmax(axis=1), confidence))


def _one_box_a_row(table: Floats, classes: int) -> Floats | None:
    """Turn the table so that a row is a box; None where neither side fits the classes."""
    wanted = (_BOX_COLUMNS + classes, _BOX_COLUMNS + 1 + classes)
    if not classes:  # far more boxes than classes: the shorter side is the box
        turned = table.T if table.shape[0] <= table.shape[1] else table
        return turned if turned.shape[1] > _BOX_COLUMNS else None
    if table.shape[0] in wanted:
        return table.T
    return table if table.shape[1] in wanted else None


def _kept(corners: Floats, scores: Floats, numbers: NDArray[Any], confidence: float) -> Detections:
    sure = np.isfinite(corners).all(axis=1) & (scores >= confidence) & (scores > 0)
    return corners[sure], scores[sure].clip(0, 1), numbers[sure]


def _merged(corners: Floats, scores: Floats, numbers: NDArray[np.int64]) -> Detections:
    """Of boxes of one class that overlap much, keep the surest."""
    if not len(corners):
        return corners, scores, numbers
    sized = np.hstack([corners[:, :2], corners[:, 2:] - corners[:, :2]])
    kept = cv2.dnn.NMSBoxesBatched(
        sized.tolist(), scores.tolist(), numbers.tolist(), 0.0, _SAME_OBJECT_IOU
    )
    order = np.asarray(kept, np.int64).ravel()
    return corners[order], scores[order], numbers[order]


def _unknown(output: NDArray[Any], classes: int) -> ServerError:
    return ServerError(
        f"the network's output has shape {output.shape}: known are (1, {4 + classes}, n), "
        f"(1, n, {4 + classes}) and (n, 6) for {classes or 'unnamed'} classes"
    )
