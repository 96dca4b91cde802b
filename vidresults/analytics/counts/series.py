"""The samples of each model, as arrays: what there is to count on, and when."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from vidresults.schema import STATES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vidresults.results import Source

Key = tuple[str, str]
"""Source and model."""

_FACTS = {
    "documents": ("source_id", "models"),
    "classes": ("source_id", "model", "class_name"),
    "frames": ("source_id", "sample_index", "time_seconds", "video_time_seconds"),
    "inferences": ("source_id", "model", "task", "sample_index", "frame_index", "state"),
}
_COUNTED = ("object-detection", "instance-segmentation", "keypoint-detection", "classification",
            "multi-label-classification")  # fmt: skip
_MOST_CODES = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Series:
    """The samples of one model of one source, in order.

    Attributes:
        source_id: The source.
        model: The model.
        classes: Its classes in the order of the results; None alone where it has none.
        counted: Whether it finds things that are counted, as far as is known.
        numbers: Number of each sample, ascending, shape (samples,).
        frames: Its frame.
        seconds: Its time, NaN where it is not known.
        states: Position of its state in STATES.
        clock: Whose times these are: "video", "sent", or None where none is known.
    """

    source_id: str
    model: str
    classes: tuple[str | None, ...]
    counted: bool
    numbers: NDArray[np.int64]
    frames: NDArray[np.int64]
    seconds: NDArray[np.float64]
    states: NDArray[np.int8]
    clock: str | None


@dataclass(slots=True)
class _Parts:
    """What was read of one model so far."""

    rows: list[tuple[NDArray[Any], ...]] = field(default_factory=list)
    classes: dict[str, None] = field(default_factory=dict)
    tasks: set[str] = field(default_factory=set)


def series_of(source: Source) -> dict[Key, Series]:
    """Read the samples of every model, in the order of the results; no row of what was found."""
    models: dict[Key, _Parts] = {}
    times: dict[str, list[tuple[NDArray[Any], ...]]] = {}
    for table, batch in source.columns(_FACTS):
        if table == "documents":
            for row in batch.to_pylist():
                for told in row["models"]:
                    models.setdefault((row["source_id"], told["model"]), _Parts())
        elif table == "classes":
            for row in batch.to_pylist():
                key = (row["source_id"], row["model"])
                models.setdefault(key, _Parts()).classes[row["class_name"]] = None
        elif table == "frames":
            for (source_id,), rows in split(batch, "source_id"):
                columns = ("sample_index", "time_seconds", "video_time_seconds")
                times.setdefault(source_id, []).append(tuple(floats(rows[c]) for c in columns))
        else:
            for (source_id, model), rows in split(batch, "source_id", "model"):
                _add(models.setdefault((source_id, model), _Parts()), rows)
    clocks = {name: _clock(parts) for name, parts in times.items()}
    none = (None, np.zeros(0), np.zeros(0))
    return {
        key: _series(key, parts, *clocks.get(key[0], none))
        for key, parts in models.items()
        if parts.rows
    }


def split(batch: Any, *names: str) -> Iterator[tuple[tuple[str, ...], Any]]:
    """The rows of a batch for each combination of some of its dictionaries' values."""
    if not batch.num_rows:
        return
    size = math.prod(len(batch[name].dictionary) for name in names)
    if size == 1:
        yield tuple(batch[name][0].as_py() for name in names), batch
        return
    codes = np.zeros(batch.num_rows, np.int64)
    for name in names:
        codes = codes * len(batch[name].dictionary) + batch[name].indices.to_numpy()
    there = np.flatnonzero(np.bincount(codes)) if size <= _MOST_CODES else np.unique(codes)
    for code in there.tolist():
        rows = batch if len(there) == 1 else batch.take(np.flatnonzero(codes == code))
        yield tuple(rows[name][0].as_py() for name in names), rows


def floats(column: Any) -> NDArray[np.float64]:
    """As floats, which hold every whole number that a video can have; null is NaN."""
    return np.asarray(column.to_numpy(zero_copy_only=False), np.float64)


def _add(parts: _Parts, rows: Any) -> None:
    state = rows["state"]
    known = np.array([STATES.index(name) for name in state.dictionary.to_pylist()], np.int8)
    numbers = (rows[name].to_numpy() for name in ("sample_index", "frame_index"))
    parts.rows.append((*numbers, known[state.indices.to_numpy()]))
    parts.tasks.update(rows["task"].drop_null().unique().to_pylist())


def _clock(
    parts: list[tuple[NDArray[Any], ...]],
) -> tuple[str | None, NDArray[np.float64], NDArray[np.float64]]:
    """Whose times they are, the numbers of the samples, and the times.

    The video's own, where they are known of all samples of the source.
    """
    numbers, sent, video = (np.concatenate(column) for column in zip(*parts, strict=True))
    if len(numbers) and not np.isnan(video).any():
        return "video", numbers, video
    return None if np.isnan(sent).all() else "sent", numbers, sent


def _series(
    key: Key,
    parts: _Parts,
    clock: str | None,
    timed: NDArray[np.float64],
    times: NDArray[np.float64],
) -> Series:
    numbers, frames, states = (np.concatenate(column) for column in zip(*parts.rows, strict=True))
    order = np.argsort(numbers, kind="stable")
    numbers = numbers[order].astype(np.int64)
    seconds = np.full(len(numbers), np.nan)
    if len(timed):
        by_number = np.argsort(timed, kind="stable")
        at = np.minimum(np.searchsorted(timed[by_number], numbers), len(timed) - 1)
        found = timed[by_number][at] == numbers
        seconds[found] = times[by_number][at][found]
    counted = not parts.tasks or not parts.tasks.isdisjoint(_COUNTED)
    return Series(
        source_id=key[0],
        model=key[1],
        classes=(*parts.classes,) if counted and parts.classes else (None,),
        counted=counted,
        numbers=numbers,
        frames=frames[order].astype(np.int64),
        seconds=seconds,
        states=states[order],
        clock=clock if not np.isnan(seconds).all() else None,
    )
