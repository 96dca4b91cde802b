"""The sampled frames: their numbers, their times, the rate behind both, and how they lie."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from vidresults.analytics.checks.check import Check, Found, counted
from vidresults.errors import Place
from vidresults.matching import sampling_rate, source_rate

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Half of the fourth decimal, and what float64 adds to it.
_TIME_ERROR = 5e-5 * (1 + 1e-9)


@dataclass(frozen=True, slots=True, kw_only=True)
class Frames:
    """The sampled frames of one source; times that are not known are NaN.

    Attributes:
        source_id: The source.
        samples: Position of each in the document's lists, shape (n,).
        numbers: Its frame number, shape (n,).
        times: Its time as sent in seconds, shape (n,).
        own: Its time in the video file itself in seconds, shape (n,).
    """

    source_id: str
    samples: NDArray[np.int64]
    numbers: NDArray[np.int64]
    times: NDArray[np.float64]
    own: NDArray[np.float64]

    @property
    def rate(self) -> Fraction | None:
        """The one rate that all times agree with."""
        timed = np.isfinite(self.times) & (self.numbers >= 0)
        return source_rate(self.numbers[timed].tolist(), self.times[timed].tolist())

    def place(self, at: int) -> Place:
        """Where the frame at this position of the arrays is."""
        element, number = int(self.samples[at]), int(self.numbers[at])
        return Place(file=self.source_id, element=element, frame_index=number)


class Samples:
    """Collects the frames of every source: some numbers a frame, whatever the boxes are."""

    def __init__(self) -> None:
        self._parts: dict[str, list[pa.RecordBatch]] = {}

    def take(self, batch: pa.RecordBatch) -> None:
        """Keep the numbers and times of a batch of frames."""
        for source_id in pc.unique(batch["source_id"]).to_pylist():
            rows = batch.filter(pc.field("source_id") == source_id)
            self._parts.setdefault(source_id, []).append(rows.select(_COLUMNS))

    def sources(self) -> Iterator[Frames]:
        """The frames of one source after the other."""
        for source_id, parts in self._parts.items():
            arrays = [
                pc.fill_null(pa.Table.from_batches(parts)[name], missing).to_numpy()
                for name, missing in _COLUMNS.items()
            ]
            samples, numbers, times, own = arrays
            yield Frames(
                source_id=source_id,
                samples=samples.astype(np.int64),
                numbers=numbers,
                times=times,
                own=own,
            )


_COLUMNS = {
    "sample_index": -1,
    "frame_index": -1,
    "time_seconds": float("nan"),
    "video_time_seconds": float("nan"),
}


def sample_checks(samples: list[Frames]) -> Iterator[Check]:
    """What frame numbers and times tell without looking at anything else."""
    yield _numbers(samples)
    yield _times(samples)
    yield _rate(samples)
    yield _sampling(samples)


def _numbers(samples: list[Frames]) -> Check:
    name = "frame numbers"
    wrong, late = Found(), Found()
    for frames in samples:
        numbers = frames.numbers
        bad = np.diff(numbers, prepend=-1) <= 0
        for at in np.flatnonzero(bad | (numbers < 0)):
            before = f" after {numbers[at - 1]}" if at else ""
            wrong.note(f"{numbers[at]}{before}", frames.place(int(at)))
        if numbers[0] > 0:
            late.note(f"the first is {numbers[0]}", frames.place(0))
    total = sum(len(frames.numbers) for frames in samples)
    if wrong.count:
        found = f"{wrong.count} of {total} out of order: {', '.join(wrong.words)}"
        return wrong.check(name, "error", found, "ascending numbers from 0 on")
    if late.count:
        expected = "0 first; other numbers mean that a part is here, or that 1 was counted first"
        return late.check(name, "warning", ", ".join(late.words), expected)
    if not total:
        return Check(name=name, outcome="warning", found="none", expected="sampled frames")
    last = f", 0 to {samples[0].numbers[-1]}" if len(samples) == 1 else ""
    return Check(name=name, outcome="ok", found=f"{counted(total, 'frame')}{last}")


def _times(samples: list[Frames]) -> Check:
    name = "frame times"
    wrong, missing = Found(), Found()
    for frames in samples:
        known = np.flatnonzero(np.isfinite(frames.times))
        times = frames.times[known]
        for at in np.flatnonzero((np.diff(times, prepend=0.0) < 0) | (times < 0)):
            before = f" after {times[at - 1]:g} s" if at else ""
            wrong.note(f"{times[at]:g} s{before}", frames.place(int(known[at])))
        for at in np.flatnonzero(np.isnan(frames.times)):
            missing.note("no time", frames.place(int(at)))
    if wrong.count:
        found = f"{wrong.count} out of order: {', '.join(wrong.words)}"
        return wrong.check(name, "error", found, "ascending seconds")
    if missing.count:
        found = f"{counted(missing.count, 'frame')} without a time"
        return missing.check(name, "warning", found, "a time for every frame")
    last = [frames.times[-1] for frames in samples]
    return Check(name=name, outcome="ok", found=f"up to {max(last):g} s" if last else "none")


def _rate(samples: list[Frames]) -> Check:
    name = "rate"
    off, rates = Found(), []
    for frames in samples:
        rate = frames.rate
        if rate is not None:
            rates.append(f"{float(rate):.6g} fps")
            continue
        timed = np.flatnonzero(
            (frames.times > 0) & np.isfinite(frames.times) & (frames.numbers > 0)
        )
        if not len(timed):
            continue
        likely = _likely_rate(frames, timed)
        apart = np.abs(frames.numbers[timed] / likely - frames.times[timed])
        for at in timed[apart > _TIME_ERROR]:
            off.note(f"up to {apart.max():.4g} s from {likely:.6g} fps", frames.place(int(at)))
    if off.count:
        found = f"{counted(off.count, 'time')} not of one rate, {off.words[0]}"
        expected = "frame number / rate, to four decimals; a video of variable rate has no one rate"
        return off.check(name, "warning", found, expected)
    found = ", ".join(dict.fromkeys(rates)) or "unknown: no frame after time 0"
    return Check(name=name, outcome="ok", found=found)


def _likely_rate(frames: Frames, timed: NDArray[np.int64]) -> float:
    """The rate of the frame in the middle of all by its rate, which a few wrong ones do not move.

    Of the later half: there the fourth decimal weighs least.
    """
    later = timed[len(timed) // 2 :]
    rates = frames.numbers[later] / frames.times[later]
    middle = later[np.argsort(rates)[len(rates) // 2]]
    number, time = int(frames.numbers[middle]), float(frames.times[middle])
    return float(source_rate([number], [time]) or number / time)


def _sampling(samples: list[Frames]) -> Check:
    name = "sampling"
    off, good = Found(), []
    for frames in samples:
        rate, steps = frames.rate, np.diff(frames.numbers)
        asked = sampling_rate(frames.numbers.tolist(), rate)
        if not len(steps) or asked is not None:
            good.append("too few frames to tell" if asked is None else f"{asked} a second")
            continue
        irregular = np.abs(steps - np.median(steps)) > 1
        if rate is None and not irregular.any():
            good.append(f"every {steps.min()} to {steps.max()} frames")
            continue
        at = int(np.flatnonzero(irregular)[0]) + 1 if irregular.any() else 0
        off.note(f"steps of {steps.min()} to {steps.max()} frames", frames.place(at))
    if off.count:
        expected = "frame floor(i x rate / asked) as sample i, of a whole number asked a second"
        return off.check(name, "warning", ", ".join(off.words), expected)
    return Check(name=name, outcome="ok", found=", ".join(dict.fromkeys(good)) or "nothing sampled")
