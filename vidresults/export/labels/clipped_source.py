"""A source whose boxes end at their pictures, for formats that clip where they are asked to."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from vidresults.export.pictures.coco_images import Images
from vidresults.results import Scan

if TYPE_CHECKING:
    from vidresults.results import Source


class ClippedSource(Scan):
    """The same source without what lies outside of the pictures.

    Boxes are clipped, those without area on their picture are left out. Masks, outlines, keypoints
    and rotated boxes stay as they are; the facts are those of the whole.
    """

    def __init__(self, source: Source) -> None:
        """Take note of the pictures' sizes."""
        super().__init__(self._clipped)
        self._source = source
        self._images = Images(source)
        self._changed = self._dropped = 0
        self.facts = source.facts

    def notes(self) -> list[str]:
        """What the last pass over the detections changed, with numbers."""
        counts = {
            f"{self._changed} boxes were clipped to their pictures": self._changed,
            f"{self._dropped} boxes without area on their pictures are left out": self._dropped,
        }
        return [text for text, count in counts.items() if count]

    def _clipped(self, tables: Collection[str]) -> Iterator[tuple[str, Any]]:
        """Batches; errors as `Images.of`."""
        if "detections" in tables:
            self._changed = self._dropped = 0
        for table, batch in self._source.stream(tables):
            yield table, self._inside(batch) if table == "detections" else batch

    def _inside(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        rows = batch.select(["source_id", "frame_index"]).to_pylist()
        images = [self._images.of(row) for row in rows]
        there, moved = np.ones(len(batch), np.bool_), np.zeros(len(batch), np.bool_)
        for axis, side in (("x_center", "width"), ("y_center", "height")):
            middle, length = batch[axis].to_numpy(), batch[side].to_numpy()
            sizes = np.array([image[side] for image in images], np.float64)
            low, high = middle - length / 2, middle + length / 2
            begin, end = np.clip(low, 0, sizes), np.clip(high, 0, sizes)
            other = (begin != low) | (end != high)
            moved |= other
            there &= begin < end
            for name, old, new in ((axis, middle, (begin + end) / 2), (side, length, end - begin)):
                place = batch.schema.get_field_index(name)
                column = pa.array(np.where(other, new, old))
                batch = batch.set_column(place, batch.schema.field(name), column)
        self._changed += int((moved & there).sum())
        self._dropped += int((~there).sum())
        return batch.filter(pa.array(there))
