"""The tables hold everything: the document can be built again from them."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.documents import detection, document, element, face, multi_label, semantic
from tests.support.rebuild import plain, rebuilt
from tests.support.strategies import documents
from vidresults import load
from vidresults.wire import windows

RESPONSES = (
    "deep_lab_v3_plus_seg",
    "sam2_multipolygon",
    "vit_multi_class",
    "vit_multi_label",
    "yolo26_det",
    "yolov8_cls",
    "yolov8_det",
    "yolov8_pose",
    "yolov8_seg",
)
FLAGS = {"flag": True, "one": 1, "zero": 0, "off": False}


def assert_lossless(sent):
    again = rebuilt(load(json.dumps(sent, ensure_ascii=False).encode()))
    assert plain(again) == plain(sent)


@pytest.mark.parametrize("name", RESPONSES)
def test_a_real_response_as_an_element_loses_nothing(real_data, name):
    sent = json.loads((real_data / "server_responses" / f"{name}.json").read_text())
    assert_lossless(document(sent, None, {"predictions": []}, sent))


def test_every_real_answer_of_the_clip_server_loses_nothing(real_data):
    cases = json.loads((real_data / "server_responses" / "clip_expected.json").read_text())
    answers = [case["expected_response"] for case in cases]
    assert len(answers) == 9
    assert_lossless(document(*answers, None, {"predictions": []}))
    vectors = [row for answer in answers for row in answer.get("embeddings", ())]
    assert_lossless(document(*vectors, None, []))


def test_all_real_responses_are_in_this_test(real_data):
    there = {path.stem for path in (real_data / "server_responses").glob("*.json")}
    assert there == {*RESPONSES, "clip_expected"}


def test_real_responses_of_every_task_in_one_model_lose_nothing(real_data):
    folder = real_data / "server_responses"
    answers = [json.loads((folder / f"{name}.json").read_text()) for name in RESPONSES]
    sent = document(*answers)
    assert_lossless(sent)
    assert load(sent).inferences["task"].to_pylist() == [
        "semantic-segmentation",
        "opaque",
        "classification",
        "multi-label-classification",
        "object-detection",
        "classification",
        "object-detection",
        "keypoint-detection",
        "instance-segmentation",
    ]


@pytest.mark.parametrize("name", ["forklift_5fps", "pallet_5fps"])
def test_a_real_result_loses_nothing(real_data, name):
    path = real_data / "results" / f"{name}.json"
    assert plain(rebuilt(load(path))) == plain(json.loads(path.read_text()))


@pytest.mark.parametrize("name", ["forklift_detections", "pallet_detections"])
def test_a_real_wrapped_result_loses_nothing(real_data, name):
    path = real_data / "results" / "forklift_two_jobs_wrapped_5fps.json"
    sent = json.loads(path.read_text())[name]
    assert plain(rebuilt(load(path, document=name))) == plain(sent)


def test_a_real_result_has_the_rows_that_were_counted_by_hand(real_data):
    facts = load(real_data / "results" / "forklift_5fps.json").facts
    assert (facts.rows["frames"], facts.rows["detections"]) == (195, 274)
    assert load(real_data / "results" / "pallet_5fps.json").facts.rows["detections"] == 1098


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param(element(detection(**FLAGS), **FLAGS), id="flags"),
        pytest.param(multi_label(predicted_classes=None), id="no-predicted-classes"),
        pytest.param(multi_label(predictions={}, predicted_classes=[]), id="no-labels"),
        pytest.param(semantic(class_map={"-1": "none", "255": ""}), id="odd-class-map"),
        pytest.param([{"predictions": [face()], **FLAGS}], id="list-of-one-answer"),
        pytest.param([], id="empty-list"),
        pytest.param({}, id="empty-object"),
        pytest.param({"error": None, "response": "x"}, id="null-error"),
    ],
)
def test_an_odd_element_loses_nothing(sent):
    assert_lossless(document(sent))


def text_of(sent, style):
    text = json.dumps(sent, ensure_ascii=style["ascii"], indent=style["indent"]).encode()
    return b"\xef\xbb\xbf" * style["mark"] + text


styles = st.fixed_dictionaries(
    {
        "ascii": st.booleans(),
        "indent": st.sampled_from([None, 0, 2, "\t", "\r\n "]),
        "mark": st.booleans(),
        "window": st.integers(1, 300) | st.just(windows.WINDOW_BYTES),
    }
)


def check_lossless(sent, style):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(windows, "WINDOW_BYTES", style["window"])
        results = load(text_of(sent, style))
    assert plain(rebuilt(results)) == plain(json.loads(json.dumps(sent)))


def lossless(examples):
    """A property test of so many documents, written in any style and cut anywhere."""
    limits = settings(
        max_examples=examples,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    return limits(given(sent=documents(), style=styles)(check_lossless))


def test_no_document_of_any_task_loses_anything():
    lossless(200)()


@pytest.mark.slow
def test_no_document_of_many_loses_anything():
    lossless(5000)()
