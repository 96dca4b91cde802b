"""Two models of one video, side by side: which of their samples are of the same frame."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from vidresults.analytics.anchors import anchors_of
from vidresults.errors import MatchError, SelectionError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vidresults.analytics.anchors import Anchors
    from vidresults.results import Source

_TWO = 2


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Alignment:
    """Models A and B, and every frame on which one of them ran.

    Attributes:
        first: The boxes of A.
        second: Those of B, in the same pixels.
        frames: Frame numbers, ascending, shape (n,).
        at: Position of each frame among the samples of A and of B, -1 where that model did not
            run on it, shape (n, 2).
        seconds: Time of each frame, NaN where it is not known, shape (n,).
        clocks: Whose time each is: "video", "sent", or None.
    """

    first: Anchors
    second: Anchors
    frames: NDArray[np.int64]
    at: NDArray[np.int64]
    seconds: NDArray[np.float64]
    clocks: list[str | None]

    @property
    def compared(self) -> NDArray[np.bool_]:
        """Whether both ran, shape (n,)."""
        return np.asarray((self.at >= 0).all(axis=1), np.bool_)


def alignments(
    first: Source, second: Source | None, models: tuple[str, str] | None
) -> Iterator[Alignment]:
    """Model A against model B for each video of the results; errors as `compare`."""
    chosen = _chosen(first, second, models)
    ids, others = first.facts.source_ids, (second or first).facts.source_ids
    lone = len(ids) == len(others) == 1
    if not lone and set(ids) != set(others):
        raise MatchError(
            f"the results are of other videos: {', '.join(ids)} and {', '.join(others)}; compare "
            "results of one video, or of the same several"
        )
    size = _common_size(first, second or first) if lone else None
    if not lone:
        _refuse_other_sizes(first, second or first)
    found = {(a.source_id, a.model): a for a in anchors_of(first, size=size)}
    there = (
        found
        if second is None
        else {(a.source_id, a.model): a for a in anchors_of(second, size=size)}
    )
    for source_id, other in zip(ids, others if lone else ids, strict=True):
        a, b = found.get((source_id, chosen[0])), there.get((other, chosen[1]))
        if a is not None and b is not None:
            yield _aligned(a, b)


def _chosen(
    first: Source, second: Source | None, models: tuple[str, str] | None
) -> tuple[str, str]:
    """Which model is A and which is B."""
    ours, theirs = first.facts.models, (second or first).facts.models
    if models is not None:
        for name, there in zip(models, (ours, theirs), strict=True):
            if name not in there:
                shown = ", ".join(map(repr, there)) or "none"
                raise SelectionError(f"there is no model {name!r}; there is {shown}")
        if second is None and models[0] == models[1]:
            raise SelectionError(f"model {models[0]!r} is named twice, expected two models")
        return models
    if second is None and len(ours) == _TWO:
        return ours[0], ours[1]
    if second is not None and len(ours) == len(theirs) == 1:
        return ours[0], theirs[0]
    shown = ", ".join(map(repr, ours)) + (f" and {', '.join(map(repr, theirs))}" if second else "")
    raise SelectionError(f"say which two models to compare (models): there is {shown or 'none'}")


def _common_size(first: Source, second: Source) -> tuple[int, int] | None:
    """The picture in whose pixels both are held against each other."""
    sizes: list[tuple[int, int]] = []
    for source in (first, second):
        source_id = source.facts.source_ids[0]
        own = source.facts.frame_size(source_id)
        sizes += [own] if own else sorted(source.facts.sizes.get(source_id, ()), reverse=True)[:1]
    return sizes[0] if sizes else None


def _refuse_other_sizes(first: Source, second: Source) -> None:
    for source_id in first.facts.source_ids:
        one, other = (source.facts.frame_size(source_id) for source in (first, second))
        if one != other:
            raise MatchError(
                f"the pictures of {source_id!r} are of other sizes in the two results: compare "
                "results of one video each"
            )


def _aligned(first: Anchors, second: Anchors) -> Alignment:
    ours, theirs = _inferred(first), _inferred(second)
    frames = np.union1d(first.frames[ours], second.frames[theirs])
    at = np.full((len(frames), 2), -1, np.int64)
    seconds = np.full((len(frames), 2), np.nan)
    for side, (anchors, samples) in enumerate(((first, ours), (second, theirs))):
        places = np.searchsorted(frames, anchors.frames[samples])
        at[places, side] = samples
        seconds[places, side] = anchors.seconds[samples]
    _refuse_other_video(first, second, frames, seconds)
    from_second = np.isnan(seconds[:, 0])
    shown = np.where(from_second, seconds[:, 1], seconds[:, 0])
    clocks = [
        None if np.isnan(time) else second.clock if other else first.clock
        for time, other in zip(shown.tolist(), from_second.tolist(), strict=True)
    ]
    return Alignment(first=first, second=second, frames=frames, at=at, seconds=shown, clocks=clocks)


def _inferred(anchors: Anchors) -> NDArray[np.int64]:
    """Positions of the samples on which the model ran; of those of one frame the first."""
    samples = np.flatnonzero(anchors.inferred)
    _, once = np.unique(anchors.frames[samples], return_index=True)
    return np.asarray(samples[once], np.int64)


def _refuse_other_video(
    first: Anchors, second: Anchors, frames: NDArray[np.int64], seconds: NDArray[np.float64]
) -> None:
    """Frames of the same number are at the same time, up to half a frame."""
    known = np.flatnonzero(~np.isnan(seconds).any(axis=1))
    if len(known) < _TWO or first.clock != second.clock:
        return
    span = np.ptp(seconds[known, 0]) / (frames[known[-1]] - frames[known[0]])
    apart = np.abs(seconds[known, 0] - seconds[known, 1])
    if apart.max() > span / 2:
        worst = known[int(apart.argmax())]
        raise MatchError(
            f"frame {frames[worst]} is at {seconds[worst, 0]:g} s in one result and at "
            f"{seconds[worst, 1]:g} s in the other: they are not of one video"
        )
