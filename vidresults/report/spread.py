"""Boxes and labels of each class over the samples of one video, in as many steps as show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from vidresults.analytics.clock import times_of
from vidresults.matching import HOLD_INTERVALS, PALETTE, colour_key

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vidresults.results import VideoResults

_STEPS: Final = 240
_CLOCKS: Final = {"video": "the video's own time", "sent": "times as sent"}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ClassSpread:
    """One class.

    Attributes:
        name: Its name.
        colour: As "#rrggbb".
        found: How many boxes and predicted labels there are.
        most: How many at most on one frame.
        density: The mean on the inferred frames of each step, NaN where none was inferred,
            shape (steps,).
    """

    name: str
    colour: str
    found: int
    most: int
    density: NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Spread:
    """The classes with most boxes over the time of one video.

    Attributes:
        classes: Those that are shown, the one with most first.
        classes_left_out: How many more classes there are.
        found_left_out: How many boxes and labels they have.
        begins: Where each step begins, of 0 to 1, shape (steps,).
        ends: Where it ends: at the next one, but after 1.5 sample intervals at most.
        inferred: Whether a model ran on a frame of the step, shape (steps,).
        first: The first sample's time in seconds, or number of its frame.
        last: The last one's.
        clock: Whose time that is; None for numbers of frames.
    """

    classes: list[ClassSpread]
    classes_left_out: int
    found_left_out: int
    begins: NDArray[np.float64]
    ends: NDArray[np.float64]
    inferred: NDArray[np.bool_]
    first: float
    last: float
    clock: str | None


def spread_of(results: VideoResults, most_classes: int) -> Spread | None:
    """Count one video's boxes and predicted labels by class and time; None without any sample."""
    frames = results.frames.select(["sample_index", "frame_index"]).sort_by("sample_index")
    if not len(frames):
        return None
    numbers = frames["sample_index"].to_numpy()
    at, clock = times_of(numbers.astype(np.float64), results.frames.to_batches())
    if clock is None or np.isnan(at).any():
        at, clock = frames["frame_index"].to_numpy().astype(np.float64), None
    steps = np.unique(np.linspace(0, len(at), min(_STEPS, len(at)), endpoint=False).astype(int))
    begins, ends = _edges(at, steps)
    inferred = _inferred(results, numbers)
    found = _found(results)
    counts = found["class_name"].value_counts().flatten()
    order = np.argsort(-counts[1].to_numpy(), kind="stable")
    names = [counts[0][int(place)].as_py() for place in order[:most_classes]]
    table = _table(found, names, numbers)
    classes = [
        _class(found, name, row, steps=steps, inferred=inferred)
        for name, row in zip(names, table, strict=True)
    ]
    return Spread(
        classes=classes,
        classes_left_out=len(order) - len(names),
        found_left_out=len(found) - sum(item.found for item in classes),
        begins=begins,
        ends=ends,
        inferred=np.add.reduceat(inferred.astype(np.int64), steps) > 0,
        first=float(at[0]),
        last=float(at[-1]),
        clock=None if clock is None else _CLOCKS[clock],
    )


def _edges(
    at: NDArray[np.float64], steps: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Where the steps begin and end, of 0 to 1."""
    interval = float(np.median(np.diff(at))) if len(at) > 1 else 1.0
    lasts = np.append(steps[1:], len(at)) - 1
    begins = at[steps]
    held = at[lasts] + HOLD_INTERVALS * interval
    ends = np.minimum(held, np.append(begins[1:], at[-1] + interval))
    length = max(at[-1] + interval - at[0], 1e-9)
    return (begins - at[0]) / length, (ends - at[0]) / length


def _inferred(results: VideoResults, numbers: NDArray[Any]) -> NDArray[np.bool_]:
    """Whether any model ran on each sample."""
    ran = results.inferences.filter(pc.field("state") == "inferred")["sample_index"]
    return np.isin(numbers, ran.to_numpy())


def _found(results: VideoResults) -> pa.Table:
    """Class, number and sample of every box and every predicted label."""
    columns = ["class_name", "class_id", "sample_index"]
    labels = results.classifications.filter(pc.field("predicted"))
    return pa.concat_tables([results.detections.select(columns), labels.select(columns)])


def _table(found: pa.Table, names: list[str], numbers: NDArray[Any]) -> NDArray[np.int64]:
    """How many of each class there are on each sample, shape (classes, samples)."""
    codes = pc.index_in(found["class_name"], pa.array(names, pa.string()))
    kept = codes.is_valid().to_numpy()
    rows = codes.fill_null(0).to_numpy()[kept].astype(np.int64)
    places = np.searchsorted(numbers, found["sample_index"].to_numpy()[kept])
    size = len(names) * len(numbers)
    flat = np.bincount(rows * len(numbers) + places, minlength=size)
    return flat.reshape(len(names), len(numbers))


def _class(
    found: pa.Table,
    name: str,
    row: NDArray[np.int64],
    *,
    steps: NDArray[np.int64],
    inferred: NDArray[np.bool_],
) -> ClassSpread:
    sampled = np.add.reduceat(inferred.astype(np.int64), steps)
    first = pc.index(found["class_name"], name).as_py()
    key = colour_key(found["class_id"][first].as_py(), name)
    with np.errstate(invalid="ignore", divide="ignore"):
        density = np.add.reduceat(row, steps) / sampled
    return ClassSpread(
        name=name,
        colour=PALETTE[key % len(PALETTE)],
        found=int(row.sum()),
        most=int(row.max()),
        density=np.where(sampled > 0, density, np.nan),
    )
