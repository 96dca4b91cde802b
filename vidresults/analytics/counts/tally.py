"""Counts what was found on each sample, batch by batch, and keeps only the counts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from vidresults.analytics.counts.series import floats, split
from vidresults.errors import SchemaError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vidresults.analytics.counts.series import Key, Series
    from vidresults.results import Source

_WHERE = ("source_id", "model", "class_name", "sample_index")
_MOST_CELLS = 1 << 24
_TRACKS = ["cell", "track"]  # a cell is a bin and a class


class Tally:
    """How many of each class one model found on each sample.

    A count of rows in a grid of samples and classes is many times as fast as grouping by hash,
    and what is kept is a few bytes for each cell that is not empty.
    """

    def __init__(self, series: Series, bins: NDArray[np.int64]) -> None:
        """Take the samples, and in which bin each is, shape (samples,)."""
        self._series = series
        self._bins = bins
        self._place = {name: at for at, name in enumerate(series.classes) if name is not None}
        self._cells: list[tuple[NDArray[np.int32], ...]] = []
        self._tracks: list[pa.Table] = []
        self._sums: NDArray[np.float64] = np.zeros((2, len(series.classes)))

    def add(self, rows: Any) -> None:
        """Count the rows of a batch, all of this model."""
        names = rows["class_name"].dictionary.to_pylist()
        codes = np.array([self._place.get(name, -1) for name in names], np.int32)
        kinds = codes[rows["class_name"].indices.to_numpy()]
        if kinds.min() < 0:
            raise self._misfit(
                f"class {names[int((codes < 0).argmax())]!r} is in no row of classes"
            )
        samples = rows["sample_index"].to_numpy()
        self._count(samples, kinds)
        if "confidence" in rows.schema.names:
            values = floats(rows["confidence"])
            known = ~np.isnan(values)
            size = self._sums.shape[1]
            self._sums[0] += np.bincount(kinds[known], values[known], size)
            self._sums[1] += np.bincount(kinds[known], minlength=size)
        tracker = rows["tracker_id"] if "tracker_id" in rows.schema.names else None
        if tracker is not None and tracker.null_count < len(tracker):
            known = np.flatnonzero(tracker.is_valid().to_numpy(zero_copy_only=False))
            bins = self._bins[self._places(samples[known])]
            cells = bins * len(self._series.classes) + kinds[known]
            found = pa.table({"cell": cells.astype(np.int32), "track": tracker.drop_null()})
            self._tracks.append(found.group_by(_TRACKS).aggregate([]).select(_TRACKS))

    def _count(self, samples: NDArray[np.int32], kinds: NDArray[np.int32]) -> None:
        width = len(self._series.classes)
        first = int(samples.min())
        if (int(samples.max()) - first + 1) * width <= _MOST_CELLS:
            counts = np.bincount((samples - np.int32(first)) * np.int32(width) + kinds)
            there = np.flatnonzero(counts)
            counts = counts[there]
        else:
            cells = (samples.astype(np.int64) - first) * width + kinds
            there, counts = np.unique(cells, return_counts=True)
        places = self._places(there // width + first)
        found = (places, there % width, counts)
        self._cells.append(tuple(part.astype(np.int32) for part in found))

    def _places(self, numbers: NDArray[Any]) -> NDArray[np.int64]:
        """Positions of samples by their numbers."""
        known = self._series.numbers
        if known[-1] - known[0] == len(known) - 1:  # no number is left out
            places = np.asarray(numbers - known[0], np.int64)
        else:
            places = np.searchsorted(known, numbers)
        if (places < 0).any() or (known[np.minimum(places, len(known) - 1)] != numbers).any():
            raise self._misfit("a sample of them is in no row of inferences")
        return places

    def _misfit(self, problem: str) -> SchemaError:
        series = self._series
        return SchemaError(f"what {series.model!r} found in {series.source_id!r}: {problem}")

    def counts(self, kind: int) -> NDArray[np.int64]:
        """How many of a class, by its position, stand on each sample, shape (samples,)."""
        dense = np.zeros(len(self._series.numbers), np.int64)
        for places, kinds, counts in self._cells:
            own = kinds == kind
            dense[places[own]] += counts[own]  # in one part no sample is there twice
        return dense

    def tracks(self, bins: int) -> NDArray[np.int64] | None:
        """How many tracks of each class are in each bin, shape (classes, bins); None for none."""
        if not self._tracks:
            return None
        distinct = pa.concat_tables(self._tracks).group_by(_TRACKS).aggregate([])
        width = len(self._series.classes)
        counts = np.bincount(distinct["cell"].to_numpy(), minlength=width * bins)
        return counts.reshape(bins, width).T

    @property
    def mean_confidence(self) -> NDArray[np.float64]:
        """The mean of the known confidences of each class, NaN where none is, shape (classes,)."""
        with np.errstate(invalid="ignore"):
            return np.asarray(self._sums[0] / self._sums[1], np.float64)


def tally(
    source: Source,
    series: Mapping[Key, Series],
    bins: Mapping[Key, NDArray[np.int64]],
    *,
    confidences: bool = False,
) -> dict[Key, Tally]:
    """Count the boxes and the predicted labels of every model.

    Args:
        source: The results.
        series: The samples of each model.
        bins: In which bin each of them is, for telling tracks apart.
        confidences: Whether to read these, too.

    Raises:
        SchemaError: The tables do not belong together.
    """
    found = {key: Tally(one, bins[key]) for key, one in series.items()}
    more = ("confidence",) if confidences else ()
    wanted = {
        "detections": (*_WHERE, *more, "tracker_id"),
        "classifications": (*_WHERE, *more, "predicted"),
    }
    for table, batch in source.columns(wanted):
        rows = batch.filter(pc.field("predicted")) if table == "classifications" else batch
        for (source_id, model), own in split(rows, "source_id", "model"):
            if (source_id, model) not in found:
                raise SchemaError(f"{table}: {model!r} of {source_id!r} is in no row of inferences")
            found[source_id, model].add(own)
    return found
