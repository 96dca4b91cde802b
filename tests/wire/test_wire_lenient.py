"""Lenient reading keeps what can be kept, and lists everything that is wrong."""

import json

import pytest

from tests.support.documents import detection, document, element
from vidresults import load
from vidresults.errors import FormatError, WrongDocumentError
from vidresults.wire import windows


def text_of(given):
    return json.dumps(given, separators=(",", ":")).encode()


WHOLE = document(*[element(detection(x=n)) for n in range(6)])


def test_a_sound_document_has_no_defects_and_the_same_tables():
    strict, lenient = load(WHOLE), load(WHOLE, lenient=True)
    assert lenient.equals(strict)
    assert lenient.defects.num_rows == 0


def test_wrong_predictions_are_left_out_one_by_one_and_listed():
    boxes = [detection(), detection(confidence="high"), detection(x=7), detection(y=None)]
    given = text_of(document(element(detection()), element(*boxes)))
    results = load(given, lenient=True)
    assert results.detections["detection_index"].to_pylist() == [0, 0, 2]
    assert results.inferences["state"].to_pylist() == ["inferred", "inferred"]
    first, second = results.defects.to_pylist()
    assert first == {
        "source_id": results.documents["source_id"][0].as_py(),
        "path": "bytes",
        "byte_offset": given.rindex(b'{"inference_id"'),
        "model": "street",
        "sample_index": 1,
        "frame_index": 5,
        "detection_index": 1,
        "field": "confidence",
        "message": "found 'high', expected a number or null",
    }
    assert (second["detection_index"], second["field"]) == (3, "y")


def test_a_wrong_element_is_kept_as_text_and_called_failed():
    results = load(document(element(), element(time="long"), element(detection())), lenient=True)
    assert results.inferences["state"].to_pylist() == ["inferred", "failed", "inferred"]
    assert [json.loads(text)["time"] for text in results.opaque["json"].to_pylist()] == ["long"]
    assert results.detections["sample_index"].to_pylist() == [2]
    assert results.defects["field"].to_pylist() == ["time"]


def test_an_element_that_is_no_utf8_is_kept_with_marks():
    given = text_of(document(element(), element())).replace(b"i-1", b"\xff", 1)
    results = load(given, lenient=True)
    assert results.inferences["state"].to_pylist() == ["failed", "inferred"]
    assert "\ufffd" in results.opaque["json"][0].as_py()
    assert "not UTF-8" in results.defects["message"][0].as_py()


@pytest.mark.parametrize("size", [50, windows.WINDOW_BYTES])
@pytest.mark.parametrize(("count", "kept"), [(2, 2), (5, 3)])
def test_a_list_of_another_length_is_taken_as_far_as_there_are_samples(
    monkeypatch, size, count, kept
):
    monkeypatch.setattr(windows, "WINDOW_BYTES", size)
    given = document(*[element(detection())] * 3) | {"street": [element(detection())] * count}
    with pytest.raises(FormatError, match=f"has {count} items and frame_offset has 3"):
        load(given)
    results = load(given, lenient=True)
    assert results.frames.num_rows == 3
    assert results.inferences["sample_index"].to_pylist() == list(range(kept))
    (defect,) = results.defects.to_pylist()
    assert defect["model"] == "street"
    assert f"has {count} items and frame_offset has 3" in defect["message"]


def test_a_text_cut_at_any_byte_gives_the_whole_elements_before_the_cut():
    text = text_of(WHOLE)
    begin = text.index(b'"street":[') + len(b'"street":[')
    ends = [i + 1 for i in range(begin, len(text)) if text[: i + 1].endswith(b"}]}")]
    for cut in range(begin, len(text) - 1):
        results = load(text[:cut], lenient=True)
        whole = sum(end <= cut for end in ends)
        assert results.detections["x_center"].to_pylist() == [float(n) for n in range(whole)]
        assert results.frames.num_rows == 6
        messages = results.defects["message"].to_pylist()
        with pytest.raises(FormatError) as strict:
            load(text[:cut])
        assert messages[0] == strict.value.problem
        assert len(messages) == (2 if whole < 6 else 1)


def test_a_cut_inside_a_text_full_of_brackets_is_no_trap():
    given = document(element(detection(note=']}]}{["\\"')), element(detection(note="]]]}}}\\")))
    text = text_of(given)
    results = load(text[: text.rindex(b"]]]") + 2], lenient=True)
    assert results.detections.num_rows == 1


def test_garbage_in_the_middle_ends_what_is_kept():
    text = text_of(WHOLE)
    spot = text.index(b'"x":3')
    results = load(text[:spot] + b"@@" + text[spot:], lenient=True)
    assert results.detections["x_center"].to_pylist() == [0.0, 1.0, 2.0]
    assert results.defects["byte_offset"].to_pylist()[0] == spot


def test_a_cut_wrapper_gives_the_document_it_broke_off_in():
    text = text_of({"job_id": "j", "results": WHOLE})
    results = load(text[: text.index(b'"x":4')], lenient=True)
    assert results.detections.num_rows == 4
    assert results.documents["job_id"].to_pylist() == ["j"]


@pytest.mark.parametrize(
    "given",
    [b'{"frame_offset":[0,5', b"{", b'{"frame_offset":[0],"time_offset":[0],"m', b"[1,2"],
)
def test_where_nothing_is_left_the_error_stays(given):
    with pytest.raises(FormatError):
        load(given, lenient=True)


def test_another_kind_of_document_is_no_defect():
    with pytest.raises(WrongDocumentError, match="status answer"):
        load(b'{"status": 1}', lenient=True)
