"""VideoResults and Scan: the same tables, whole or as a stream."""

import pyarrow as pa
import pytest

from tests.support.documents import (
    detection,
    document,
    element,
    face,
    multi_label,
    semantic,
    single_label,
)
from vidresults import TABLES, VideoResults, load, scan
from vidresults.errors import FormatError, SchemaError, SelectionError
from vidresults.wire import windows

EVERYTHING = document(
    element(detection(), detection(confidence=None)),
    None,
    single_label(),
    multi_label(),
    semantic(),
    [0.5, 0.25],
    element(face()),
    {"response": "a street"},
    clip=[[0.5]] * 8,
)
LONG = document(*[element(detection(), detection()) for _ in range(1100)])


@pytest.mark.parametrize("given", [EVERYTHING, LONG], ids=["every-task", "long"])
def test_a_scan_gives_the_tables_that_loading_gives(given):
    results, stream = load(given), scan(given)
    for table in TABLES:
        assert stream.table(table).equals(results.table(table), check_metadata=True)
    assert stream.load().equals(results)
    assert stream.facts.rows == results.facts.rows
    assert stream.facts.values == results.facts.values
    assert stream.facts.sizes == results.facts.sizes


@pytest.mark.parametrize("open_result", [load, scan])
@pytest.mark.parametrize("table", TABLES)
def test_batches_can_be_read_again_and_add_up_to_the_table(open_result, table):
    source = open_result(LONG)
    first, second = list(source.batches(table)), list(source.batches(table))
    assert first == second
    assert pa.Table.from_batches(first, TABLES[table]).equals(source.table(table))


def test_two_readers_of_one_scan_do_not_disturb_each_other(monkeypatch):
    monkeypatch.setattr(windows, "WINDOW_BYTES", 1000)
    stream = scan(LONG)
    pairs = list(zip(stream.batches("detections"), stream.batches("detections"), strict=True))
    assert len(pairs) > 1
    assert all(one == other for one, other in pairs)


def test_loading_twice_gives_equal_results():
    assert load(EVERYTHING).equals(load(EVERYTHING))
    assert not load(EVERYTHING).equals(load(LONG))


def test_every_table_is_an_attribute_with_the_published_schema():
    results = load(EVERYTHING)
    for table, schema in TABLES.items():
        assert getattr(results, table) is results.table(table)
        assert results.table(table).schema.equals(schema, check_metadata=True)


@pytest.mark.parametrize("open_result", [load, scan])
def test_an_unknown_table_is_refused_with_those_there_are(open_result):
    source = open_result(EVERYTHING)
    for read in (source.table, source.batches):
        with pytest.raises(SelectionError, match="no table 'boxes'; there are documents, classes"):
            read("boxes")


def test_a_scan_finds_what_is_wrong_when_it_gets_there():
    stream = scan(document(element(), element(detection(x="?"))))
    assert stream.table("frames").num_rows == 2
    with pytest.raises(FormatError, match="element 1"):
        stream.table("detections")


def test_results_are_made_of_tables_and_what_is_missing_is_empty():
    full = load(EVERYTHING)
    results = VideoResults({"frames": full.frames})
    assert results.frames.equals(full.frames)
    assert results.detections.num_rows == 0
    assert results.facts.source_ids == []
    assert repr(results) == "<VideoResults of nothing: 8 frames>"


def test_results_take_no_unknown_and_no_wrong_table():
    with pytest.raises(SelectionError, match="no such tables: boxes"):
        VideoResults({"boxes": TABLES["frames"].empty_table()})
    with pytest.raises(SchemaError, match="table 'frames'"):
        VideoResults({"frames": TABLES["classes"].empty_table()})


def test_the_facts_count_rows_and_values():
    facts = load(EVERYTHING).facts
    assert {name: n for name, n in facts.rows.items() if n} == {
        "documents": 1,
        "classes": 7,
        "frames": 8,
        "inferences": 16,
        "detections": 2,
        "classifications": 4,
        "semantic_masks": 1,
        "embeddings": 9,
        "gazes": 1,
        "opaque": 1,
    }
    assert facts.values["detections.x_center"] == 2
    assert facts.values["detections.confidence"] == 1
    assert facts.values["detections.polygons"] == 0
    assert facts.values["inferences.image_width"] == 4  # boxes, day, road, face
    assert set(facts.values) == {f"{t}.{c}" for t, schema in TABLES.items() for c in schema.names}
    assert facts.models == ["street", "clip"]
    assert facts.classes.num_rows == 7


def test_the_frame_size_is_the_one_that_was_seen():
    results = load(EVERYTHING, source_id="a")
    assert results.facts.sizes == {"a": frozenset({(640, 360)})}
    assert results.facts.frame_size("a") == (640, 360)
    assert results.facts.frame_size("b") is None


def test_there_is_no_frame_size_where_several_were_seen_or_none():
    small = {"image": {"width": 320, "height": 180}}
    mixed = load(document(element(), element(**small)), source_id="a").facts
    assert mixed.sizes == {"a": frozenset({(640, 360), (320, 180)})}
    assert mixed.frame_size("a") is None
    assert load(document([0.5]), source_id="a").facts.frame_size("a") is None


def test_results_print_what_they_hold():
    results = load(document(element(detection()), None), source_id="job-1")
    assert repr(results) == (
        "<VideoResults of job-1: 1 documents, 1 classes, 2 frames, 2 inferences, 1 detections>"
    )
