"""How far two frames are from each other by their vectors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

import numpy as np

from vidresults.analytics.searching.vectors import COMPARED, unit_vectors

if TYPE_CHECKING:
    from numpy.typing import NDArray


SAME_VECTOR: Final = 0.01
"""Vectors nearer than this are of the same picture."""


class FrameDistances(Protocol):
    """Distances between the frames of one video."""

    known: NDArray[np.bool_]
    same: float
    """Frames nearer than this are the same picture, unless it is said."""

    def to(self, at: int) -> NDArray[np.float64]:
        """Distance of every frame to one; NaN where one of the two tells none."""


class VectorDistances:
    """1 minus the cosine of two vectors: 0 to 2."""

    same = SAME_VECTOR

    def __init__(self, count: int) -> None:
        """Take the number of samples."""
        self.known = np.zeros(count, np.bool_)
        self._row = np.zeros(count, np.int64)
        self._blocks: list[NDArray[np.float64]] = []
        self._rows = 0

    def add(self, vectors: NDArray[np.float64], places: NDArray[np.int64]) -> None:
        """Take vectors and the position of each one's sample."""
        units, states = unit_vectors(vectors)
        self.known[places] = states == COMPARED
        self._row[places] = self._rows + np.arange(len(places))
        self._rows += len(places)
        self._blocks.append(units)

    def to(self, at: int) -> NDArray[np.float64]:
        """As `FrameDistances`."""
        if len(self._blocks) > 1:
            self._blocks = [np.concatenate(self._blocks)]
        near = self._blocks[0] @ self._blocks[0][self._row[at]]
        apart = 1 - np.clip(near, -1, 1)[self._row]
        return np.where(self.known & self.known[at], apart, np.nan)
