"""The rows of one model's samples, read as they are needed."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow.compute as pc

from vidresults.errors import SelectionError

if TYPE_CHECKING:
    from vidresults.render.samples import Samples
    from vidresults.results import Source

Row = dict[str, Any]
COLUMNS = {
    "detections": (
        "class_name", "class_id", "confidence", "x_center", "y_center", "width", "height",
        "polygons", "rle", "keypoints", "tracker_id", "rotated_box",
    ),
    "classifications": ("class_name", "class_id", "confidence"),
    "semantic_masks": ("mask_png", "class_map"),
    "gazes": ("x_center", "y_center", "width", "height", "yaw_radians", "pitch_radians"),
}  # fmt: skip


class SampleRows:
    """The rows of a model's samples in a table, read from the source as they are asked for.

    Read forwards it holds the rows from what was forgotten last to what was asked last; asked
    for an earlier sample it reads the table again.
    """

    def __init__(self, source: Source, table: str, samples: Samples) -> None:
        self._source = source
        self._table = table
        self._samples = samples
        self._restart()

    def _restart(self) -> None:
        self._kept: dict[int, list[Row]] = {}
        self._forgotten = -1
        self._groups = _groups(self._source, self._table, self._samples.model)
        self._ahead = next(self._groups, None)

    def at(self, position: int) -> list[Row]:
        """The rows of the sample at a position.

        Raises:
            SelectionError: The table's rows are not in the order of their samples.
        """
        number = int(self._samples.numbers[position])
        if number <= self._forgotten:
            self._restart()
        while self._ahead is not None and self._ahead[0] <= number:
            reached, rows = self._ahead
            self._kept[reached] = rows
            self._ahead = next(self._groups, None)
            if self._ahead is not None and self._ahead[0] <= reached:
                raise SelectionError(
                    f"sample {self._ahead[0]} of {self._samples.model!r} stands behind sample "
                    f"{reached} in {self._table}: sort the rows by sample_index"
                )
        return self._kept.get(number, [])

    def forget(self, position: int) -> None:
        """Let go of the rows of all samples before a position."""
        if position > 0:
            self._forgotten = max(self._forgotten, int(self._samples.numbers[position - 1]))
            for number in [number for number in self._kept if number <= self._forgotten]:
                del self._kept[number]


def _groups(source: Source, table: str, model: str) -> Iterator[tuple[int, list[Row]]]:
    """Sample by sample; of classes only those that are predicted."""
    for number, parts in itertools.groupby(_runs(source, table, model), lambda part: part[0]):
        yield number, [row for _, part in parts for row in part.to_pylist()]


def _runs(source: Source, table: str, model: str) -> Iterator[tuple[int, Any]]:
    """Neighbouring rows of one sample, batch by batch, as slices that are not yet decoded."""
    for batch in source.batches(table):
        found = batch.filter(pc.field("model") == model)
        if table == "classifications":
            found = found.filter(found["predicted"])
        if not found.num_rows:
            continue
        numbers = found["sample_index"].to_numpy()
        starts = [0, *(np.flatnonzero(np.diff(numbers)) + 1).tolist(), len(numbers)]
        wanted = found.select(list(COLUMNS[table]))
        for start, end in itertools.pairwise(starts):
            yield int(numbers[start]), wanted.slice(start, end - start)
