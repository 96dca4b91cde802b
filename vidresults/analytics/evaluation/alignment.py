"""Which sample of a result is which frame of the truth.

Where both tell times of one clock for all their frames (the video's own, else as sent), a sample
belongs to the nearest frame of the truth, at most half an interval away: half the median distance
of neighbouring frames, of the truth or of the samples, whichever is shorter. Else the frame numbers
are taken: both number the same video. One frame of the truth belongs to one sample, the nearest.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal, get_args

import numpy as np
import pyarrow as pa

from vidresults.analytics.by_model import by_model
from vidresults.analytics.clock import floats_of
from vidresults.errors import SelectionError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vidresults.results import Source

Align = Literal["auto", "time", "frame"]
ALIGN: Final[tuple[str, ...]] = get_args(Align)

_CLOCKS = {"video": "video_time_seconds", "sent": "time_seconds"}
_SLACK = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Side:
    """The frames of one source on which one model ran, ascending.

    Attributes:
        samples: Number of each sample in its tables, shape (n,).
        frames: Frame of each, shape (n,).
        seconds: Time of each by clock ("video", "sent"), NaN where it is not known, shape (n,).
        sizes: Width and height of each picture, NaN where they are not known, shape (n, 2).
        not_inferred: How many frames more there are on which the model did not run or failed.
    """

    samples: NDArray[np.int64]
    frames: NDArray[np.int64]
    seconds: dict[str, NDArray[np.float64]]
    sizes: NDArray[np.float64]
    not_inferred: int


def sides_of(source: Source) -> dict[tuple[str, str], Side]:
    """One for each source and model, in their order."""
    inferences: dict[tuple[str, str], list[Any]] = {}
    frames: list[Any] = []
    columns = ["sample_index", "frame_index", "state", "image_width", "image_height"]
    for table, batch in source.stream(("frames", "inferences")):
        if table == "frames":
            frames.append(batch.select(["source_id", "sample_index", *_CLOCKS.values()]))
            continue
        for key, rows in by_model(batch):
            inferences.setdefault(key, []).append(rows.select(columns))
    times = pa.Table.from_batches(frames) if frames else None
    return {
        key: _side(key, pa.Table.from_batches(parts), times, source)
        for key, parts in inferences.items()
    }


def _side(key: tuple[str, str], rows: Any, times: Any, source: Source) -> Side:
    ran = rows.filter(pa.compute.equal(rows["state"], "inferred")).sort_by("frame_index")
    samples = floats_of(ran["sample_index"]).astype(np.int64)
    seconds = {clock: np.full(len(samples), np.nan) for clock in _CLOCKS}
    if times is not None:
        own = times.filter(pa.compute.equal(times["source_id"], key[0])).sort_by("sample_index")
        numbers = floats_of(own["sample_index"]).astype(np.int64)
        at = np.minimum(np.searchsorted(numbers, samples), max(len(numbers) - 1, 0))
        known = numbers[at] == samples if len(numbers) else np.zeros(len(samples), bool)
        for clock, column in _CLOCKS.items():
            seconds[clock][known] = floats_of(own[column])[at[known]]
    sizes = np.stack([floats_of(ran["image_width"]), floats_of(ran["image_height"])], axis=1)
    default = source.facts.frame_size(key[0])
    if default is not None:
        sizes = np.where(np.isnan(sizes).any(axis=1, keepdims=True), default, sizes)
    return Side(
        samples=samples,
        frames=floats_of(ran["frame_index"]).astype(np.int64),
        seconds=seconds,
        sizes=np.where((sizes > 0).all(axis=1, keepdims=True), sizes, np.nan),
        not_inferred=len(rows) - len(ran),
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Alignment:
    """Which sample is which frame of the truth.

    Attributes:
        found: Positions in the result's Side, ascending, shape (n,).
        truth: Positions in the truth's Side of the same frames, shape (n,).
        by: What told it: "video" or "sent" for a time, or "frame".
    """

    found: NDArray[np.int64]
    truth: NDArray[np.int64]
    by: str


def align(found: Side, truth: Side, how: Align = "auto") -> Alignment:
    """Find the frame of the truth of each sample; samples without one are not in it.

    Raises:
        SelectionError: `how` is not known; or it is "time" and a time is not known.
    """
    if how not in ALIGN:
        raise SelectionError(f"align={how!r} is not known; there is {', '.join(ALIGN)}")
    for clock in _CLOCKS if how != "frame" else ():
        ours, theirs = found.seconds[clock], truth.seconds[clock]
        if not (np.isnan(ours).any() or np.isnan(theirs).any()):
            reach = min(_half_interval(ours), _half_interval(theirs))
            return _nearest(ours, theirs, reach if np.isfinite(reach) else 0.0, clock)
    if how == "time":
        raise SelectionError(
            "align='time' needs the times of all frames of results and truth on one clock: give "
            "the video (--video) or the frames per second (--fps)"
        )
    return _nearest(found.frames.astype(float), truth.frames.astype(float), 0.0, "frame")


def _half_interval(seconds: NDArray[np.float64]) -> float:
    return float(np.median(np.diff(np.sort(seconds)))) / 2 if len(seconds) > 1 else np.inf


def _nearest(
    ours: NDArray[np.float64], theirs: NDArray[np.float64], reach: float, by: str
) -> Alignment:
    """Pairs at most `reach` apart; of several samples of one frame the nearest, then the first."""
    nothing = np.empty(0, np.int64)
    if not len(ours) or not len(theirs):
        return Alignment(found=nothing, truth=nothing, by=by)
    order = np.argsort(theirs, kind="stable")
    known = theirs[order]
    after = np.minimum(np.searchsorted(known, ours), len(known) - 1)
    before = np.maximum(after - 1, 0)
    closer = np.abs(known[after] - ours) < np.abs(known[before] - ours)
    at = np.where(closer, after, before)
    distance = np.abs(known[at] - ours)
    close = np.flatnonzero(distance <= reach + _SLACK * max(1.0, float(np.abs(ours).max())))
    best: dict[int, int] = {}
    for position in close[np.argsort(distance[close], kind="stable")].tolist():
        best.setdefault(int(order[at[position]]), position)
    pairs = np.array(sorted((ours_at, at) for at, ours_at in best.items()), np.int64).reshape(-1, 2)
    return Alignment(found=pairs[:, 0], truth=pairs[:, 1], by=by)
