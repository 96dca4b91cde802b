"""Texts that spell numbers are read as these, and kept as they were sent."""

import json

import pytest

from tests.support.documents import (
    detection,
    document,
    element,
    face,
    rows_of,
    single_label,
)
from tests.support.rebuild import plain, rebuilt
from vidresults import export, load

SENT = {
    "box": element(detection(x="1.5", width="4e1", class_id="3", confidence="0.5")),
    "points": element(detection(points=[{"x": "1", "y": 2}, {"x": 3, "y": 4}])),
    "keypoints": element(detection(keypoints=[{"x": "1", "y": "2", "class_id": "7"}])),
    "image": element(image={"width": "640", "height": "360"}),
    "time": element(time="0.25"),
    "label": single_label(predictions=[{"class": "day", "class_id": "1", "confidence": "0.75"}]),
    "face": {"predictions": [face(x="30.5") | {"yaw": "-0.5"}]},
}


@pytest.mark.parametrize("sent", SENT.values(), ids=SENT)
def test_what_was_sent_comes_back(sent, tmp_path):
    results = load(document(sent))
    assert plain(rebuilt(results)) == plain(document(sent))
    export(results, tmp_path / "again.json", format="video-inference")
    assert plain(json.loads((tmp_path / "again.json").read_text())) == plain(document(sent))


def test_the_columns_hold_the_numbers():
    results = load(document(*SENT.values()))
    columns = ("x_center", "width", "class_id", "confidence")
    assert rows_of(results, "detections", *columns)[0] == (1.5, 40.0, 3, 0.5)
    assert results.detections["polygons"][1].as_py() == [[{"x": 1, "y": 2}, {"x": 3, "y": 4}]]
    assert results.detections["keypoints"][2].as_py()[0]["class_id"] == 7
    assert rows_of(results, "inferences", "image_width", "image_height")[3] == (640, 360)
    assert results.inferences["batch_seconds"][4].as_py() == 0.25
    assert rows_of(results, "classifications", "class_id", "confidence") == [(1, 0.75)]
    assert rows_of(results, "gazes", "x_center", "yaw_radians") == [(30.5, -0.5)]


@pytest.mark.parametrize("number", [2**53, 2**60, -(2**53) - 2, 10**22])
def test_a_large_whole_number_that_float64_holds_is_read(number):
    results = load(document(element(detection(x=number))))
    assert results.detections["x_center"].to_pylist() == [float(number)]


def test_a_class_that_looks_like_a_number_is_a_name():
    results = load(document(element(detection(**{"class": "7", "detection_id": "8"}))))
    assert rows_of(results, "detections", "class_name", "detection_id", "extra") == [
        ("7", "8", None)
    ]
