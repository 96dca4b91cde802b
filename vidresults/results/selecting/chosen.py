"""Keeps the rows of chosen frames."""

from __future__ import annotations

import functools
import operator
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pyarrow.compute as pc

from vidresults.errors import SelectionError

Frames = tuple[int, ...] | dict[str, tuple[int, ...]]
"""Frame numbers of every source, or by source."""


def chosen_frames(given: Any) -> Frames | None:
    """The frame numbers in order, each once.

    Raises:
        SelectionError: Something is no frame number.
    """
    if given is None:
        return None
    if isinstance(given, Mapping):
        return {str(name): _numbers(numbers) for name, numbers in given.items()}
    return _numbers(given)


def on_frames(frames: Any) -> Any:
    """The expression that is true for the rows of the chosen frames."""
    if not isinstance(frames, Mapping):
        return pc.field("frame_index").isin(frames)
    own = [
        (pc.field("source_id") == name) & pc.field("frame_index").isin(numbers)
        for name, numbers in frames.items()
    ]
    return functools.reduce(operator.or_, own, pc.scalar(False))


def refuse_unsampled(batches: Iterable[Any], frames: Any) -> None:
    """Refuse frames that were not sampled.

    Args:
        batches: The table of frames.
        frames: What is chosen.

    Raises:
        SelectionError: A frame is of no source, or a source is not there; says what is near.
    """
    if frames is None:
        return
    there: dict[str, list[Any]] = {}
    for batch in batches:
        for name in batch["source_id"].unique().to_pylist():
            own = batch.filter(pc.equal(batch["source_id"], name))
            there.setdefault(name, []).append(own["frame_index"].to_numpy())
    sampled = {name: np.concatenate(parts) for name, parts in there.items()}
    if not isinstance(frames, Mapping):
        everything = [np.zeros(0, np.int64), *sampled.values()]
        _refuse(frames, np.concatenate(everything), "in the results")
        return
    for name, numbers in frames.items():
        if name not in sampled:
            shown = ", ".join(map(repr, sampled)) or "none"
            raise SelectionError(f"there is no source {name!r} in the results; there is {shown}")
        _refuse(numbers, sampled[name], f"of {name!r}")


def _refuse(wanted: tuple[int, ...], sampled: Any, where: str) -> None:
    missing = np.setdiff1d(np.array(wanted, np.int64), sampled)
    if not len(missing):
        return
    near = sampled[np.argsort(np.abs(sampled - missing[0]), kind="stable")[:2]]
    shown = " and ".join(map(str, sorted(set(near.tolist())))) or "none"
    raise SelectionError(
        f"frame {missing[0]} was not sampled {where}; the nearest that were are {shown}"
    )


def _numbers(given: Any) -> tuple[int, ...]:
    if isinstance(given, str | bytes) or not isinstance(given, Iterable):
        raise SelectionError(f"frames: found {given!r}, expected frame numbers")
    numbers = []
    for number in given:
        if isinstance(number, bool) or not isinstance(number, int | np.integer):
            raise SelectionError(f"frames: found {number!r}, expected a frame number")
        numbers.append(int(number))
    return tuple(sorted(set(numbers)))
