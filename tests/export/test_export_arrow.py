"""Arrow IPC files: the tables as they are, for readers that are not ours."""

from __future__ import annotations

import duckdb
import polars as pl
import pyarrow as pa
import pyarrow.dataset as ds
import pytest

from tests.support.sources import box, document, element, full
from vidresults.export import export
from vidresults.load import load
from vidresults.results import Scan, concat
from vidresults.schema import TABLES


def read(path):
    with pa.memory_map(str(path)) as file:
        return pa.ipc.open_file(file).read_all()


def test_every_table_is_a_file_with_its_rows_types_and_meanings(tmp_path):
    results = full()
    export(results, tmp_path / "out", format="arrow", strict=True)
    assert {p.name for p in (tmp_path / "out").iterdir()} == {f"{name}.arrow" for name in TABLES}
    for name, schema in TABLES.items():
        table = read(tmp_path / "out" / f"{name}.arrow")
        assert table.schema.equals(schema, check_metadata=True)
        assert table.to_pylist() == results.table(name).to_pylist()
    stored = read(tmp_path / "out" / "detections.arrow").schema
    assert stored.metadata[b"vidresults.table"] == b"detections"
    assert stored.field("width").metadata[b"unit"] == b"px"


def test_a_table_without_rows_keeps_its_columns(tmp_path):
    export(load(document(boxes=[None])), tmp_path / "out", format="arrow")
    table = read(tmp_path / "out" / "detections.arrow")
    assert table.num_rows == 0
    assert table.schema.names == TABLES["detections"].names


@pytest.mark.parametrize("pieces", [1, 7, 5000])
def test_record_batches_have_4096_rows_however_the_source_was_cut(pieces, tmp_path):
    count = 4096 * 2 + 5 if pieces > 1 else 4096
    results = load(document(boxes=[element(*[box(x=float(i)) for i in range(count)])]))

    def cut(tables):
        for name in TABLES:
            if name in tables:
                for batch in results.table(name).to_batches(max_chunksize=pieces):
                    yield name, batch

    export(Scan(cut), tmp_path / "out", format="arrow")
    with pa.ipc.open_file(tmp_path / "out" / "detections.arrow") as reader:
        sizes = [reader.get_batch(i).num_rows for i in range(reader.num_record_batches)]
        found = [x for i in range(len(sizes)) for x in reader.get_batch(i)["x_center"].to_pylist()]
    assert sizes == ([4096, 4096, 5] if pieces > 1 else [4096])
    assert found == list(range(count))


def test_polars_and_duckdb_read_two_videos(tmp_path):
    cars = load(document(boxes=[element(box(tracker_id=7))]), source_id="one")
    buses = load(document(boxes=[element(box(**{"class": "bus"}))]), source_id="two")
    export(concat([cars, buses]), tmp_path / "out", format="arrow")
    path = tmp_path / "out" / "detections.arrow"
    frame = pl.read_ipc(path)
    assert frame["source_id"].to_list() == ["one", "two"]
    assert frame["class_name"].to_list() == ["car", "bus"]
    assert frame["tracker_id"].to_list() == [7, None]
    assert frame["confidence"].to_list() == [0.8125, 0.8125]
    boxes = ds.dataset(path, format="ipc")
    rows = duckdb.sql("select source_id, class_name, x_center from boxes order by 1").fetchall()
    assert rows == [("one", "car", 30.5), ("two", "bus", 30.5)]
    assert boxes.count_rows() == 2
