"""What is searched for: a vector of the user's, or that of a frame."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from vidresults.analytics.searching.vectors import COMPARED, unit_vectors, vector_blocks
from vidresults.errors import FormatError, Place, SelectionError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from vidresults.results import Source

_KEYS = ("embeddings", "embedding", "vector")  # under which servers answer with a vector


def read_vector(path: str | os.PathLike[str]) -> NDArray[np.float64]:
    """Read one vector: a `.npy` file, or JSON with a list of numbers.

    JSON may be an object with the list under `embeddings`, `embedding` or `vector`, and the list
    may stand in another one, as servers answer that embed a text.

    Raises:
        FormatError: The file cannot be read, or is no vector.
    """
    place = Place(file=str(path))
    try:
        if Path(path).suffix.lower() == ".npy":
            given: Any = np.load(path, allow_pickle=False)
        else:
            given = json.loads(Path(path).read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, RecursionError, EOFError) as error:
        reason = getattr(error, "strerror", None) or error
        raise FormatError(f"cannot be read as JSON or .npy: {reason}", place) from None
    if isinstance(given, dict):
        given = next((given[key] for key in _KEYS if key in given), None)
    try:
        return as_vector(given)
    except SelectionError as error:
        raise FormatError(str(error), place) from None


def as_vector(given: ArrayLike) -> NDArray[np.float64]:
    """The numbers as an array of shape (length,); one row of several dimensions is a vector too.

    Raises:
        SelectionError: It is no vector of numbers, or has no direction.
    """
    try:
        array = np.asarray(given)
        numbers = array.dtype.kind in "fiu" and array.size > 0
        vector = array.astype(np.float64) if numbers else np.zeros(0)
    except (TypeError, ValueError):
        array, vector = np.zeros(()), np.zeros(0)
    if not vector.size or max(array.shape, default=0) != vector.size:
        raise SelectionError("found no vector, expected a list of numbers")
    if unit_vectors(vector.reshape(1, -1))[1][0] != COMPARED:
        raise SelectionError("the vector is zero or not finite: it has no direction to compare")
    return vector.reshape(-1)


def vectors_of_frame(
    source: Source, frame_index: int, source_id: str | None
) -> tuple[str, dict[str, NDArray[np.float64]]]:
    """Of which source a frame is, and its vector by model.

    Raises:
        SelectionError: It is not known of which source, or a model has no vector of the frame, or
            one without direction; says which frames there are.
    """
    frames: dict[tuple[str, str], list[NDArray[np.int64]]] = {}
    found = {}
    for key, rows, vectors in vector_blocks(source):
        numbers = rows["frame_index"].to_numpy()
        frames.setdefault(key, []).append(numbers)
        for at in np.flatnonzero(numbers == frame_index).tolist():
            found[key] = vectors[at].copy()
    there = list(dict.fromkeys(name for name, _ in frames))
    if source_id is None and len(there) != 1:
        raise SelectionError(_which(f"of which source is frame {frame_index}?", there))
    name = there[0] if source_id is None else source_id
    if name not in there:
        raise SelectionError(_which(f"there are no vectors of source {name!r};", there))
    wanted = {}
    for source_name, model in (key for key in frames if key[0] == name):
        vector = found.get((source_name, model))
        where = f"{name!r}, model {model!r}: frame {frame_index}"
        if vector is None:
            near = _near(np.concatenate(frames[name, model]), frame_index)
            raise SelectionError(f"{where} has no vector; the nearest that have one are {near}")
        if unit_vectors(vector.reshape(1, -1))[1][0] != COMPARED:
            raise SelectionError(f"{where} has a vector that is zero or not finite")
        wanted[model] = vector
    return name, wanted


def _which(question: str, there: list[str]) -> str:
    return f"{question} there is {', '.join(map(repr, there)) or 'none'}"


def _near(frames: NDArray[np.int64], frame_index: int) -> str:
    order = np.argsort(np.abs(frames - frame_index), kind="stable")[:2]
    return " and ".join(str(number) for number in sorted(frames[order].tolist()))
