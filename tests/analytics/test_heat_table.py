"""The grid as a table: the cells of heat_grid, and counts by hand."""

from __future__ import annotations

import numpy as np
import pytest

from tests.support.sampling import SAMPLINGS, document_of
from tests.support.sources import box, document, odd_sources
from vidresults import export, heat_table, load, sample_result, scan
from vidresults.analytics import heat_grid
from vidresults.errors import MatchError, SelectionError
from vidresults.results import concat


def seen(*points, size=(64, 48), name="car"):
    """A sample with a box of 4x4 above each point."""
    boxes = [box(x=x, y=y - 2, width=4.0, height=4.0, **{"class": name}) for x, y in points]
    return {"image": {"width": size[0], "height": size[1]}, "predictions": boxes}


def counts(table, **where):
    """Count by (row, column) of the cells that have boxes."""
    rows = [r for r in table.to_pylist() if all(r[key] == value for key, value in where.items())]
    return {(r["row"], r["column"]): r["count"] for r in rows if r["count"]}


def test_each_cell_has_its_row_edges_and_mean():
    result = load(document(m=[seen((1.0, 1.0), (20.0, 40.0)), None, seen((1.0, 15.0)), seen()]))
    table = heat_table(result, columns=4)
    assert table.num_rows == 12  # 4 columns of 16 pixels, 3 rows of 16
    assert counts(table) == {(0, 0): 2, (2, 1): 1}
    cell = next(r for r in table.to_pylist() if (r["row"], r["column"]) == (2, 1))
    assert (cell["x_min"], cell["y_min"], cell["x_max"], cell["y_max"]) == (16, 32, 32, 48)
    assert (cell["samples"], cell["per_sample"]) == (3, 1 / 3)  # the second was not inferred


def test_what_stands_outside_has_a_row_without_a_cell():
    table = heat_table(load(document(m=[seen((20.0, 48.1), (-0.1, 5.0), (64.0, 48.0))])), columns=4)
    assert counts(table) == {(None, None): 2, (2, 3): 1}
    assert table.to_pylist()[-1]["x_min"] is None


def test_classes_and_models_have_grids_of_their_own():
    a, bus = seen((1.0, 1.0)), seen((60.0, 40.0), name="bus")
    both = {**a, "predictions": a["predictions"] + bus["predictions"]}
    result = load(document(x=[both], y=[a]))
    assert counts(heat_table(result, columns=4), model="x") == {(0, 0): 1, (2, 3): 1}
    table = heat_table(result, columns=4, by_class=True)
    assert counts(table, model="x", class_name="bus") == {(2, 3): 1}
    grids = dict.fromkeys((r["model"], r["class_name"]) for r in table.to_pylist())
    assert list(grids) == [("x", "bus"), ("x", "car"), ("y", "car")]


def test_a_model_that_was_never_inferred_has_no_mean():
    table = heat_table(load(document(m=[None, None], n=[seen(), seen()])), columns=2)
    means = {r["model"]: r["per_sample"] for r in table.to_pylist()}
    assert means == {"m": None, "n": 0.0}


@pytest.mark.parametrize("sampling", SAMPLINGS)
def test_who_stands_still_is_one_box_a_sample_on_every_sampling(sampling):
    table = heat_table(load(document_of(sampling, m=lambda _: seen((20.0, 40.0)))), columns=4)
    cell = next(r for r in table.to_pylist() if r["count"])
    assert (cell["count"], cell["per_sample"]) == (len(SAMPLINGS[sampling][0]), 1)


@pytest.mark.parametrize("anchor", ["bottom", "center"])
def test_the_cells_are_those_of_the_grid(anchor):
    for name, result in odd_sources():
        grid = heat_grid(result, size=(64, 48), anchor=anchor, columns=7)
        table = heat_table(result, size=(64, 48), anchor=anchor, columns=7)
        summed = np.zeros_like(grid.counts)
        for (row, column), count in counts(table).items():
            if row is not None:
                summed[row, column] += count
        assert np.array_equal(summed, grid.counts), name
        assert counts(table).get((None, None), 0) == grid.outside, name


def test_the_sample_has_the_same_cells_from_a_file_from_memory_and_from_tables(tmp_path):
    result = load(sample_result())
    export(result, tmp_path / "tables", format="parquet")
    table = heat_table(result)
    assert heat_table(scan(sample_result())).equals(table)
    assert heat_table(scan(tmp_path / "tables")).equals(table)
    grid = heat_grid(result)
    assert sum(counts(table).values()) == result.detections.num_rows
    assert counts(table) == {
        (int(r), int(c)): int(grid.counts[r, c]) for r, c in zip(*np.nonzero(grid.counts))  # noqa: B905
    }  # fmt: skip


def test_several_videos_are_kept_apart_each_in_its_own_pixels():
    one = load(document(m=[seen((20.0, 40.0))]), source_id="a")
    two = load(document(m=[seen((20.0, 40.0), size=(128, 96))]), source_id="b")
    table = heat_table(concat([one, two]), columns=4)
    assert counts(table, source_id="a") == {(2, 1): 1}
    assert counts(table, source_id="b") == {(1, 0): 1}


def test_frames_of_several_sizes_are_brought_to_the_one_that_is_said():
    result = load(document(m=[seen((20.0, 40.0)), seen((10.0, 20.0), size=(32, 24))]))
    with pytest.raises(MatchError, match="do not tell one size"):
        heat_table(result)
    assert counts(heat_table(result, columns=4, size=(128, 96))) == {(2, 1): 2}
    with pytest.raises(MatchError, match="the aspect ratios differ"):
        heat_table(result, size=(50, 50))


def test_wrong_questions_are_refused():
    result = load(document(m=[seen((1.0, 1.0))]))
    with pytest.raises(SelectionError, match="columns: found 0, expected 1 or more"):
        heat_table(result, columns=0)
    with pytest.raises(SelectionError, match="anchor: found 'top', expected bottom or center"):
        heat_table(result, anchor="top")
