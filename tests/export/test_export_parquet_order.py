"""Row groups of Parquet hold the frames of one model in order, and say so only where it is so."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.support.sources import box, document, element
from vidresults.export import export, parquet
from vidresults.load import load
from vidresults.results import VideoResults
from vidresults.schema import TABLES


def two_models(*, swapped: bool = False) -> VideoResults:
    """Two models on three frames; the second's last two frames may stand in the wrong order."""
    elements = [element(box(), box(detection_id="d-2"), time=time) for time in (0.0, 0.2, 0.4)]
    results = load(document(a=elements, b=elements), source_id="s")
    if not swapped:
        return results
    rows = results.detections.to_pylist()
    boxes = pa.Table.from_pylist([*rows[:8], *rows[10:], *rows[8:10]], TABLES["detections"])
    return VideoResults({name: results.table(name) for name in TABLES} | {"detections": boxes})


def written(results, folder, table):
    export(results, folder / "out", format="parquet")
    (path,) = (folder / "out" / table).rglob("*.parquet")
    assert not list(path.parent.glob("*.before"))
    return pq.ParquetFile(path)


@pytest.mark.parametrize("table", ["detections", "inferences"])
def test_a_row_group_begins_with_each_model(table, tmp_path):
    file = written(two_models(), tmp_path, table)
    assert file.num_row_groups == 2
    for number, model in enumerate("ab"):
        group = file.read_row_group(number)
        assert set(group["model"].to_pylist()) == {model}
        assert sorted(set(group["frame_index"].to_pylist())) == [0, 5, 10]
        (order,) = file.metadata.row_group(number).sorting_columns
        assert file.schema_arrow.names[order.column_index] == "frame_index"
        assert not order.descending


def test_frames_in_another_order_are_not_said_to_be_sorted(tmp_path):
    results = two_models(swapped=True)
    file = written(results, tmp_path, "detections")
    assert file.read().equals(results.detections)
    assert [file.metadata.row_group(n).sorting_columns for n in range(2)] == [(), ()]


def test_tables_without_an_order_say_nothing(tmp_path):
    file = written(two_models(), tmp_path, "documents")
    assert file.metadata.row_group(0).sorting_columns == ()


def test_long_models_take_several_row_groups(tmp_path, monkeypatch):
    monkeypatch.setattr(parquet, "_ROW_GROUP_ROWS", 3)
    results = two_models()
    file = written(results, tmp_path, "frames")
    assert file.num_row_groups == 1
    assert file.read().equals(results.frames)
    assert len(file.metadata.row_group(0).sorting_columns) == 1
