"""Outlines along the edges of pixels, filled again by pycocotools."""

from __future__ import annotations

import numpy as np
import pytest
from pycocotools import mask as coco_mask

from vidresults.analytics.outlines import outlines_of_mask


def filled(rings, shape):
    """The pixels that pycocotools counts as inside."""
    if not rings:
        return np.zeros(shape, np.uint8)
    return coco_mask.decode(coco_mask.merge(coco_mask.frPyObjects(rings, *shape)))


def corners(ring):
    return set(zip(ring[::2], ring[1::2], strict=True))


def test_a_single_pixel_is_its_four_corners():
    mask = np.zeros((4, 5), np.uint8)
    mask[2, 3] = 1
    (ring,) = outlines_of_mask(mask)
    assert corners(ring) == {(3, 2), (4, 2), (4, 3), (3, 3)}
    assert len(ring) == 8


def test_straight_edges_have_no_points_between_their_ends():
    (ring,) = outlines_of_mask(np.ones((30, 40), np.uint8))
    assert corners(ring) == {(0, 0), (40, 0), (40, 30), (0, 30)}
    assert len(ring) == 8


def test_pixels_that_touch_at_a_corner_are_two_parts():
    rings = outlines_of_mask(np.eye(2, dtype=np.uint8))
    assert sorted(sorted(corners(ring)) for ring in rings) == [
        [(0, 0), (0, 1), (1, 0), (1, 1)],
        [(1, 1), (1, 2), (2, 1), (2, 2)],
    ]


def test_a_hole_is_in_the_ring_of_its_part():
    mask = np.ones((5, 5), np.uint8)
    mask[2, 2] = 0
    (ring,) = outlines_of_mask(mask)
    assert corners(ring) == {
        *((0, 0), (5, 0), (5, 5), (0, 5)),
        *((2, 2), (3, 2), (3, 3), (2, 3)),
    }


def test_an_island_in_a_hole_is_a_part_of_its_own():
    mask = np.ones((7, 7), np.uint8)
    mask[1:6, 1:6] = 0
    mask[3, 3] = 1
    assert len(outlines_of_mask(mask)) == 2
    assert np.array_equal(filled(outlines_of_mask(mask), (7, 7)), mask)


def test_nothing_set_has_no_outline():
    assert outlines_of_mask(np.zeros((3, 4), np.uint8)) == []


@pytest.mark.parametrize("share", [0.05, 0.3, 0.5, 0.7, 0.95])
def test_random_masks_come_back_pixel_by_pixel(share):
    random = np.random.default_rng(int(share * 100))
    for _ in range(100):
        shape = tuple(int(n) for n in random.integers(1, 60, 2))
        mask = (random.random(shape) < share).astype(np.uint8)
        assert np.array_equal(filled(outlines_of_mask(mask), shape), mask)
