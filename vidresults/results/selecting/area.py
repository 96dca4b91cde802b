"""The part of the picture in which boxes are kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

import numpy as np
import pyarrow as pa

from vidresults.errors import MatchError, SelectionError
from vidresults.geometry import inside_rings, same_aspect

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    Rings = tuple[NDArray[np.float64], ...]

_FEWEST = 3  # points of an outline


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Area:
    """One or several zones; what is in any of them is in the area.

    Attributes:
        zones: The outlines of each, its holes among them, in pixels, by its name.
        size: Width and height of the picture that the pixels are of; None: those of the frames.
        anchor: Which point of a box counts: "bottom" for the middle of its lower edge, or
            "center".
    """

    zones: tuple[tuple[str | None, Rings], ...]
    size: tuple[int, int] | None = None
    anchor: str = "bottom"

    @classmethod
    def of(cls, given: Any) -> Self:
        """The area that a zone, a set of zones, or the points of one outline describe.

        Raises:
            SelectionError: It is none of them.
        """
        if hasattr(given, "zones"):
            if not given.zones:
                raise SelectionError("zone: there are only lines, expected a zone")
            zones = tuple((zone.name, tuple(zone.rings)) for zone in given.zones)
            return cls(zones=zones, size=given.size, anchor=given.anchor)
        if hasattr(given, "rings"):
            return cls(zones=((getattr(given, "name", None), tuple(given.rings)),))
        return cls(zones=((None, (_ring(getattr(given, "ring", given)),)),))

    def __str__(self) -> str:
        parts = []
        for name, rings in self.zones:
            outlines = " without ".join(str(ring.tolist()) for ring in rings)
            parts.append(outlines if name is None else f"{name!r} {outlines}")
        size = "" if self.size is None else f" of {self.size[0]}x{self.size[1]}"
        return f"{' and '.join(parts)}{size} ({self.anchor})"

    def scales(
        self, sizes: Mapping[str, frozenset[tuple[int, int]]]
    ) -> dict[str, NDArray[np.float64]]:
        """Factors from these pixels to those of the frames of each source, shape (2,).

        Args:
            sizes: Width and height of the frames that were seen in each source.

        Raises:
            MatchError: Frames of a source have several sizes, or another aspect ratio.
        """
        return {name: self._scale(name, seen) for name, seen in sizes.items()}

    def _scale(self, source_id: str, seen: frozenset[tuple[int, int]]) -> NDArray[np.float64]:
        if len(seen) > 1:
            raise MatchError(
                f"the frames of {source_id!r} have several sizes: select one model before a zone"
            )
        if self.size is None or not seen:
            return np.ones(2)
        (own,) = seen
        if not same_aspect(self.size, own):
            raise MatchError(
                f"the zones are of {self.size[0]}x{self.size[1]} pictures and the frames of "
                f"{source_id!r} are {own[0]}x{own[1]}: the aspect ratios differ"
            )
        return np.asarray(np.array(own) / np.array(self.size), np.float64)

    def holds(self, rows: Any, scales: Mapping[str, NDArray[np.float64]]) -> pa.Array:
        """Which boxes have their anchor in the area.

        Args:
            rows: Rows with source_id, x_center, y_center, width and height.
            scales: What `scales` gave.

        Returns:
            Shape (rows,).
        """
        x, y, height = (rows[name].to_numpy() for name in ("x_center", "y_center", "height"))
        with np.errstate(over="ignore"):
            points = np.stack([x, y + height / 2 if self.anchor == "bottom" else y], axis=1)
        sources = rows["source_id"].to_numpy(zero_copy_only=False) if len(scales) > 1 else None
        held = np.zeros(len(points), np.bool_)
        for source_id, scale in scales.items():
            own = slice(None) if sources is None else sources == source_id
            for _, rings in self.zones:
                held[own] |= inside_rings([ring * scale for ring in rings], points[own])
        return pa.array(held)


def _ring(points: Any) -> NDArray[np.float64]:
    try:
        ring = np.asarray(points, np.float64)
    except (TypeError, ValueError):
        ring = np.zeros(0)
    if ring.ndim != 2 or ring.shape[1] != 2 or len(ring) < _FEWEST or not np.isfinite(ring).all():  # noqa: PLR2004 - x and y
        raise SelectionError(
            f"zone: found {points!r}, expected {_FEWEST} or more points [x, y] in pixels"
        )
    return ring
