"""Facts of stored tables come from the files' own counts: the same as from reading everything."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.support.sources import odd_sources
from vidresults import scan
from vidresults.errors import FormatError, SchemaError
from vidresults.export import export
from vidresults.load import load
from vidresults.results import StoredTables, concat
from vidresults.results.source import gather_facts

ODD = dict(odd_sources())


@pytest.mark.parametrize("odd", ODD)
def test_they_are_those_of_the_tables(odd, tmp_path):
    export(ODD[odd], tmp_path / "a", format="parquet")
    assert scan(tmp_path / "a").facts == ODD[odd].facts


@pytest.fixture
def stored(tmp_path):
    """Two sources, one in several parts."""
    two = concat([ODD["everything"], load({"frame_offset": [0], "time_offset": [0], "m": [None]})])
    export(two, tmp_path, format="parquet")
    (path,) = (tmp_path / "detections").rglob("*.parquet")
    boxes = pq.ParquetFile(path).read()
    pq.write_table(boxes.slice(0, 1), path)
    pq.write_table(boxes.slice(1), path.with_name("part-1.parquet"), row_group_size=1)
    assert scan(tmp_path).facts == two.facts
    return tmp_path, path


def test_nothing_but_a_few_columns_is_read(stored):
    folder, path = stored
    wanted = scan(folder).facts
    with path.open("r+b") as file:
        at = pq.read_metadata(path).row_group(0).column(9)
        assert at.path_in_schema == "class_name"
        file.seek(at.dictionary_page_offset)
        file.write(bytes(at.total_compressed_size))
    with pytest.raises(FormatError):
        list(StoredTables(folder).batches())
    assert scan(folder).facts == wanted


def test_files_that_count_nothing_are_read(stored):
    folder, path = stored
    wanted = scan(folder).facts
    pq.write_table(pq.ParquetFile(path).read(), path, write_statistics=False)
    assert scan(folder).facts == wanted == gather_facts(StoredTables(folder).batches())


def test_a_null_that_must_not_be_is_found(stored):
    folder, path = stored
    boxes = pq.ParquetFile(path).read()
    at = boxes.schema.get_field_index("x_center")
    column = pa.nulls(len(boxes), pa.float64())
    pq.write_table(boxes.set_column(at, "x_center", column), path)
    with pytest.raises(SchemaError, match=r"part-0\.parquet.*'x_center', row 0: null"):
        _ = scan(folder).facts
