"""What lies in a zone: by hand, and held against other ways to compute it."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.path import Path as Outline

from vidresults.analytics.zones import Zone, inside

SQUARE = [(0, 0), (10, 0), (10, 10), (0, 10)]
STAR = [(5, 0), (8, 10), (0, 4), (10, 4), (2, 10)]  # crosses itself: the middle is outside
WHOLE = st.integers(-20, 20)
CORNERS = st.lists(st.tuples(WHOLE, WHOLE), min_size=3, max_size=9, unique=True)
# Between the whole numbers, so that no point lies on a corner's row or column.
POINTS = st.lists(st.tuples(WHOLE, WHOLE), min_size=1, max_size=20)
OFF = (Fraction(3, 7), Fraction(5, 11))


def is_in(ring, point, **more):
    zone = Zone(name="z", ring=ring, **more)
    return bool(inside(zone, np.array([point], float))[0])


@pytest.mark.parametrize(
    ("point", "expected"),
    [
        ((5, 5), True),
        ((0, 5), True),  # left edge
        ((5, 0), True),  # upper edge
        ((0, 0), True),  # the corner of both
        ((10, 5), False),  # right edge
        ((5, 10), False),  # lower edge
        ((10, 10), False),
        ((10, 0), False),
        ((-0.001, 5), False),
        ((9.999, 9.999), True),
    ],
)
@pytest.mark.parametrize("ring", [SQUARE, SQUARE[::-1], SQUARE[2:] + SQUARE[:2]])
def test_left_and_upper_edges_belong_to_a_zone_and_the_others_do_not(ring, point, expected):
    assert is_in(ring, point) is expected


def test_an_outline_that_crosses_itself_is_even_odd():
    assert is_in(STAR, (5, 2))
    assert not is_in(STAR, (5, 5.5))


def test_a_hole_is_not_part_of_the_zone():
    hole = [(4, 4), (6, 4), (6, 6), (4, 6)]
    assert not is_in(SQUARE, (5, 5), holes=(hole,))
    assert is_in(SQUARE, (3, 3), holes=(hole,))
    assert is_in(SQUARE, (6, 5), holes=(hole,)), "the hole's right edge is not the hole's"


def test_of_two_zones_that_share_an_edge_each_point_on_it_is_in_exactly_one():
    left, right = [(0, 0), (7, 0), (3, 9), (0, 9)], [(7, 0), (12, 0), (12, 9), (3, 9)]
    for share in np.linspace(0, 1, 101)[1:-1]:
        point = (7 - 4 * share, 9 * share)
        assert is_in(left, point) + is_in(right, point) == 1


@given(CORNERS, POINTS)
def test_it_agrees_with_rays_in_exact_fractions_the_other_way(ring, points):
    exact = [(Fraction(x) + OFF[0], Fraction(y) + OFF[1]) for x, y in points]
    wanted, at = [], []
    for x, y in exact:
        edges = zip(ring, ring[1:] + ring[:1], strict=True)
        on, crossed = False, 0
        for (ax, ay), (bx, by) in edges:
            if (ax < x) != (bx < x):  # a ray upwards
                there = ay + (by - ay) * (x - ax) / (bx - ax)
                crossed += there < y
                on |= there == y
        if not on:
            wanted.append(crossed % 2 == 1)
            at.append((float(x), float(y)))
    if at:
        assert inside(Zone(name="z", ring=ring), np.array(at)).tolist() == wanted


@given(CORNERS, POINTS)
def test_it_agrees_with_matplotlib_on_triangles(ring, points):
    triangle = ring[:3]
    (ax, ay), (bx, by), (cx, cy) = triangle
    if (bx - ax) * (cy - ay) == (by - ay) * (cx - ax):
        return  # flat
    at = np.array(points, float) + np.array(OFF, float)
    outline = Outline(np.array([*triangle, triangle[0]], float))
    assert np.array_equal(inside(Zone(name="z", ring=triangle), at), outline.contains_points(at))


@given(st.tuples(st.integers(1, 19), st.integers(1, 19)), POINTS)
def test_the_parts_of_a_whole_share_nothing_and_lack_nothing(middle, points):
    corners = [(-20, -20), (20, -20), (20, 20), (-20, 20)]
    parts = [[a, b, middle] for a, b in zip(corners, corners[1:] + corners[:1], strict=True)]
    at = np.array(points, float)
    whole = inside(Zone(name="whole", ring=corners), at).astype(int)
    found = sum(inside(Zone(name="part", ring=part), at).astype(int) for part in parts)
    assert np.array_equal(found, whole)
