"""Rings joined to one: orders by hand."""

from __future__ import annotations

import itertools

import cv2
import numpy as np

from vidresults.analytics.bridges import joined


def square(x, y, side):
    return [(x, y), (x + side, y), (x + side, y + side), (x, y + side)]


def test_one_ring_stays_what_it_is():
    assert joined([[(3, 1), (0, 0), (1, 5)]]) == [(3, 1), (0, 0), (1, 5)]


def test_a_bridge_leads_from_the_nearest_corners_and_back():
    assert joined([square(0, 0, 2), square(3, 0, 2)]) == [
        (0, 0), (2, 0), (3, 0), (5, 0), (5, 2), (3, 2), (3, 0), (2, 0), (2, 2), (0, 2),
    ]  # fmt: skip


def test_the_nearest_ring_is_joined_first_and_leads_to_the_next():
    near, far = square(3, 0, 2), square(6, 0, 2)
    found = joined([square(0, 0, 2), far, near])
    steps = {frozenset(pair) for pair in itertools.pairwise(found)}
    assert frozenset([(2, 0), (3, 0)]) in steps or frozenset([(2, 2), (3, 2)]) in steps
    assert frozenset([(5, 0), (6, 0)]) in steps or frozenset([(5, 2), (6, 2)]) in steps


def test_points_on_a_line_and_equal_points():
    # A ring begins and ends at its bridge, one of a single point too.
    assert joined([[(0, 0)], [(4, 0)], [(1, 0)]]) == [
        (0, 0), (1, 0), (4, 0), (4, 0), (1, 0), (1, 0), (0, 0),
    ]  # fmt: skip
    assert joined([[(2, 2)], [(2, 2)]]) == [(2, 2)] * 4
    touching = joined([square(0, 0, 2), square(2, 2, 2)])
    assert len(touching) == 4 + 5 + 1


def test_every_ring_is_in_the_one_and_an_even_odd_fill_sees_no_bridge():
    random = np.random.default_rng(3)
    rings = [square(x * 8, y * 8, int(random.integers(2, 6))) for x in range(6) for y in range(6)]
    ring = np.array(joined(rings), np.int32)
    assert {tuple(point) for point in ring.tolist()} == {p for r in rings for p in r}
    both = np.zeros((2, 56, 56), np.uint8)
    cv2.fillPoly(both[0], [ring], 1)
    cv2.fillPoly(both[1], [np.array(r, np.int32) for r in rings], 1)
    lines = both[0] & ~both[1] & 1
    assert (both[0] >= both[1]).all()
    assert 0 < lines.sum() <= 35 * 6  # a line of at most six pixels from ring to ring
