"""One model's samples: their frames, states and sizes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow.compute as pc

from vidresults.errors import SelectionError
from vidresults.matching import sample_interval, scale_to_video

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vidresults.results import Source

_OF_SAMPLE = ("sample_index", "frame_index", "time_seconds", "image_width", "image_height")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Samples:
    """What is known of one model's samples; all arrays have shape (samples,).

    Attributes:
        model: The model.
        model_number: Its place among the models of the source, from 0.
        numbers: Their sample_index.
        frames: Their frames, ascending.
        seconds: Their times as sent, NaN where none was.
        inferred: Whether the model ran.
        sizes: Width and height of their pictures, 0 where it is not known, shape (samples, 2).
        interval: Median distance of neighbouring samples in frames.
        scales: Factors to pixels of the video, by size.
    """

    model: str
    model_number: int
    numbers: NDArray[np.int64]
    frames: NDArray[np.int64]
    seconds: NDArray[np.float64]
    inferred: NDArray[np.bool_]
    sizes: NDArray[np.int64]
    interval: float
    scales: dict[tuple[int, int], tuple[float, float]] = field(default_factory=dict)

    def scale(self, position: int) -> tuple[float, float]:
        """Factors from a sample's pixels to those of the video."""
        width, height = self.sizes[position]
        return self.scales[int(width), int(height)]


def samples_of(source: Source, video_size: tuple[int, int]) -> list[Samples]:
    """The samples of every model that has any, in the order of the models.

    Raises:
        SelectionError: The source holds several videos.
        MatchError: The results are of pictures of another aspect ratio.
    """
    ids = source.facts.source_ids
    if len(ids) != 1:
        raise SelectionError(
            f"the results hold {len(ids)} videos ({', '.join(ids)}), expected those of one"
        )
    parts: dict[str, list[Any]] = {model: [] for model in source.facts.models}
    for batch in source.batches("inferences"):
        for model in batch["model"].unique().to_pylist():
            columns = batch.filter(pc.field("model") == model).select([*_OF_SAMPLE, "state"])
            parts[model].append(columns)
    known = source.facts.frame_size(ids[0]) or (0, 0)
    return [
        _samples(model, number, found, known, video_size)
        for number, (model, found) in enumerate(parts.items())
        if found
    ]


def _samples(
    model: str,
    number: int,
    parts: Sequence[Any],
    known: tuple[int, int],
    video_size: tuple[int, int],
) -> Samples:
    columns = {
        name: np.concatenate([_numbers(part[name]) for part in parts]) for name in _OF_SAMPLE
    }
    ran = [part["state"].to_numpy(zero_copy_only=False) == "inferred" for part in parts]
    order = np.argsort(columns["sample_index"], kind="stable")
    columns = {name: values[order] for name, values in columns.items()}
    sizes = np.stack([columns["image_width"], columns["image_height"]], axis=1)
    sizes = np.where(np.isnan(sizes).any(axis=1, keepdims=True), known, sizes).astype(np.int64)
    frames = columns["frame_index"].astype(np.int64)
    return Samples(
        model=model,
        model_number=number,
        numbers=columns["sample_index"].astype(np.int64),
        frames=frames,
        seconds=columns["time_seconds"],
        inferred=np.concatenate(ran).astype(bool)[order],
        sizes=sizes,
        interval=sample_interval(frames),
        scales={
            (width, height): scale_to_video(
                (width, height) if width and height else None, video_size
            )
            for width, height in np.unique(sizes, axis=0).tolist()
        },
    )


def _numbers(column: Any) -> NDArray[np.float64]:
    """As floats, which hold every whole number that a video can have; null is NaN."""
    return np.asarray(column.to_numpy(zero_copy_only=False), np.float64)
