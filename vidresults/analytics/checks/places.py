"""Whether every row stands on a frame that was sampled."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from vidresults.analytics.checks.check import Check, Found, counted
from vidresults.schema import CONTENT

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vidresults.analytics.checks.samples import Frames


class OnSampledFrames:
    """Holds position and number of every row's frame against the table of frames."""

    tables = ("inferences", *CONTENT)

    def __init__(self, samples: Iterable[Frames]) -> None:
        self._numbers: dict[str, tuple[NDArray[np.int64], NDArray[np.int64]]] = {}
        for frames in samples:
            order = np.argsort(frames.samples, kind="stable")
            self._numbers[frames.source_id] = frames.samples[order], frames.numbers[order]
        self._wrong = Found()
        self._rows = 0

    def take(self, _table: str, batch: pa.RecordBatch) -> None:
        """Look each row's frame up."""
        self._rows += batch.num_rows
        for source_id in pc.unique(batch["source_id"]).to_pylist():
            rows = batch.filter(pc.field("source_id") == source_id)
            samples, numbers = self._numbers.get(source_id, _NONE)
            wanted = rows["sample_index"].to_numpy()
            at = np.searchsorted(samples, wanted)
            there = at < len(samples)
            at = np.where(there, at, 0)
            if len(samples):
                there &= (samples[at] == wanted) & (numbers[at] == rows["frame_index"].to_numpy())
            self._wrong.add(rows, ~there)

    def checks(self) -> Iterator[Check]:
        """One row."""
        name, wrong = "rows on frames", self._wrong
        if not wrong.count:
            found = f"{counted(self._rows, 'row')}, all on sampled frames"
            yield Check(name=name, outcome="ok", found=found)
            return
        found = f"{wrong.count} of {counted(self._rows, 'row')} on frames that were not sampled"
        yield wrong.check(name, "error", found, "each on a frame of the table frames")


_NONE = (np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))
