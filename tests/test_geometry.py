"""Run-length masks, held against the reference; corners of boxes."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pycocotools import mask as reference

from tests.support.documents import runs_of
from vidresults.geometry import (
    compress_runs,
    corners,
    expand_runs,
    mask_from_rle,
    rotated_corners,
)

run_lists = st.lists(st.integers(0, 2**31 - 1), max_size=12)


@st.composite
def masks(draw):
    height, width = draw(st.integers(1, 40)), draw(st.integers(1, 40))
    seed, share = draw(st.integers(0, 2**32 - 1)), draw(st.sampled_from([0.0, 0.02, 0.5, 0.98, 1]))
    return (np.random.default_rng(seed).random((height, width)) < share).astype(np.uint8)


@settings(max_examples=200, deadline=None, derandomize=True, database=None)
@given(mask=masks())
def test_masks_are_written_and_read_as_the_reference_does(mask):
    height, width = mask.shape
    expected = reference.encode(np.asfortranarray(mask))["counts"].decode()
    runs = runs_of(mask.ravel(order="F").tolist())
    assert compress_runs(runs) == expected
    assert expand_runs(expected).tolist() == runs
    drawn = mask_from_rle(expected, height, width)
    assert drawn.dtype == np.uint8
    assert np.array_equal(drawn, mask)


@settings(max_examples=200, deadline=None, derandomize=True, database=None)
@given(runs=run_lists)
def test_any_runs_come_back(runs):
    assert expand_runs(compress_runs(runs)).tolist() == runs


@settings(max_examples=100, deadline=None, derandomize=True, database=None)
@given(text=st.text(max_size=6))
def test_any_text_gives_runs_or_a_value_error(text):
    try:
        runs = expand_runs(text)
    except ValueError:
        return
    assert (runs >= 0).all()
    assert runs.dtype == np.int64


def test_a_long_run_takes_several_characters():
    # 1000 is 31 * 32 + 8: the lower five bits with a mark that more follow, then 31, whose sign
    # bit would make it negative, so a zero group ends it.
    assert compress_runs([1000]) == chr(48 + 8 + 32) + chr(48 + 31 + 32) + chr(48)


@pytest.mark.parametrize(
    "counts",
    [
        pytest.param("1P", id="ends-inside-a-run"),
        pytest.param("0o", id="ends-after-a-mark"),
        pytest.param("O", id="negative-run"),
        pytest.param("1 1", id="blank"),
        pytest.param("1\n", id="line-break"),
        pytest.param("p", id="after-the-code"),
        pytest.param("/", id="before-the-code"),
        pytest.param("é", id="not-ascii"),
        pytest.param("o" * 30 + "0", id="longer-than-any-mask"),
    ],
)
def test_damaged_text_is_refused(counts):
    with pytest.raises(ValueError, match="damaged"):
        expand_runs(counts)
    with pytest.raises(ValueError, match="damaged"):
        mask_from_rle(counts, 1, 1)


@pytest.mark.parametrize(
    ("runs", "height", "width"),
    [
        pytest.param([5], 2, 3, id="too-few"),
        pytest.param([0, 7], 2, 3, id="too-many"),
        pytest.param([], 1, 1, id="none"),
    ],
)
def test_runs_that_do_not_fill_the_mask_are_refused(runs, height, width):
    with pytest.raises(ValueError, match=f"runs fill {sum(runs)} pixels, expected"):
        mask_from_rle(compress_runs(runs), height, width)


def test_runs_go_down_the_columns_and_begin_with_zeros():
    # Down the columns: 1 zero, 2 ones, 3 zeros.
    mask = mask_from_rle(compress_runs([1, 2, 3]), 2, 3)
    assert mask.tolist() == [[0, 1, 0], [1, 0, 0]]


def test_a_mask_without_pixels_is_empty():
    assert mask_from_rle("", 0, 0).shape == (0, 0)


def test_corners_are_the_centre_minus_and_plus_half_the_size():
    x, y = np.array([100.0, 0.5]), np.array([50.0, -1.0])
    width, height = np.array([40.0, 1.0]), np.array([20.0, 0.0])
    expected = [[80, 40, 120, 60], [0, -1, 1, -1]]
    assert corners(x, y, width, height).tolist() == expected


def test_no_boxes_have_no_corners():
    nothing = np.empty(0)
    assert corners(nothing, nothing, nothing, nothing).shape == (0, 4)


def test_the_corners_of_a_rotated_box():
    box = {"x_center": 10.0, "y_center": 20.0, "width": 8.0, "height": 4.0, "angle_degrees": 0.0}
    assert rotated_corners(box).tolist() == [[6, 18], [14, 18], [14, 22], [6, 22]]
    turned = rotated_corners(box | {"angle_degrees": 90.0})  # its width runs down now
    assert turned == pytest.approx(np.array([[12, 16], [12, 24], [8, 24], [8, 16]]))
