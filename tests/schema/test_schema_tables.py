"""The published tables: what every field says of itself."""

import pyarrow as pa
import pytest

from vidresults.schema import SCHEMA_VERSION, STATES, TABLES, TASKS, describe

ROWS = describe(TABLES)
FIELDS = [(table, field) for table, schema in TABLES.items() for field in schema]
IDS = [f"{table}.{field.name}" for table, field in FIELDS]
KEYS = ("source_id", "model", "sample_index", "frame_index", "time_seconds")


@pytest.mark.parametrize(("table", "field"), FIELDS, ids=IDS)
def test_every_field_has_a_meaning_and_says_what_null_is(table, field):
    words = {key.decode(): value.decode() for key, value in field.metadata.items()}
    assert words["meaning"].strip(), table
    assert field.nullable == bool(words.get("null", "").strip())
    assert set(words) <= {"meaning", "unit", "null"}


@pytest.mark.parametrize(("table", "field"), FIELDS, ids=IDS)
def test_every_field_has_a_plain_type(table, field):
    def leaves(kind):
        if pa.types.is_list(kind):
            assert not kind.value_field.nullable, table
            return leaves(kind.value_type)
        if pa.types.is_struct(kind):
            return {leaf for inner in kind for leaf in leaves(inner.type)}
        return {kind}

    plain = {pa.string(), pa.int32(), pa.int64(), pa.float64(), pa.bool_(), pa.binary()}
    assert leaves(field.type) <= plain


@pytest.mark.parametrize(("table", "field"), FIELDS, ids=IDS)
def test_lengths_times_and_angles_have_their_unit(table, field):
    units = {"seconds": "s", "radians": "rad", "pts": "tick"}
    unit = (field.metadata or {}).get(b"unit", b"").decode()
    for ending, expected in units.items():
        if field.name.endswith(ending):
            assert unit == expected, table
    if field.name in {"x_center", "y_center", "width", "height", "image_width", "video_height"}:
        assert unit == "px", table


@pytest.mark.parametrize("table", TABLES)
def test_every_table_names_itself_and_its_version(table):
    schema = TABLES[table]
    assert schema.metadata == {
        b"vidresults.table": table.encode(),
        b"vidresults.schema_version": str(SCHEMA_VERSION).encode(),
    }
    assert schema.names[0] == "source_id"
    assert not schema.field("source_id").nullable
    assert len(set(schema.names)) == len(schema.names)


@pytest.mark.parametrize(
    "table", ["detections", "classifications", "semantic_masks", "embeddings", "gazes", "opaque"]
)
def test_every_table_of_content_begins_with_the_same_key(table):
    assert tuple(TABLES[table].names[:5]) == KEYS


def test_the_words_for_tasks_and_states_are_fixed():
    assert STATES == ("inferred", "not_inferred", "failed")
    assert len(set(TASKS)) == len(TASKS) == 9


def test_describe_gives_a_row_for_every_field_in_order():
    assert [(row.table, row.name) for row in ROWS] == [(t, field.name) for t, field in FIELDS]
    assert all(row.meaning for row in ROWS)


def described(table, name):
    (row,) = [row for row in ROWS if (row.table, row.name) == (table, name)]
    return row


def test_describe_says_type_unit_and_null_in_words():
    row = described("detections", "confidence")
    assert (row.type, row.unit, row.null) == ("double", "", "unknown")
    row = described("detections", "x_center")
    assert (row.type, row.unit, row.null) == ("double", "px", None)


def test_describe_shows_nested_types_without_noise():
    assert described("detections", "polygons").type == "list<list<struct<x double, y double>>>"
    expected = "struct<height int32, width int32, counts string>"
    assert described("detections", "rle").type == expected
    assert described("embeddings", "vector").type == "list<double>"
