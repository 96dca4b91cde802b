"""Numbers and texts come through unchanged."""

import json
import math

import pytest

from tests.support.documents import detection, document, element
from vidresults import load

LARGEST, SMALLEST = 2**63 - 1, -(2**63)


def loaded_box(**changes):
    (row,) = load(
        json.dumps(document(element(detection(**changes)))).encode()
    ).detections.to_pylist()
    return row


@pytest.mark.parametrize(
    "number",
    [
        0.1,
        0.30000000000000004,
        1 / 3,
        5e-324,
        2.2250738585072014e-308,
        1.7976931348623157e308,
        -1234567.000000001,
        123456789012345680.0,
        math.nextafter(1.0, 2.0),
        73,
        -(2**53),
    ],
)
def test_every_float_is_kept_to_the_last_bit(number):
    assert loaded_box(x=number)["x_center"] == number
    assert load(document([number])).embeddings["vector"].to_pylist() == [[number]]


def test_a_negative_zero_keeps_its_sign():
    assert math.copysign(1, loaded_box(x=-0.0)["x_center"]) == -1


@pytest.mark.parametrize("text", ["1E2", "1e+2", "100.000", "100", "0.1e3", "1000e-1"])
def test_every_spelling_of_a_number_is_that_number(text):
    given = json.dumps(document(element(detection()))).replace('"x": 100.0', f'"x": {text}')
    assert load(given.encode()).detections["x_center"].to_pylist() == [100.0]


@pytest.mark.parametrize("number", [LARGEST, SMALLEST, -1, 0, 2**53 + 1])
def test_every_64_bit_number_is_kept(number):
    row = loaded_box(class_id=number, tracker_id=number)
    assert (row["class_id"], row["tracker_id"]) == (number, number)


def test_the_largest_frame_number_is_kept():
    given = document(element()) | {"frame_offset": [LARGEST]}
    assert load(given).frames["frame_index"].to_pylist() == [LARGEST]


def test_numbers_in_unknown_fields_are_kept_exactly():
    extra = {"big": 2**64 + 1, "small": 5e-324, "list": [0.1, 10**40, -0.5]}
    assert json.loads(loaded_box(**extra)["extra"]) == extra


TEXTS = [
    pytest.param("Forklift - v1 2023-05-24 1-43pm", id="spaces-and-dots"),
    pytest.param("🚲👩🏽‍🚒🇩🇪", id="emoji"),
    pytest.param("e\u0301 and \u00e9 and \ufb01", id="combining-and-composed"),
    pytest.param("שלום عربي \u202ereversed\u202c", id="right-to-left"),
    pytest.param("\u0000\u0001\t\n\r\u001f\u007f\u2028", id="control"),
    pytest.param("\\ \" / \\u0041 {}[],:'", id="escapes"),
    pytest.param("日本語の看板", id="wide"),
    pytest.param("\U0010ffff\uffff\ufeff", id="edge-of-unicode"),
    pytest.param(" leading and trailing ", id="blanks"),
    pytest.param("", id="empty"),
    pytest.param("0", id="digit"),
    pytest.param("null", id="word"),
]


@pytest.mark.parametrize("escape", [True, False], ids=["escaped", "raw"])
@pytest.mark.parametrize("text", TEXTS)
def test_every_text_is_kept_code_point_for_code_point(text, escape):
    given = document(
        element(
            detection(**{"class": text, "detection_id": text, text + "!": text}), inference_id=text
        ),
        model=f"m{text}",
    )
    results = load(json.dumps(given, ensure_ascii=escape).encode())
    (row,) = results.detections.to_pylist()
    assert row["class_name"] == text
    assert row["detection_id"] == text
    assert row["model"] == f"m{text}"
    assert json.loads(row["extra"]) == {text + "!": text}
    assert results.inferences["inference_id"].to_pylist() == [text]


@pytest.mark.parametrize("text", TEXTS)
def test_every_text_names_a_label(text):
    given = {"predictions": {text: {"confidence": 0.5}}, "predicted_classes": [text]}
    results = load(document(given))
    assert results.classifications["class_name"].to_pylist() == [text]
    assert results.classifications["predicted"].to_pylist() == [True]
