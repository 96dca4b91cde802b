"""open_dataset: the results of many jobs, asked where they lie."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import vidresults as vr
from tests.support.many import add, files_of, result, rows_of
from vidresults.batch.manifest import Manifest, record
from vidresults.batch.places import At
from vidresults.batch.row import Options, Row
from vidresults.errors import FormatError, SchemaError, SelectionError
from vidresults.results import Scan
from vidresults.schema import TABLES

ALL = [result(number, boxes=1 + number % 3) for number in range(8)]
WHOLE = vr.concat(ALL)

ANALYTICS = {
    "count_by_class": vr.count_by_class,
    "count_over_time": vr.count_over_time,
    "co_occurrence": vr.co_occurrence,
    "heat_table": vr.heat_table,
    "quality": vr.quality,
    "segments": vr.segments,
    "summarise": vr.summarise,
    "search": lambda source: vr.search(source, vector=[1.0, 0.5], count=3),
    "validate": vr.validate,
}


@pytest.fixture(params=["local", "memory"])
def out(request, tmp_path):
    """Eight sources in a folder, and in fsspec's memory."""
    at = At.of(tmp_path / "out" if request.param == "local" else f"memory://{tmp_path.name}/out")
    add(at, *ALL)
    return at


def test_it_holds_the_rows_of_all_jobs(out):
    dataset = vr.open_dataset(out.uri)
    assert dataset.load().equals(WHOLE)
    assert dataset.facts == WHOLE.facts
    assert len(dataset) == 8
    for table in TABLES:
        assert dataset.table(table).equals(WHOLE.table(table))
        assert sum(len(batch) for batch in dataset.batches(table)) == len(WHOLE.table(table))


@pytest.mark.parametrize("name", ANALYTICS)
def test_analytics_say_of_it_what_they_say_of_the_results_put_together(name, out):
    assert ANALYTICS[name](vr.open_dataset(out.uri)) == ANALYTICS[name](WHOLE)


def test_sql_and_selections_load_nothing(out, monkeypatch):
    dataset = vr.open_dataset(out.uri)
    monkeypatch.setattr(Scan, "load", lambda _: pytest.fail("nothing is loaded"))
    monkeypatch.setattr(Scan, "table", lambda *_: pytest.fail("nothing is loaded"))
    query = "select source_id, count(*) n from boxes where x_min < 1000 group by 1 order by 1"
    # (1 + number % 3) boxes on two frames each
    assert dataset.sql(query)["n"].to_pylist() == [2, 4, 6, 2, 4, 6, 2, 4]
    assert dataset.sql("select count(*) n from documents")["n"].to_pylist() == [8]


def test_a_selection_keeps_what_it_keeps_of_the_results_put_together(out):
    kept, expected = (one.select(models="boxes") for one in (vr.open_dataset(out.uri), WHOLE))
    assert kept.load().equals(expected)


def test_one_source_is_had_alone(out):
    dataset = vr.open_dataset(out.uri)
    assert dataset.results_of("cam003").equals(ALL[3])
    with pytest.raises(SelectionError, match=r"no source 'cam9' .*cam000, cam001, cam002 and 5 m"):
        dataset.results_of("cam9")


def test_its_words_are_short(out):
    dataset = vr.open_dataset(out.uri)
    assert repr(dataset) == f"<Dataset {out.uri} of cam000, cam001, cam002 and 5 more>"
    assert repr(WHOLE).startswith("<VideoResults of cam000, cam001, cam002 and 5 more: 8 documents")
    assert "cam000, cam001" in dataset._repr_html_()
    assert dataset._repr_html_() == WHOLE._repr_html_()


def test_sources_that_are_half_there_and_hidden_files_are_left_out(out):
    late = result(20)
    for name, content in files_of(late).items():
        if not name.startswith("documents/"):
            (out / name).write(content)
    (out / "detections/_temporary/part-0.parquet").write(b"half")
    (out / "detections/source_id=cam001/.part-0.parquet").write(b"half")
    assert vr.open_dataset(out.uri).load().equals(WHOLE)
    add(out, late)
    assert vr.open_dataset(out.uri).load().equals(vr.concat([*ALL, late]))


def test_the_manifest_is_a_table(out):
    assert vr.open_dataset(out.uri).jobs.num_rows == 0
    options = Options(command="convert").text()
    for key, state in (("a", "done"), ("b", "failed")):
        record(out, Row(key=key, command="convert", input=f"{key}.json", options=options,
                        state=state, source_ids=("cam000",) if key == "a" else ()))  # fmt: skip
    jobs = vr.open_dataset(out.uri).jobs
    assert dict(zip(jobs["key"].to_pylist(), jobs["state"].to_pylist(), strict=True)) == {
        "a": "done",
        "b": "failed",
    }


def test_the_tenth_part_of_the_manifest_is_newer_than_the_second(tmp_path):
    manifest, options = Manifest(At.of(tmp_path)), Options(command="convert").text()
    for number in range(12):
        manifest.add(
            Row(key="a", command="convert", input="a.json", options=options, state="done",
                seconds=number)
        )  # fmt: skip
        manifest.gather()
    assert vr.open_dataset(tmp_path).jobs["seconds"].to_pylist() == [11.0]
    assert Manifest(At.of(tmp_path)).read()["a"].seconds == 11.0


def test_what_is_no_dataset_is_said(tmp_path):
    with pytest.raises(FormatError, match=r"nothing: holds no dataset"):
        vr.open_dataset(tmp_path / "nothing")
    with pytest.raises(FormatError, match=r"memory://nowhere: holds no dataset"):
        vr.open_dataset("memory://nowhere")


def changed(out, name, change):
    table = pq.read_table(pa.BufferReader((out / name).read()))
    sink = pa.BufferOutputStream()
    pq.write_table(change(table), sink)
    (out / name).write(sink.getvalue().to_pybytes())


BOXES = "detections/source_id=cam002/part-0.parquet"


def test_nullable_columns_that_an_older_file_lacks_are_null(out):
    changed(out, BOXES, lambda table: table.drop_columns(["tracker_id", "polygons", "parent_id"]))
    dataset = vr.open_dataset(out.uri)
    # ALL has none of the three: what is missing and what is null are the same
    assert dataset.load().equals(WHOLE)
    assert dataset.facts == WHOLE.facts
    query = "select count(*) n, count(tracker_id) t, count(polygons) p from detections"
    assert dataset.sql(query).to_pylist() == [{"n": 30, "t": 0, "p": 0}]
    parents = [b["parent_id"] for _, b in dataset.columns({"detections": ["parent_id"]})]
    assert sum(column.null_count for column in parents) == 30


def old_version(table):
    return table.replace_schema_metadata({b"vidresults.schema_version": b"0"})


REFUSED = {
    "missing: x_center": lambda table: table.drop_columns(["x_center"]),
    "unknown: odd": lambda table: table.append_column("odd", table["width"]),
    "has schema version 0": old_version,
    "column 'x_center': type float": lambda table: table.set_column(
        table.schema.get_field_index("x_center"), "x_center", table["x_center"].cast(pa.float32())
    ),
}


@pytest.mark.parametrize("words", REFUSED)
def test_files_of_another_schema_are_refused_by_name(words, out):
    changed(out, BOXES, REFUSED[words])
    dataset = vr.open_dataset(out.uri)
    for ask in (
        dataset.load,
        lambda: dataset.facts,
        lambda: dataset.sql("select 1"),
        lambda: list(dataset.columns({"detections": ["class_name"]})),
    ):
        with pytest.raises(SchemaError, match=rf"{BOXES}: table 'detections'.*{words}"):
            ask()


def test_a_damaged_file_is_named(out):
    (out / BOXES).write(b"PAR1 nonsense PAR1")
    with pytest.raises(FormatError, match=rf"{BOXES}: cannot be read as Parquet"):
        vr.open_dataset(out.uri).load()


def test_rows_stand_by_source(out):
    add(out, result(3, name="a b/c"))
    dataset = vr.open_dataset(out.uri)
    assert dataset.source_ids == ["a b/c", *(f"cam{n:03}" for n in range(8))]
    assert rows_of(dataset, "detections") == dataset.table("detections").to_pylist()
