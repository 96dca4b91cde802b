"""From pixels to metres on the ground, by points whose place is known."""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from vidresults.errors import FormatError, Place, SelectionError

if TYPE_CHECKING:
    from numpy.typing import NDArray

_FEWEST = 4  # pairs of points
_KEYS = ("pixels", "metres", "size")
_UNKNOWNS = 8  # of a homography, whose last number is 1
_LARGEST_CONDITION = 1e9  # of one that has a way back


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Homography:
    """How a flat ground is seen: for what stands or moves on it.

    Attributes:
        matrix: From pixels to metres, shape (3, 3).
        size: Width and height of the picture that the pixels are of; None: those of the frames
            that the results are of.
    """

    matrix: NDArray[np.float64]
    size: tuple[int, int] | None = None

    @classmethod
    def from_points(cls, pixels: Any, metres: Any, *, size: tuple[int, int] | None = None) -> Self:
        """Find it from pairs of points: four fix it, of more it is the best fit.

        Args:
            pixels: Points on the picture, shape (n, 2).
            metres: The same points on the ground, measured from anywhere, shape (n, 2).
            size: Width and height of the picture that the pixels are of.

        Raises:
            SelectionError: There are fewer than four pairs, or three of four points stand on one
                line, so that they do not fix it.
        """
        seen, ground = _points(pixels, "pixels"), _points(metres, "metres")
        if len(seen) != len(ground) or len(seen) < _FEWEST:
            raise SelectionError(
                f"found {len(seen)} points in pixels and {len(ground)} in metres, expected four "
                "or more of each"
            )
        # Numbers near 1 on both sides, so that the fit is no worse far from the origin.
        to_near, from_near = _near_one(seen), _near_one(ground)
        rows = _equations(_moved(to_near, seen), _moved(from_near, ground))
        values, _, rank, _ = np.linalg.lstsq(*rows, rcond=1e-9)
        near = np.append(values, 1.0).reshape(3, 3)
        if rank < _UNKNOWNS or np.linalg.cond(near) > _LARGEST_CONDITION:
            raise SelectionError(
                "the points do not fix a plane: three of four stand on one line, or two are the "
                "same"
            )
        matrix = np.linalg.inv(from_near) @ near @ to_near
        depth = _with_one(seen) @ matrix[2]
        if not (depth > 0).all() and not (depth < 0).all():
            raise SelectionError("pixels and metres do not fit: check that they stand in one order")
        # In front of the camera the depth is to be above 0.
        return cls(matrix=matrix * np.sign(depth[0]), size=size)

    @classmethod
    def from_toml(cls, path: str | os.PathLike[str]) -> Self:
        """Read a TOML file of `pixels` and `metres`, lists of [x, y], and if wanted `size`.

        Raises:
            FormatError: It cannot be read, or is not as it should be.
        """
        place = Place(file=str(path))
        try:
            given = tomllib.loads(Path(path).read_text(encoding="utf-8-sig"))
        except (OSError, ValueError, RecursionError) as error:
            reason = getattr(error, "strerror", None) or error
            raise FormatError(f"cannot be read as TOML: {reason}", place) from None
        try:
            _refuse_other_keys(given)
            return cls.from_points(given["pixels"], given["metres"], size=_size(given.get("size")))
        except SelectionError as error:
            raise FormatError(str(error), place) from None

    def to_metres(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Where points of the picture lie on the ground; NaN for those above its horizon.

        Args:
            points: In pixels, shape (n, 2).

        Returns:
            Shape (n, 2).
        """
        x, y, depth = (_with_one(points) @ self.matrix.T).T
        depth = np.where(depth > 0, depth, np.nan)
        return np.stack([x / depth, y / depth], axis=1)


def _refuse_other_keys(given: dict[str, Any]) -> None:
    for key in given:
        if key not in _KEYS:
            raise SelectionError(f"{key!r} is not known; there is {', '.join(_KEYS)}")
    for key in ("pixels", "metres"):
        if key not in given:
            raise SelectionError(f"it has no {key!r}, expected a list of [x, y]")


def _equations(
    seen: NDArray[np.float64], ground: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The two linear equations of each pair, in the eight unknowns."""
    rows = []
    for (x, y), (u, v) in zip(seen, ground, strict=True):
        rows.append([x, y, 1, 0, 0, 0, -u * x, -u * y])
        rows.append([0, 0, 0, x, y, 1, -v * x, -v * y])
    return np.array(rows, np.float64), ground.reshape(-1)


def _near_one(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """What moves the points' middle to the origin, and the farthest coordinate to 1."""
    middle = points.mean(axis=0)
    scale = 1 / (np.abs(points - middle).max() or 1.0)
    return np.array([[scale, 0, -scale * middle[0]], [0, scale, -scale * middle[1]], [0, 0, 1]])


def _moved(matrix: NDArray[np.float64], points: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray((_with_one(points) @ matrix.T)[:, :2], np.float64)


def _with_one(points: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.column_stack([points, np.ones(len(points))])


def _points(given: Any, where: str) -> NDArray[np.float64]:
    try:
        points = np.asarray(given, np.float64)
    except (TypeError, ValueError):
        points = np.zeros(0)
    if points.ndim != 2 or points.shape[1] != 2 or not np.isfinite(points).all():  # noqa: PLR2004
        raise SelectionError(f"{where}: found {given!r}, expected a list of points [x, y]")
    return points


def _size(given: Any) -> tuple[int, int] | None:
    if given is None:
        return None
    whole = isinstance(given, list) and all(type(side) is int and side > 0 for side in given)
    if not whole or len(given) != 2:  # noqa: PLR2004 - width and height
        raise SelectionError(f"size: found {given!r}, expected width and height in pixels")
    return given[0], given[1]
