"""Where objects are how often, counted by hand."""

from __future__ import annotations

import numpy as np
import pytest

from tests.support.sources import box, document, odd_sources
from vidresults.analytics import heat_grid
from vidresults.errors import MatchError, SelectionError
from vidresults.load import load
from vidresults.results import concat


def seen(*points, size=(64, 48)):
    """A sample with a box of 4x4 above each point."""
    boxes = [box(x=x, y=y - 2, width=4.0, height=4.0) for x, y in points]
    return {"image": {"width": size[0], "height": size[1]}, "predictions": boxes}


def test_each_box_counts_once_in_the_cell_where_it_stands():
    result = load(document(m=[seen((1.0, 1.0), (20.0, 40.0)), None, seen((1.0, 15.0)), seen()]))
    grid = heat_grid(result, columns=4)
    assert grid.counts.tolist() == [[2, 0, 0, 0], [0, 0, 0, 0], [0, 1, 0, 0]]
    assert grid.extent == (0, 0, 64, 48)
    assert (grid.samples, grid.outside) == (3, 0)


def test_a_cell_begins_at_its_left_and_upper_edge():
    grid = heat_grid(load(document(m=[seen((16.0, 16.0), (15.9, 15.9))])), columns=4)
    assert (grid.counts[1, 1], grid.counts[0, 0]) == (1, 1)


def test_a_box_that_the_picture_cuts_off_is_in_the_last_cells_and_one_beyond_in_none():
    grid = heat_grid(load(document(m=[seen((64.0, 48.0), (20.0, 48.1), (-0.1, 5.0))])), columns=4)
    assert grid.counts.sum() == grid.counts[2, 3] == 1
    assert grid.outside == 2


def test_the_centre_counts_where_it_is_asked_for():
    result = load(document(m=[seen((20.0, 17.0))]))
    assert heat_grid(result, columns=4).counts[1, 1] == 1
    assert heat_grid(result, columns=4, anchor="center").counts[0, 1] == 1


def test_models_add_up_and_select_keeps_one():
    result = load(document(a=[seen((1.0, 1.0))], b=[seen((1.0, 1.0), (60.0, 1.0))]))
    assert heat_grid(result, columns=4).counts[0].tolist() == [2, 0, 0, 1]
    assert heat_grid(result.select(models="a"), columns=4).counts[0].tolist() == [1, 0, 0, 0]


def test_frames_of_several_sizes_are_brought_to_one():
    result = load(document(m=[seen((20.0, 40.0)), seen((10.0, 20.0), size=(32, 24))]))
    with pytest.raises(MatchError, match="do not tell one size"):
        heat_grid(result)
    assert heat_grid(result, columns=4, size=(128, 96)).counts[2, 1] == 2


def test_every_box_is_in_a_cell_or_counted_as_outside():
    for _, result in odd_sources():
        grid = heat_grid(result, size=(64, 48))
        assert grid.counts.sum() + grid.outside == result.detections.num_rows
        assert np.array_equal(grid.counts, heat_grid(result, size=(64, 48)).counts)


def test_wrong_questions_are_refused():
    result = load(document(m=[seen((1.0, 1.0))]), source_id="a")
    with pytest.raises(SelectionError, match="columns: found 0, expected 1 or more"):
        heat_grid(result, columns=0)
    with pytest.raises(SelectionError, match="hold 2 videos"):
        heat_grid(concat([result, load(document(m=[seen()]), source_id="b")]))
