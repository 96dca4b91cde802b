"""What is to be seen on each frame of the video, from the tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from vidresults.matching import Between, longest_hold, samples_at
from vidresults.render.between import Clock, Motion
from vidresults.render.sample_rows import COLUMNS, Row, SampleRows
from vidresults.render.samples import Samples, samples_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vidresults.results import Source

__all__ = ["Row", "Scene", "Sight"]


@dataclass(slots=True, kw_only=True)
class Sight:
    """What one model saw on the sample that is shown.

    Attributes:
        model: The model.
        number: Its place among the models, from 0; colours follow it.
        scale: Factors from its pixels to the video's, for x and y.
        rows: Rows to draw, by table. A row that fades has an `opacity`, 0 to 1.
    """

    model: str
    number: int = 0
    scale: tuple[float, float]
    rows: dict[str, list[Row]] = field(default_factory=dict)


class Scene:
    """The sights of every video frame, for one source.

    Frames asked for in order read the source once for each model; only the samples around the
    frame are in memory.
    """

    def __init__(
        self,
        source: Source,
        video_size: tuple[int, int],
        *,
        between: Between = "hold",
        times: NDArray[np.float64] | None = None,
        longest_gap: float | None = None,
    ) -> None:
        """Read which samples there are and decide which each frame shows.

        Args:
            source: Results of one video.
            video_size: Width and height of the video as shown, in pixels.
            between: What is shown between samples: "hold" and "none" as
                `matching.shown_samples`, "interpolate" as `Motion`.
            times: Times of the video's frames in seconds, for motion that is even in time;
                without them it is even in frame numbers.
            longest_gap: Longest gap in seconds that is interpolated, see `Motion`.

        Raises:
            SelectionError: The source holds several videos, or `between` is not known.
            MatchError: The results are of pictures of another aspect ratio.
        """
        clock = Clock(times) if between == "interpolate" else None
        self._models = [
            _Model(source, samples, between, clock, longest_gap)
            for samples in samples_of(source, video_size)
        ]
        self.last_frame = max((model.last_frame for model in self._models), default=-1)

    def at(self, frame_index: int) -> Iterator[Sight]:
        """The sights to draw on a frame, those of each model that shows something there."""
        for model in self._models:
            yield from model.at(frame_index)

    def seen(self, frame_index: int) -> set[str]:
        """The models of which it is known what they see on a frame, also where it is nothing."""
        return {model.name for model in self._models if model.knows(frame_index)}


class _Model:
    """One model: what it saw on the sample that is shown, and its boxes where they move."""

    def __init__(
        self,
        source: Source,
        samples: Samples,
        between: Between,
        clock: Clock | None,
        longest_gap: float | None,
    ) -> None:
        self.name = samples.model
        self.last_frame = int(samples.frames[-1])
        self._samples = samples
        self._longest = longest_hold(samples.frames, between)
        self._held = {
            table: SampleRows(source, table, samples)
            for table in COLUMNS
            if source.facts.rows[table]
        }
        self._motion: Motion | None = None
        if clock is not None and "detections" in self._held:
            boxes = self._held.pop("detections")
            self._motion = Motion(samples, boxes, clock, longest_gap=longest_gap)
        self._latest: tuple[int, Sight | None] = (-1, None)

    def at(self, frame: int) -> Iterator[Sight]:
        sight = self._held_at(frame)
        if self._motion is None:
            if sight is not None:
                yield sight
            return
        if sight is not None and any(sight.rows.values()):
            yield sight
        for position, rows in self._motion.at(frame):
            if rows:
                yield self._sight(position, {"detections": rows})

    def knows(self, frame: int) -> bool:
        """Whether a sample is shown on a frame."""
        return self._shown_on(frame) >= 0

    def _shown_on(self, frame: int) -> int:
        """Position of the sample that a frame shows, -1 for none."""
        ran = self._samples.inferred
        numbers = np.array([frame])
        return int(samples_at(numbers, self._samples.frames, ran, longest=self._longest)[0])

    def _held_at(self, frame: int) -> Sight | None:
        """The sight of the sample that a frame shows; the same one until the next sample."""
        position = self._shown_on(frame)
        if position < 0:
            return None
        if self._latest[0] != position:
            for rows in self._held.values():
                rows.forget(position)
            held = {table: rows.at(position) for table, rows in self._held.items()}
            self._latest = position, self._sight(position, held)
        return self._latest[1]

    def _sight(self, position: int, rows: dict[str, list[Row]]) -> Sight:
        samples = self._samples
        return Sight(
            model=samples.model,
            number=samples.model_number,
            scale=samples.scale(position),
            rows=rows,
        )
