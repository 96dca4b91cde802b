"""The gate that every batch passes."""

import pyarrow as pa
import pytest

from tests.support.documents import detection, document, element, semantic
from vidresults import TABLES, load
from vidresults.errors import SchemaError
from vidresults.schema import SCHEMA_VERSION, check, check_table
from vidresults.schema.fields import VERSION_KEY

POINT = {"x": 1.0, "y": 2.0}
GOOD = load(
    document(
        element(detection(points=[POINT])),
        element(detection(keypoints=[POINT], rle={"size": [1, 1], "counts": "1"})),
        semantic(),
    )
)


def batch_of(table, **changes):
    """The table's first batch with values of every row changed."""
    rows = GOOD.table(table).to_pylist()
    nullable = pa.schema([field.with_nullable(True) for field in TABLES[table]])
    return pa.RecordBatch.from_pylist([row | changes for row in rows], schema=loose(nullable))


def loose(schema):
    """The same schema without its words; the types stay."""
    return pa.schema([pa.field(field.name, field.type) for field in schema])


def refused(table, batch):
    with pytest.raises(SchemaError) as caught:
        check(table, batch)
    return str(caught.value)


@pytest.mark.parametrize("table", TABLES)
def test_a_good_batch_gets_the_published_schema(table):
    plain = pa.RecordBatch.from_pylist(GOOD.table(table).to_pylist(), schema=loose(TABLES[table]))
    checked = check(table, plain)
    assert checked.schema.equals(TABLES[table], check_metadata=True)
    assert checked.to_pylist() == plain.to_pylist()


def test_an_unknown_table_is_refused_with_those_there_are():
    expected = "there is no table 'boxes'; the tables are documents, classes"
    assert refused("boxes", batch_of("frames")).startswith(expected)


def test_a_missing_column_is_named():
    batch = batch_of("frames").drop_columns(["frame_index"])
    assert refused("frames", batch) == (
        "table 'frames': columns missing: frame_index; unknown: none"
    )


def test_an_unknown_column_is_named():
    batch = batch_of("frames").append_column("speed", pa.array([1.0] * 3))
    assert refused("frames", batch) == "table 'frames': columns missing: none; unknown: speed"


def test_a_renamed_column_is_missing_and_unknown():
    names = ["frame" if name == "frame_index" else name for name in TABLES["frames"].names]
    message = refused("frames", batch_of("frames").rename_columns(names))
    assert message == "table 'frames': columns missing: frame_index; unknown: frame"


def test_another_order_is_refused():
    names = TABLES["classes"].names
    message = refused("classes", batch_of("classes").select(names[::-1]))
    assert "in another order: declared, class_name" in message
    assert "expected source_id, model" in message


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        pytest.param("frame_index", pa.int32(), id="narrower"),
        pytest.param("sample_index", pa.int64(), id="wider"),
        pytest.param("source_id", pa.large_string(), id="large-string"),
        pytest.param("time_seconds", pa.float32(), id="float32"),
    ],
)
def test_another_type_is_refused(name, kind):
    batch = batch_of("frames")
    at = batch.schema.get_field_index(name)
    batch = batch.set_column(at, name, batch[name].cast(kind))
    message = refused("frames", batch)
    wanted = TABLES["frames"].field(name).type
    assert message == f"table 'frames', column {name!r}: type {kind}, expected {wanted}"


def test_a_list_whose_items_may_be_null_is_another_type():
    batch = pa.RecordBatch.from_pylist(
        [{"source_id": "a", "model": "m", "sample_index": 0, "frame_index": 0, "vector": [1.0]}],
        schema=pa.schema(
            [
                pa.field(f.name, pa.list_(pa.float64()) if f.name == "vector" else f.type)
                for f in TABLES["embeddings"]
            ]
        ),
    )
    assert "column 'vector': type list<item: double>" in refused("embeddings", batch)


NOT_NULL = [(t, f.name) for t, schema in TABLES.items() for f in schema if not f.nullable]


@pytest.mark.parametrize(("table", "name"), NOT_NULL)
def test_null_is_refused_where_it_means_nothing(table, name):
    schema = loose(TABLES[table])
    row = dict.fromkeys(schema.names) | {
        field.name: example(field.type) for field in TABLES[table] if not field.nullable
    }
    batch = pa.RecordBatch.from_pylist([row, row | {name: None}], schema=schema)
    expected = f"table {table!r}, column {name!r}, row 1: null is not allowed"
    assert refused(table, batch) == expected


def example(kind):
    if pa.types.is_list(kind):
        return []
    return {pa.string(): "", pa.binary(): b"", pa.bool_(): False}.get(kind, 0)


@pytest.mark.parametrize(
    ("name", "value", "path"),
    [
        pytest.param("polygons", [None], "polygons", id="ring"),
        pytest.param("polygons", [[None]], "polygons", id="point"),
        pytest.param("polygons", [[{"x": 1.0, "y": None}]], "polygons.y", id="coordinate"),
        pytest.param("rle", {"height": 1, "width": 1, "counts": None}, "rle.counts", id="counts"),
        pytest.param("keypoints", [{"x": None, "y": 1.0}], "keypoints.x", id="keypoint"),
    ],
)
def test_null_inside_a_list_or_struct_is_refused(name, value, path):
    message = refused("detections", batch_of("detections", **{name: value}))
    assert message.startswith(f"table 'detections', column {path!r}, row ")
    assert message.endswith("null is not allowed")


def test_null_inside_a_list_is_found_in_a_slice_and_not_outside_of_it():
    good, bad = batch_of("detections"), batch_of("detections", polygons=[[{"x": 1.0, "y": None}]])
    both = pa.Table.from_batches([good, bad]).combine_chunks().to_batches()[0]
    check("detections", both.slice(0, good.num_rows))
    assert "polygons.y" in refused("detections", both.slice(good.num_rows))


def test_null_in_a_nullable_part_of_a_struct_is_fine():
    keypoint = {"x": 1.0, "y": 1.0, "confidence": None, "class_id": None, "class_name": None}
    check("detections", batch_of("detections", keypoints=[keypoint]))


def test_null_inside_a_struct_that_is_null_itself_is_fine():
    batch = batch_of("detections")
    at, kind = batch.schema.get_field_index("rle"), TABLES["detections"].field("rle").type
    parts = [pa.nulls(batch.num_rows, inner.type) for inner in kind]
    nothing = pa.array([True] * batch.num_rows)
    column = pa.StructArray.from_arrays(parts, fields=list(kind), mask=nothing)
    check("detections", batch.set_column(at, "rle", column))


def with_version(batch, version):
    return batch.replace_schema_metadata({VERSION_KEY: version})


def test_another_version_is_refused():
    newer = with_version(batch_of("frames"), str(SCHEMA_VERSION + 1))
    assert refused("frames", newer) == (
        f"table 'frames' has schema version {SCHEMA_VERSION + 1}, this release reads version "
        f"{SCHEMA_VERSION}"
    )
    assert "schema version x" in refused("frames", with_version(batch_of("frames"), "x"))


def test_the_version_is_looked_at_before_the_columns():
    newer = with_version(batch_of("frames").drop_columns(["extra"]), "9")
    assert "schema version 9" in refused("frames", newer)


def test_this_version_and_none_are_accepted():
    check("frames", with_version(batch_of("frames"), str(SCHEMA_VERSION)))
    check("frames", batch_of("frames"))


def test_a_table_is_checked_in_every_batch():
    bad = batch_of("classes", class_name=None)
    table = pa.Table.from_batches([batch_of("classes"), bad])
    with pytest.raises(SchemaError, match="'class_name', row 0: null is not allowed"):
        check_table("classes", table)


def test_an_empty_table_is_checked_too():
    empty = loose(TABLES["frames"]).empty_table()
    assert check_table("frames", empty).schema.equals(TABLES["frames"], check_metadata=True)
    with pytest.raises(SchemaError, match="missing: extra"):
        check_table("frames", empty.drop_columns(["extra"]))
