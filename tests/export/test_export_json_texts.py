"""Texts of columns are those of their values, one by one, as an encoder of JSON writes them."""

from __future__ import annotations

import io
import math

import msgspec
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.sources import ODD_NAMES
from vidresults.export.parts.json_texts import items, items_of_texts, objects, texts_of, write_list

EDGES = [
    0.0, -0.0, 542.0, 0.5, 1e-5, 9.999e-6, 1.5e-7, 5e-324, 1e15, 999999999999999.9, 1e16, 1e22,
    1e300, -1e15, 2**53 + 2.0, 1 / 3, 0.1 + 0.2, math.nan, math.inf, -math.inf,
    *(digits * 10.0**power for power in range(-12, 24) for digits in (1, 1.5, -9.999999, 1 / 3)),
]  # fmt: skip


def written(members):
    """The lines of a list of objects, from columns."""
    texts = objects({key: texts_of(column) for key, column in members.items()})
    rows = len(next(iter(members.values())))
    out = io.BytesIO()
    write_list(out, [items_of_texts(texts, pa.array([False] * rows, pa.bool_()), [])])
    return out.getvalue()


def expected(members):
    """The same from rows, by the encoder."""
    rows = pa.table(members).to_pylist()
    known = [{key: value for key, value in row.items() if value is not None} for row in rows]
    lines = b",\n".join(map(msgspec.json.encode, known))
    return b"[" + (b"\n" if rows else b"") + lines + b"\n]"


def numbered(column):
    return {"id": pa.array(range(len(column)), pa.int64()), "value": column}


@given(st.lists(st.none() | st.floats(), max_size=40))
def test_real_numbers(values):
    members = numbered(pa.array(values, pa.float64()))
    assert written(members) == expected(members)


@pytest.mark.parametrize("repeated", [1, 50])
def test_real_numbers_where_forms_change_alone_and_again_and_again(repeated):
    members = numbered(pa.array([*EDGES, None] * repeated, pa.float64()))
    assert written(members) == expected(members)


@given(st.lists(st.none() | st.text(st.characters(exclude_categories=["Cs"])), max_size=40))
def test_strings(values):
    members = numbered(pa.array(values, pa.string()))
    assert written(members) == expected(members)


def test_strings_in_a_dictionary_and_odd_ones():
    names = pa.array([*ODD_NAMES, None, "\x00\x1f\x7f\u2028", "\\"], pa.string())
    members = numbered(names)
    assert written(members | {"value": names.dictionary_encode()}) == expected(members)


@given(st.lists(st.none() | st.integers(-(2**63), 2**63 - 1), max_size=40))
def test_whole_numbers(values):
    members = numbered(pa.array(values, pa.int64()))
    assert written(members) == expected(members)


def test_rows_that_are_other_stand_at_their_places_and_slices_end_where_they_end():
    ids = pa.array([9, 1, 2, 3, 9], pa.int64()).slice(1, 3)
    other = pa.array([False, True, False])
    part = items_of_texts(objects({"id": texts_of(ids)}), other, [{"other": [2]}])
    out = io.BytesIO()
    write_list(out, [b"", part, *items([{"last": None}])])
    assert out.getvalue() == b'[\n{"id":1},\n{"other":[2]},\n{"id":3},\n{"last":null}\n]'


def test_an_empty_list():
    out = io.BytesIO()
    write_list(out, [])
    assert out.getvalue() == b"[\n]"
