"""Replies of Workflows: one row of outputs a frame, numbered from 1 by their pictures."""

import json

import pytest

from tests.support.documents import (
    detection,
    element,
    multi_label,
    rows_of,
    single_label,
    text_of,
)
from vidresults import load
from vidresults.errors import FormatError, SelectionError, WrongDocumentError


def picture(number=None, **metadata):
    told = None if number is None else {"frame_number": number, "fps": 25, **metadata}
    return {"type": "base64", "value": "cGl4ZWxz", "video_metadata": told}


def row(number=None, **outputs):
    return {"boxes": element(detection()), "drawn": picture(number), **outputs}


def reply(*rows, **members):
    return {"outputs": list(rows), **members}


def numbers(results):
    return results.frames["frame_index"].to_pylist()


def test_frame_numbers_count_from_one_and_become_zero_based():
    results = load(reply(row(1), row(4), row(6)))
    assert numbers(results) == [0, 3, 5]
    assert results.frames["time_seconds"].to_pylist() == [None, None, None]
    assert results.documents["kind"].to_pylist() == ["workflow"]
    assert rows_of(results, "detections", "model", "frame_index", "x_center") == [
        ("boxes", 0, 100.0),
        ("boxes", 3, 100.0),
        ("boxes", 5, 100.0),
    ]


def test_times_follow_from_the_rate_as_an_exact_fraction():
    results = load(reply(row(1), row(1002)), fps="30000/1001")
    assert results.frames["time_seconds"].to_pylist() == [0.0, 1001 * 1001 / 30000]


def test_rows_that_number_themselves_take_no_stride():
    with pytest.raises(SelectionError, match="numbers its frames itself"):
        load(reply(row(1), row(2)), stride=5)


def test_rows_without_numbers_ask_for_a_stride():
    with pytest.raises(FormatError, match=r"the 2 rows carry no frame numbers: --stride N"):
        load(reply(row(), row()))
    with pytest.raises(FormatError, match="--stride"):
        load(reply(row(), row()), fps=25)
    assert numbers(load(reply(row(), row(), row()), stride=5)) == [0, 5, 10]


def test_one_row_alone_is_frame_zero():
    assert numbers(load(reply(row()))) == [0]
    assert numbers(load(reply(row(0)))) == [0]  # 0: a picture that is of no video
    assert numbers(load(row(), fps=25)) == [0]  # results.json of one picture


def test_everything_else_of_a_row_is_kept_but_the_pixels():
    results = load(reply(row(1, count=3, text="STOP", other=None), profiler_trace=[{"a": 1}]))
    (extra,) = results.frames["extra"].to_pylist()
    metadata = {"type": "base64", "video_metadata": {"frame_number": 1, "fps": 25}}
    assert json.loads(extra) == {"drawn": metadata, "count": 3, "text": "STOP"}
    (of_document,) = results.documents["extra"].to_pylist()
    expected = {"profiler_trace": [{"a": 1}], "pixels_left_out": ["drawn"]}
    assert json.loads(of_document) == expected


def test_every_output_with_predictions_is_a_model():
    rows = reply(row(1, kind=single_label(), tags=multi_label()), row(2, kind=None, tags=None))
    results = load(rows)
    (models,) = results.documents["models"].to_pylist()
    assert [(m["model"], m["task"]) for m in models] == [
        ("boxes", "object-detection"),
        ("kind", "classification"),
        ("tags", "multi-label-classification"),
    ]
    assert rows_of(results, "inferences", "model", "state")[2:] == [
        ("kind", "inferred"),
        ("kind", "not_inferred"),
        ("tags", "inferred"),
        ("tags", "not_inferred"),
    ]


def test_nested_predictions_are_taken_out_and_what_is_around_them_is_kept():
    nested = {"inference_id": "i", "predictions": element(detection(), detection())}
    results = load(reply({"model": nested}))
    assert results.detections.num_rows == 2
    assert json.loads(results.frames["extra"][0].as_py()) == {"model": {"inference_id": "i"}}


def test_a_class_called_predictions_is_a_class():
    labels = {"predictions": {"predictions": {"confidence": 0.5, "class_id": 1}}}
    results = load(reply({"labels": labels}))
    assert results.classifications["class_name"].to_pylist() == ["predictions"]


def test_bare_lists_of_boxes_are_predictions():
    results = load(reply({"boxes": []}, {"boxes": [detection()]}), stride=2)
    assert rows_of(results, "detections", "frame_index") == [(2,)]
    assert results.inferences["state"].to_pylist() == ["inferred", "inferred"]


def test_the_list_that_the_sdk_returns_is_read_the_same_way():
    bare = load([row(1), row(4)])
    wrapped = load(reply(row(1), row(4)))
    for table in ("frames", "detections", "inferences"):
        tables = [r.table(table).drop_columns("source_id") for r in (bare, wrapped)]
        assert tables[0].equals(tables[1])


WRONG = {
    "number twice": (reply(row(3), row(3)), "found 0-based frame number 2 after 2, expected"),
    "numbers of two videos": (reply(row(5), row(1)), "found 0-based frame number 0 after 4"),
    "a number missing": (reply(row(1), row()), "element 1: has no picture with a frame_number"),
    "a number of text": (
        reply(row("x")),
        "field drawn.video_metadata.frame_number: found 'x', expected a whole number from 1 on",
    ),
    "a negative number": (reply(row(-1)), "found -1, expected a whole number from 1 on"),
    "two numbers in a row": (reply(row(1, more=picture(2))), "found 2, and 1 in another picture"),
}


@pytest.mark.parametrize(("given", "words"), WRONG.values(), ids=WRONG)
def test_rows_that_contradict_are_refused(given, words):
    with pytest.raises(FormatError) as error:
        load(given)
    assert words in str(error.value)


def test_an_error_in_a_prediction_has_its_byte_frame_and_field():
    text = text_of(reply(row(1), row(8, boxes=element(detection(x="left")))))
    start = text.rindex(b'{"inference_id"')
    with pytest.raises(FormatError) as error:
        load(text)
    assert str(error.value) == (
        f"bytes, byte {start}, model 'boxes', element 1, frame 7, prediction 0, field x: "
        "found 'left', expected a number"
    )


@pytest.mark.parametrize("outputs", [[], [{}], [{"count": 3}], [3]])
def test_a_reply_without_predictions_is_named(outputs):
    with pytest.raises(WrongDocumentError, match=r"Workflow|outputs"):
        load(reply(*outputs))
