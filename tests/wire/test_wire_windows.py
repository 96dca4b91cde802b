"""Lists are cut at any place, and always into their items."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.documents import detection, document, element
from tests.support.strategies import anything
from vidresults import scan
from vidresults.wire import windows

HOSTILE = ['},{"a":', "},{", "],[", "null,", '"', "\\", '\\"},{"a":1', "{", "[", ",", "\n", "🚲"]
STYLES = [
    pytest.param({"separators": (",", ":")}, id="compact"),
    pytest.param({}, id="default"),
    pytest.param({"indent": 1}, id="indented"),
    pytest.param({"indent": "\r\n\t", "ensure_ascii": False}, id="crlf-and-tabs"),
]


def items_of(text, size):
    """The items that windows of this size hold, and that their places tell the truth."""
    view = memoryview(text)
    found = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(windows, "WINDOW_BYTES", size)
        for window in windows.Span(view, view).windows():
            assert window.first == len(found)
            for index, part in enumerate(window.parts):
                start = window.offset(index)
                assert bytes(view[start : start + len(memoryview(part))]) == bytes(part)
                found.append(json.loads(bytes(part)))
    return found


@pytest.mark.parametrize("style", STYLES)
@settings(max_examples=150, deadline=None, derandomize=True, database=None)
@given(
    items=st.lists(
        anything
        | st.dictionaries(
            st.sampled_from(["a", "b", *HOSTILE]), st.sampled_from(HOSTILE) | anything
        )
    ),
    size=st.integers(1, 200),
)
def test_windows_of_any_size_hold_every_item_once(style, items, size):
    assert items_of(json.dumps(items, **style).encode(), size) == items


def test_a_text_that_looks_like_the_next_item_is_no_end():
    items = [{"a": '},{"a":1},{"a":' * 30, "b": [{"a": n}, {"a": n}]} for n in range(50)]
    text = json.dumps(items, separators=(",", ":")).encode()
    for size in (40, 400, 1000):
        assert items_of(text, size) == items


def test_a_list_of_equal_items_is_cut_near_the_wanted_size(monkeypatch):
    monkeypatch.setattr(windows, "WINDOW_BYTES", 1000)
    text = memoryview(json.dumps([element(detection()) for _ in range(200)]).encode())
    sizes = [len(window.text) for window in windows.Span(text, text).windows()]
    assert len(sizes) > 20
    assert max(sizes) <= 1001


def test_listed_elements_come_in_windows_too(monkeypatch):
    monkeypatch.setattr(windows, "WINDOW_BYTES", 10)
    parts = [b"null", b'{"a":1}', b"[1,2,3]", b"null"]
    found = list(windows.Listed(parts).windows())
    assert [w.first for w in found] == [0, 2]
    assert [part for w in found for part in w.parts] == parts
    assert found[0].offset(0) is None


def test_a_long_document_comes_in_several_batches_that_add_up(monkeypatch):
    monkeypatch.setattr(windows, "WINDOW_BYTES", 5000)
    stream = scan(document(*[element(detection()) for _ in range(1200)]))
    sizes = [batch.num_rows for batch in stream.batches("detections")]
    assert len(sizes) > 10
    assert sum(sizes) == 1200
    assert stream.table("detections")["sample_index"].to_pylist() == list(range(1200))
