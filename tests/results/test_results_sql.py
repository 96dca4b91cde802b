"""SQL over the tables, and over nothing else."""

import pyarrow as pa
import pytest

from tests.support.documents import detection, document, element
from vidresults import TABLES, Scan, concat, export, load, scan
from vidresults.errors import QueryError


@pytest.fixture
def results():
    bus = detection(**{"class": "bus", "class_id": 2**62 + 1, "confidence": None})
    return load(document(element(detection(), bus), None, element(detection())))


def test_a_query_gives_a_table(results):
    answer = results.sql("select class_name, count(*) as n from detections group by 1 order by 1")
    assert isinstance(answer, pa.Table)
    assert answer.to_pydict() == {"class_name": ["bus", "car"], "n": [1, 2]}


def test_numbers_and_nulls_are_exact(results):
    answer = results.sql("select class_id, confidence from detections where class_name = 'bus'")
    assert answer.to_pylist() == [{"class_id": 2**62 + 1, "confidence": None}]


def test_tables_can_be_joined(results):
    query = """
        select frame_index, count(detection_index) as boxes
        from frames left join detections using (source_id, frame_index)
        group by frame_index order by frame_index
    """
    assert results.sql(query).to_pydict() == {"frame_index": [0, 5, 10], "boxes": [2, 0, 1]}


@pytest.mark.parametrize("table", TABLES)
def test_every_table_is_there(results, table):
    answer = results.sql(f"select * from {table}")  # noqa: S608 - the table's own name
    assert answer.column_names == TABLES[table].names
    assert answer.num_rows == results.table(table).num_rows


REFUSED = {
    "reading CSV": "select * from read_csv('{file}')",
    "reading text": "select * from read_text('{file}')",
    "reading a file by its name": "select * from '{file}'",
    "reading Parquet": "select * from read_parquet('{file}')",
    "listing files": "select * from glob('{folder}/*')",
    "writing a file": "copy detections to '{folder}/out.csv'",
    "writing from a query": "copy (select 1) to '{folder}/out.parquet' (format parquet)",
    "reading into a table": "copy detections from '{file}'",
    "a database file": "attach '{folder}/new.db' as new",
    "exporting everything": "export database '{folder}/all'",
    "importing everything": "import database '{folder}'",
    "installing an extension": "install httpfs",
    "loading an extension": "load httpfs",
    "the network": "select * from read_csv('https://example.com/a.csv')",
    "a Python variable": "select * from outside",
    "a Python variable near the query": 'select * from "table"',
    "opening access again": "set enable_external_access = true",
    "opening variables again": "set python_enable_replacements = true",
    "resetting": "reset enable_external_access",
    "any setting": "set threads = 1",
    "a setting for the session": "set session search_path = 'x'",
    "a file after a query": "select 1; select * from read_csv('{file}')",
    "making a table": "create table new as select 1",
    "making a macro": "create macro one() as 1",
    "calling a procedure": "call pragma_version()",
    "a pragma": "pragma database_list",
    "changing rows": "update detections set confidence = 1",
    "adding rows": "insert into classes select * from classes",
    "a transaction": "begin transaction",
    "a Python function": "select python_map(1)",
    "the environment": "select getenv('HOME')",
    "spilling to disk": "set temp_directory = '{folder}'",
    "no statement": "",
    "half a statement": "select",
    "no such table": "select * from crates",
    "no such column": "select speed from detections",
}


@pytest.mark.parametrize("query", REFUSED.values(), ids=REFUSED)
def test_what_reaches_outside_the_tables_is_refused(results, tmp_path, query):
    outside = pa.table({"secret": [1]})
    assert outside.num_rows == 1
    file = tmp_path / "secret.csv"
    file.write_text("secret\n1\n")
    with pytest.raises(QueryError) as caught:
        results.sql(query.format(file=file, folder=tmp_path))
    assert "\n" not in str(caught.value)
    assert [path.name for path in tmp_path.iterdir()] == ["secret.csv"]


@pytest.mark.parametrize(
    "query", ["drop view detections", "create or replace view detections as select 1"]
)
def test_no_statement_changes_the_results(results, query):
    before = results.detections.to_pylist()
    try:
        results.sql(query)
    except QueryError as error:
        assert str(error)  # noqa: PT017 - refused or without effect, both are right
    assert results.detections.to_pylist() == before
    assert results.sql("select count(*) as n from detections").to_pydict() == {"n": [3]}


def test_boxes_have_their_corners(results):
    answer = results.sql("select x_min, y_min, x_max, y_max, x_center from boxes limit 1")
    (row,) = answer.to_pylist()
    box = results.detections.to_pylist()[0]
    assert row["x_min"] == box["x_center"] - box["width"] / 2
    assert row["y_max"] == box["y_center"] + box["height"] / 2


def test_values_are_given_beside_the_query(results):
    query = "select count(*) as n from detections where class_name = $name"
    assert results.sql(query, parameters={"name": "bus'; --"}).to_pydict() == {"n": [0]}


def test_a_query_that_takes_too_long_is_stopped(results):
    endless = "select count(*) from range(100000) a, range(100000) b, range(100000) c"
    with pytest.raises(QueryError, match=r"took more than 0\.05 s"):
        results.sql(endless, timeout_seconds=0.05)


def test_a_query_that_takes_too_much_is_stopped(results):
    large = "select array_agg(i order by hash(i)) from range(50000000) t(i)"
    with pytest.raises(QueryError, match="Out of Memory"):
        results.sql(large, memory_limit="50MB")


def test_a_limit_that_is_none_is_said(results):
    with pytest.raises(QueryError, match="must have a number"):
        results.sql("select 1", memory_limit="much")


def test_stored_tables_are_read_where_they_lie(results, tmp_path, monkeypatch):
    export(concat([results, load(document(element(detection())), source_id="b")]), tmp_path / "t",
           format="parquet")  # fmt: skip
    stored = scan(tmp_path / "t")
    monkeypatch.setattr(Scan, "load", lambda _: pytest.fail("nothing is loaded"))
    monkeypatch.setattr(Scan, "table", lambda *_: pytest.fail("nothing is loaded"))
    answer = stored.sql("select source_id, count(*) as n from boxes group by 1 order by 2")
    assert answer["n"].to_pylist() == [1, 3]
    for table in TABLES:
        assert stored.sql(f"select * from {table}").column_names[:1] == ["source_id"]  # noqa: S608


def test_a_stream_is_queried_like_tables():
    query = "select count(*) as n from detections"
    assert scan(document(element(detection()))).sql(query).to_pydict() == {"n": [1]}
