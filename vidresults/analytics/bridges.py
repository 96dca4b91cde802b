"""Several rings as one: bridges lead from ring to ring and back, each at the shortest place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

Point = tuple[float, float]


def joined(rings: Sequence[Sequence[Point]]) -> list[Point]:
    """One ring of all rings, parts and holes alike, which an even-odd fill draws as before.

    The bridges are the shortest ones that join all rings, so that none of them crosses a ring.
    What draws lines too (cv2.fillPoly) draws the bridges between parts.

    Args:
        rings: Each with a point at least, not closed.
    """
    if len(rings) == 1:
        return list(rings[0])
    points = np.concatenate([np.asarray(ring, float) for ring in rings])
    lengths = [len(ring) for ring in rings]
    first = np.concatenate([[0], np.cumsum(lengths)]).tolist()
    owner = np.repeat(np.arange(len(rings)), lengths)
    bridges: dict[int, list[int]] = {}
    for one, other in _shortest(points, owner):
        bridges.setdefault(one, []).append(other)
        bridges.setdefault(other, []).append(one)
    return [tuple(point) for point in points[_walk(first, owner, bridges)].tolist()]


def _walk(first: list[int], owner: NDArray[np.int64], bridges: dict[int, list[int]]) -> list[int]:
    """The points in the order of one ring, beginning with that of the first one."""
    order: list[int] = []
    open_rings: list[tuple[Iterator[int], int | None]] = [(iter(range(first[1])), None)]
    while open_rings:
        ring, leave = open_rings[-1]
        point = next(ring, None)
        if point is None:
            open_rings.pop()
            order += [] if leave is None else [leave]
            continue
        order.append(point)
        for other in bridges.pop(point, ()):
            bridges[other].remove(point)
            begin, end = first[owner[other]], first[owner[other] + 1]
            around = [*range(other, end), *range(begin, other + 1)]
            open_rings.append((iter(around), point))
    return order


def _shortest(points: NDArray[np.float64], owner: NDArray[np.int64]) -> Iterator[tuple[int, int]]:
    """The pairs of points between which bridges join all rings with the least length."""
    pairs = _neighbours(points)
    pairs = pairs[owner[pairs[:, 0]] != owner[pairs[:, 1]]]
    away = np.square(points[pairs[:, 0]] - points[pairs[:, 1]]).sum(axis=1)
    group = list(range(int(owner[-1]) + 1))
    for one, other in pairs[np.lexsort((pairs[:, 1], pairs[:, 0], away))].tolist():
        left, right = _group(group, int(owner[one])), _group(group, int(owner[other]))
        if left != right:
            group[right] = left
            yield one, other


def _group(group: list[int], ring: int) -> int:
    while group[ring] != ring:
        group[ring] = group[group[ring]]
        ring = group[ring]
    return ring


def _neighbours(points: NDArray[np.float64]) -> NDArray[np.int64]:
    """Pairs of points, all shortest bridges among them: equal ones, and Delaunay's edges."""
    from scipy.spatial import Delaunay, QhullError

    _, found, place = np.unique(points, axis=0, return_index=True, return_inverse=True)
    equal = np.stack([np.arange(len(points)), found[place.ravel()]], axis=1)
    # On a line each point's neighbours are those before and after it, and there are no triangles.
    edges = np.stack([np.arange(len(found) - 1), np.arange(1, len(found))], axis=1)
    try:
        net = Delaunay(points[found])
    except (QhullError, ValueError):
        pass
    else:
        corners = net.simplices
        edges = np.concatenate([corners[:, :2], corners[:, 1:], corners[:, ::2]])
        edges = np.concatenate([edges, net.coplanar[:, ::2]])
    return np.concatenate([equal, np.unique(np.sort(found[edges], axis=1), axis=0)])
