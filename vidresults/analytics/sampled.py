"""The sampled frames of each video: when they are, and what became of each model on them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from vidresults.analytics.by_model import by_model
from vidresults.analytics.clock import clock_times, floats_of
from vidresults.schema import STATES, TABLES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vidresults.results import Source

INFERRED: Final = STATES.index("inferred")
_OF_SAMPLE = ("sample_index", "state", "task", "image_width", "image_height")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ModelSamples:
    """What became of one model on the samples of its video.

    Attributes:
        states: Number in `STATES` for each sample, -1 where the model was not asked, shape (n,).
        multi_label: Whether it gave several labels, shape (n,).
        sizes: Width and height of the picture, NaN where not told, shape (n, 2).
    """

    states: NDArray[np.int8]
    multi_label: NDArray[np.bool_]
    sizes: NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sampled:
    """The sampled frames of one video, in order.

    Attributes:
        source_id: The source.
        numbers: Sample numbers, ascending, shape (n,).
        frames: Frame numbers, shape (n,).
        video_seconds: Times in the video itself, NaN where not known, shape (n,).
        sent_seconds: Times as sent, NaN where none was.
        models: By key.
    """

    source_id: str
    numbers: NDArray[np.int64]
    frames: NDArray[np.int64]
    video_seconds: NDArray[np.float64]
    sent_seconds: NDArray[np.float64]
    models: dict[str, ModelSamples]

    def times(self, places: NDArray[np.int64]) -> tuple[NDArray[np.float64], str | None]:
        """Times of some of the samples and whose they are, as `clock_times`."""
        return clock_times(self.video_seconds[places], self.sent_seconds[places])

    def places(self, rows: Any) -> NDArray[np.int64]:
        """Position of each row's sample; rows of a table that has a sample_index."""
        return np.asarray(np.searchsorted(self.numbers, rows["sample_index"].to_numpy()), np.int64)


def sampled_of(source: Source) -> dict[str, Sampled]:
    """The sampled frames of each source, in order, from one pass."""
    frames: dict[str, list[Any]] = {}
    models: dict[tuple[str, str], list[Any]] = {}
    for table, batch in source.stream(("frames", "inferences")):
        if table == "frames":
            for name in batch["source_id"].unique().to_pylist():
                rows = batch.filter(pc.equal(batch["source_id"], name))
                frames.setdefault(name, []).append(rows)
        else:
            for key, rows in by_model(batch):
                models.setdefault(key, []).append(rows.select(list(_OF_SAMPLE)))
    return {name: _sampled(name, parts, models) for name, parts in frames.items()}


def _sampled(source_id: str, parts: list[Any], models: dict[tuple[str, str], list[Any]]) -> Sampled:
    rows = pa.Table.from_batches(parts, TABLES["frames"]).sort_by("sample_index")
    numbers = rows["sample_index"].to_numpy().astype(np.int64)
    return Sampled(
        source_id=source_id,
        numbers=numbers,
        frames=rows["frame_index"].to_numpy(),
        video_seconds=floats_of(rows["video_time_seconds"]),
        sent_seconds=floats_of(rows["time_seconds"]),
        models={
            model: _model(numbers, pa.Table.from_batches(found))
            for (name, model), found in models.items()
            if name == source_id
        },
    )


def _model(numbers: NDArray[np.int64], rows: pa.Table) -> ModelSamples:
    places = np.searchsorted(numbers, rows["sample_index"].to_numpy())
    states = np.full(len(numbers), -1, np.int8)
    states[places] = pc.index_in(rows["state"], value_set=pa.array(STATES)).to_numpy()
    multi_label = np.zeros(len(numbers), np.bool_)
    several = pc.fill_null(pc.equal(rows["task"], "multi-label-classification"), fill_value=False)
    multi_label[places] = several.to_numpy(zero_copy_only=False)
    sizes = np.full((len(numbers), 2), np.nan)
    sizes[places] = np.stack(
        [floats_of(rows["image_width"]), floats_of(rows["image_height"])], axis=1
    )
    return ModelSamples(states=states, multi_label=multi_label, sizes=sizes)
