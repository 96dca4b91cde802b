"""What is known of each sampled frame beside its rows, held as numbers: there may be millions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow.compute as pc

from vidresults.results import rows_of

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

    from vidresults.results import Source

Row = dict[str, Any]
_Key = tuple[str, int]


class FrameFacts:
    """The video's own time, and what else was sent, of the frame of an inference."""

    def __init__(self, source: Source) -> None:
        """Read the frames once."""
        self._source = source
        self._extra: dict[_Key, str] = {}
        parts: dict[str, list[pa.RecordBatch]] = {}
        for batch in source.batches("frames"):
            for source_id in batch["source_id"].unique().to_pylist():
                of_one = batch.filter(pc.equal(batch["source_id"], source_id))
                parts.setdefault(source_id, []).append(of_one)
            for row in batch.filter(batch["extra"].is_valid()).to_pylist():
                self._extra[row["source_id"], row["sample_index"]] = row["extra"]
        self._times = {source_id: _Times(found) for source_id, found in parts.items()}

    def of(self, inference: Row) -> Row:
        """`video_pts`, `video_time_seconds` and `extra` of its frame."""
        key = (inference["source_id"], inference["sample_index"])
        return {**self._times[key[0]].of(key[1]), "extra": self._extra.get(key)}

    def without_model(self) -> Iterator[Row]:
        """The rows of the frames whose inference was never asked for."""
        if all(times.used.all() for times in self._times.values()):
            return
        for row in rows_of(self._source, "frames"):
            if not self._times[row["source_id"]].is_used(row["sample_index"]):
                yield row


class _Times:
    """The times of the samples of one source."""

    def __init__(self, parts: list[pa.RecordBatch]) -> None:
        self._samples = _joined(parts, "sample_index", 0, np.int64)
        self._pts = _joined(parts, "video_pts", 0, np.int64)
        self._seconds = _joined(parts, "video_time_seconds", np.nan, np.float64)
        self._joined = np.concatenate(
            [part["video_pts"].is_valid().to_numpy(zero_copy_only=False) for part in parts]
        )
        self.used = np.zeros(len(self._samples), np.bool_)

    def of(self, sample: int) -> Row:
        place = self._place(sample)
        self.used[place] = True
        seconds = float(self._seconds[place])
        return {
            "video_pts": int(self._pts[place]) if self._joined[place] else None,
            "video_time_seconds": None if np.isnan(seconds) else seconds,
        }

    def is_used(self, sample: int) -> bool:
        return bool(self.used[self._place(sample)])

    def _place(self, sample: int) -> int:
        return int(np.searchsorted(self._samples, sample))


def _joined(
    parts: list[pa.RecordBatch], name: str, unknown: float, dtype: type[np.generic]
) -> NDArray[Any]:
    columns = [part[name].fill_null(unknown).to_numpy(zero_copy_only=False) for part in parts]
    return np.concatenate(columns).astype(dtype)
