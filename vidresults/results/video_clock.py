"""Joins a video to results: the frames get the presentation times of the video file itself."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from vidresults.errors import MatchError
from vidresults.geometry import same_aspect
from vidresults.results.source import distinct_sizes
from vidresults.schema import TABLES

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoClock:
    """A video's facts, and the times of all its frames in display order.

    Attributes:
        path: The video as it was named.
        sha256: Checksum of the file; None where it was not read whole.
        width: Width as shown, in pixels.
        height: Height as shown, in pixels.
        rate: Average frames per second, None where the file does not tell.
        pts: Presentation time of every frame in ticks, shape (n,), int64.
        seconds: The same in seconds, shape (n,), float64.
    """

    path: str
    sha256: str | None
    width: int
    height: int
    rate: Fraction | None
    pts: NDArray[np.int64]
    seconds: NDArray[np.float64]

    def apply(self, table: str, batch: pa.RecordBatch) -> Any:
        """Fill in the columns that tell of the video; other tables pass unchanged.

        Raises:
            MatchError: A model saw pictures of another aspect ratio than the video's.
        """
        if table == "inferences":
            self._check_sizes(batch)
        if table == "frames":
            return self._frames(batch)
        return self._documents(batch) if table == "documents" else batch

    def _check_sizes(self, batch: pa.RecordBatch) -> None:
        for _, width, height in distinct_sizes(batch):
            if width and height and not same_aspect((width, height), (self.width, self.height)):
                raise MatchError(
                    f"the results are of {width}x{height} pictures and {self.path} is "
                    f"{self.width}x{self.height}: the aspect ratios differ"
                )

    def _frames(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        numbers = batch["frame_index"].to_numpy()
        outside = (numbers < 0) | (numbers >= len(self.pts))
        at = np.where(outside, 0, numbers)
        pts, seconds = (self.pts, self.seconds) if len(self.pts) else (numbers, numbers * 1.0)
        return _replaced(
            batch,
            video_pts=pa.array(pts[at], pa.int64(), mask=outside),
            video_time_seconds=pa.array(seconds[at], pa.float64(), mask=outside),
        )

    def _documents(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        rows = batch.to_pylist()
        for row in rows:
            row["video_path"], row["video_sha256"] = self.path, self.sha256
            row["video_width"], row["video_height"] = self.width, self.height
            if self.rate is not None:
                row["video_fps_numerator"] = self.rate.numerator
                row["video_fps_denominator"] = self.rate.denominator
        return pa.RecordBatch.from_pylist(rows, schema=TABLES["documents"])


def _replaced(batch: pa.RecordBatch, **columns: pa.Array) -> pa.RecordBatch:
    arrays = [
        columns.get(name, column)
        for name, column in zip(batch.schema.names, batch.columns, strict=True)
    ]
    return pa.RecordBatch.from_arrays(arrays, schema=batch.schema)
