"""When each sample of a video is shown: the times of subtitles' cues."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from vidresults.analytics.clock import clock_times
from vidresults.matching import HOLD_INTERVALS, source_rate

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vidresults.results import Source

_COLUMNS = ("sample_index", "frame_index", "time_seconds", "video_time_seconds")


class Samples:
    """The samples of one video.

    Attributes:
        numbers: Sample indices, ascending, shape (samples,).
        ran: Whether a model ran on it, shape (samples,).
        clock: Whose times are taken: "video", "sent", or None where none is known.
    """

    def __init__(self, source: Source) -> None:
        """Read the frames and the states of the inferences, once each."""
        columns: dict[str, list[NDArray[Any]]] = {name: [np.empty(0)] for name in _COLUMNS}
        for batch in source.batches("frames"):
            for name in _COLUMNS:
                values = batch[name].to_numpy(zero_copy_only=False)
                columns[name].append(values.astype(np.float64))
        numbers, frames, sent, video = (np.concatenate(columns[name]) for name in _COLUMNS)
        self.numbers = numbers.astype(np.int64)
        self._frames = frames.astype(np.int64)
        self._sent = sent
        self._seconds, self.clock = clock_times(video, sent)
        self._document = next(iter(source.facts.document_of.values()), None)
        self.ran = np.zeros(len(numbers), np.bool_)
        for batch in source.batches("inferences"):
            inferred = np.array(batch["state"].to_pylist()) == "inferred"
            self.ran[np.searchsorted(self.numbers, batch["sample_index"].to_numpy()[inferred])] = 1

    def spans(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """When each sample is shown first and no longer, in seconds, shape (samples,) each.

        NaN where its time is not known.
        """
        order = np.argsort(self._seconds, kind="stable")
        starts = self._seconds[order]
        gaps = np.diff(starts[~np.isnan(starts)])
        longest = HOLD_INTERVALS * float(np.median(gaps)) if len(gaps) else self._frame_seconds()
        ends = np.fmin(np.append(starts[1:], np.nan), starts + longest)
        in_place = np.empty_like(ends)
        in_place[order] = ends
        return self._seconds, in_place

    def _frame_seconds(self) -> float:
        """How long a frame lasts; 0 where no rate is known."""
        told = self._document
        if told is not None and told["video_fps_numerator"]:
            return float(told["video_fps_denominator"] / told["video_fps_numerator"])
        rate = source_rate(self._frames, self._sent)
        return 0.0 if rate is None else float(1 / rate)
