"""The samples of every model, and which boxes are theirs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from vidresults.errors import SelectionError
from vidresults.matching import scale_to_video

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vidresults.report.names import Names
    from vidresults.results import Source

_STATES = {"inferred": 0, "not_inferred": 1, "failed": 2}
_LAST_FRAME = 2**31 - 1
_OF_SAMPLE = ["model", "sample_index", "frame_index", "time_seconds", "state", "image_width",
              "image_height"]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Samples:
    """All samples, by model and frame; arrays have shape (samples,).

    Attributes:
        names: The numbers of models.
        model: The model's number.
        number: The sample_index.
        frame: The frame of the video.
        seconds: The time as sent, NaN where none was.
        state: 0 inferred, 1 not inferred, 2 failed.
        scale: Factors from pixels of the model's frame to the video's, shape (samples, 2).
        unsized: How many do not tell the size of the model's frame.
    """

    names: Names
    model: NDArray[np.int64]
    number: NDArray[np.int64]
    frame: NDArray[np.int64]
    seconds: NDArray[np.float64]
    state: NDArray[np.uint8]
    scale: NDArray[np.float64]
    unsized: int

    def places(self, batch: pa.RecordBatch) -> NDArray[np.int64]:
        """The position of each detection's sample."""
        keys = self._keys(self.model, self.number)
        order = np.argsort(keys, kind="stable")
        wanted = self._keys(
            self.names.models_of(batch).astype(np.int64), batch["sample_index"].to_numpy()
        )
        found: NDArray[np.int64] = order[np.searchsorted(keys[order], wanted)]
        return found

    def table(self, places: NDArray[np.int64], times: NDArray[np.float64]) -> pa.Table:
        """The page's table.

        Args:
            places: The position of each box's sample, ascending.
            times: The time of each frame of the video.
        """
        edges = np.searchsorted(places, np.arange(len(self.frame) + 1))
        inside = (self.frame >= 0) & (self.frame < len(times))
        shown = np.where(
            inside, times[np.clip(self.frame, 0, max(len(times) - 1, 0))], self.seconds
        )
        return pa.table(
            {
                "model": self.model.astype(np.uint8),
                "frame": np.minimum(self.frame, _LAST_FRAME).astype(np.int32),
                "time": shown,
                "state": self.state,
                "first": edges[:-1].astype(np.int32),
                "count": np.diff(edges).astype(np.int32),
            }
        )

    @staticmethod
    def _keys(model: NDArray[np.int64], number: NDArray[Any]) -> NDArray[np.int64]:
        return (model << 40) + number.astype(np.int64)


def samples_of(source: Source, names: Names, video_size: tuple[int, int]) -> Samples:
    """Collect the samples of all models.

    Raises:
        SelectionError: The source holds several videos.
        MatchError: The results are of pictures of another aspect ratio.
    """
    ids = source.facts.source_ids
    if len(ids) != 1:
        raise SelectionError(
            f"the results hold {len(ids)} videos ({', '.join(ids)}), expected those of one"
        )
    usual = source.facts.frame_size(ids[0])
    rows = pa.Table.from_batches(
        [batch.select(_OF_SAMPLE) for batch in source.batches("inferences")] or [_none()]
    )
    model = np.concatenate(
        [names.models_of(batch) for batch in rows.to_batches()] or [np.empty(0, np.uint8)]
    ).astype(np.int64)
    frame = rows["frame_index"].to_numpy().astype(np.int64)
    order = np.lexsort((frame, model))
    states = np.array([_STATES[state] for state in rows["state"].to_pylist()], np.uint8)
    seconds = rows["time_seconds"].to_numpy().astype(np.float64)
    return Samples(
        names=names,
        model=model[order],
        number=rows["sample_index"].to_numpy().astype(np.int64)[order],
        frame=frame[order],
        seconds=seconds[order],
        state=states[order],
        scale=_scales(rows, usual, video_size)[order],
        unsized=max(rows["image_width"].null_count, rows["image_height"].null_count),
    )


def _none() -> pa.RecordBatch:
    from vidresults.schema import TABLES

    return pa.RecordBatch.from_pylist([], TABLES["inferences"]).select(_OF_SAMPLE)


def _scales(
    rows: pa.Table, usual: tuple[int, int] | None, video_size: tuple[int, int]
) -> NDArray[np.float64]:
    """Factors for every sample; a size that was not told is the usual one."""
    known: dict[tuple[int, int] | None, tuple[float, float]] = {}
    found = np.ones((len(rows), 2))
    sizes = zip(rows["image_width"].to_pylist(), rows["image_height"].to_pylist(), strict=True)
    for at, (width, height) in enumerate(sizes):
        size = (width, height) if width and height else usual
        if size not in known:
            known[size] = scale_to_video(size, video_size)
        found[at] = known[size]
    return found
