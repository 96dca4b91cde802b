"""Tables as pandas and polars frames, and as an Arrow stream."""

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from tests.support.documents import detection, document, element, rows_of, single_label
from vidresults import TABLES, load

HUGE = 2**62 + 1  # a float would make it 2**62


@pytest.fixture
def results():
    return load(
        document(
            element(detection(class_id=HUGE, tracker_id=None)),
            None,
            element(detection(class_id=None, tracker_id=HUGE, confidence=None, x=10.5, y=4.25)),
        )
    )


def test_pandas_keeps_whole_numbers_whole_beside_nulls(results):
    frame = results.to_pandas()
    for name in ("class_id", "tracker_id", "frame_index"):
        assert frame[name].dtype == pd.Int64Dtype()
    assert frame["sample_index"].dtype == pd.Int32Dtype()
    assert frame["class_id"].tolist() == [HUGE, pd.NA]
    assert frame["tracker_id"].tolist() == [pd.NA, HUGE]
    assert frame["confidence"].dtype == "float64"
    assert frame["confidence"].isna().tolist() == [False, True]


CORNERS = ["x_min", "y_min", "x_max", "y_max"]
# 40 by 20 around (100, 50), and around (10.5, 4.25)
EXPECTED_CORNERS = [[80.0, 40.0, 120.0, 60.0], [-9.5, -5.75, 30.5, 14.25]]


def test_pandas_has_the_corners_of_every_box(results):
    frame = results.to_pandas()
    assert frame[CORNERS].to_numpy().tolist() == EXPECTED_CORNERS
    assert list(frame.columns) == [*TABLES["detections"].names, *CORNERS]


def test_polars_has_the_corners_and_exact_numbers(results):
    frame = results.to_polars()
    assert frame.select(CORNERS).rows() == [tuple(row) for row in EXPECTED_CORNERS]
    assert frame["class_id"].to_list() == [HUGE, None]
    assert frame.schema["class_id"] == pl.Int64
    assert frame.columns == [*TABLES["detections"].names, *CORNERS]


@pytest.mark.parametrize("table", TABLES)
def test_every_table_is_a_frame_without_corners_of_its_own(table):
    results = load(document(element(detection()), single_label()))
    expected = list(TABLES[table].names) + (CORNERS if table == "detections" else [])
    for frame in (results.to_pandas(table), results.to_polars(table)):
        assert list(frame.columns) == expected
        assert len(frame) == results.table(table).num_rows


def test_empty_tables_are_empty_frames_of_the_same_types(results):
    empty = load(document(element()))
    assert empty.to_pandas().dtypes.equals(results.to_pandas().dtypes)
    assert empty.to_polars().schema == results.to_polars().schema


def test_polars_takes_the_results_themselves(results):
    frame = pl.DataFrame(results)
    assert frame["class_id"].to_list() == [HUGE, None]
    assert frame["frame_index"].to_list() == [0, 10]


def test_arrow_takes_the_results_themselves_as_often_as_asked(results):
    for _ in range(2):
        assert pa.table(results).equals(results.detections)


def test_duckdb_takes_the_results_as_a_stream(results):
    stream = pa.RecordBatchReader.from_stream(results)
    with duckdb.connect() as connection:
        connection.register("boxes", stream)
        answer = connection.sql("select max(class_id), count(*) from boxes").fetchall()
    assert answer == [(HUGE, 2)]


def test_the_stream_carries_the_units_and_the_version(results):
    schema = pa.RecordBatchReader.from_stream(results).schema
    assert schema.equals(TABLES["detections"], check_metadata=True)
    assert rows_of(results, "detections", "width") == [(40.0,), (40.0,)]
