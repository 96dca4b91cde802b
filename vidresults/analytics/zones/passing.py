"""Which parts of straight ways lie in a zone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from vidresults.analytics.zones.inside import inside

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vidresults.analytics.zones.zone import Zone

# Shares of a way or of an edge. Near a corner rounding may miss both of its edges, so that each
# is taken a little longer: a cut too many does no harm, because what lies between cuts is asked.
_NEAR = 1e-9


def parts_inside(
    zone: Zone, begin: NDArray[np.float64], end: NDArray[np.float64]
) -> dict[int, list[tuple[float, bool]]]:
    """Cut ways where they meet the outline of a zone or its holes.

    Args:
        zone: The zone.
        begin: Where each way begins, shape (n, 2).
        end: Where it ends, shape (n, 2).

    Returns:
        Of each way that meets an outline, by its number: where each of its parts begins, as a
        share of the way from 0 to 1, and whether it lies in the zone.
    """
    ways, shares = _cuts(zone, begin, end)
    met = np.unique(ways)
    ways = np.concatenate([ways, met, met])
    shares = np.concatenate([shares, np.zeros(len(met)), np.ones(len(met))])
    order = np.lexsort((shares, ways))
    ways, shares = ways[order], shares[order]
    since, until = shares[:-1], shares[1:]
    part = (ways[:-1] == ways[1:]) & (until - since > _NEAR)
    number, since, middle = ways[:-1][part], since[part], ((since + until) / 2)[part]
    points = begin[number] + middle[:, None] * (end[number] - begin[number])
    found: dict[int, list[tuple[float, bool]]] = {}
    for way, share, within in zip(
        number.tolist(), since.tolist(), inside(zone, points).tolist(), strict=True
    ):
        found.setdefault(way, []).append((share, within))
    return found


def _cuts(
    zone: Zone, begin: NDArray[np.float64], end: NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Numbers of ways, and at which share of it each one meets an edge."""
    near = _near(zone, begin, end)
    start, way = begin[near], (end - begin)[near]
    numbers, shares = [np.zeros(0, np.int64)], [np.zeros(0)]
    for first, second in _edges(zone):
        edge = second - first
        turn = _cross(way, edge)
        with np.errstate(divide="ignore", invalid="ignore"):  # ways along the edge
            share = _cross(first - start, edge) / turn
            along = _cross(first - start, way) / turn
        hit = (turn != 0) & (abs(share - 0.5) <= 0.5 + _NEAR) & (abs(along - 0.5) <= 0.5 + _NEAR)
        numbers.append(near[hit])
        shares.append(np.clip(share[hit], 0.0, 1.0))
    return np.concatenate(numbers), np.concatenate(shares)


def _near(zone: Zone, begin: NDArray[np.float64], end: NDArray[np.float64]) -> NDArray[np.int64]:
    """Numbers of the ways that come near the zone at all."""
    low, high = zone.ring.min(axis=0) - 1, zone.ring.max(axis=0) + 1
    past = (np.maximum(begin, end) < low) | (np.minimum(begin, end) > high)
    return np.flatnonzero(~past.any(axis=1))


def _edges(zone: Zone) -> Iterator[tuple[NDArray[np.float64], NDArray[np.float64]]]:
    for ring in zone.rings:
        yield from zip(ring, np.roll(ring, -1, axis=0), strict=True)


def _cross(a: NDArray[np.float64], b: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(a[..., 0] * b[..., 1] - a[..., 1] * b[..., 0], np.float64)
