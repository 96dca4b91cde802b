"""Keeping a part of the rows."""

import pytest

from tests.support.documents import (
    detection,
    document,
    element,
    face,
    multi_label,
    rows_of,
    single_label,
)
from vidresults import load
from vidresults.errors import SelectionError


def named(name, confidence):
    return detection(**{"class": name, "confidence": confidence})


@pytest.fixture
def results():
    """Frames at 0.0, 0.2, 0.4 and 0.6 s; two models."""
    return load(
        document(
            element(named("car", 0.5), named("bus", 0.75)),
            element(named("car", None)),
            None,
            element(named("bus", 0.25)),
            sky=[single_label(), single_label(), multi_label(), element()],
            gaze=[[face(confidence=0.5)], [face(confidence=None)], None, []],
        )
    )


def test_nothing_asked_keeps_everything_but_says_so(results):
    kept = results.select()
    for table in ("frames", "inferences", "detections", "classifications", "gazes"):
        assert kept.table(table).equals(results.table(table))
    assert kept.documents["operations"].to_pylist() == [["select()"]]


@pytest.mark.parametrize("models", ["street", ["street"], ("street",), iter(["street"])])
def test_models_keep_their_rows_in_all_tables(results, models):
    kept = results.select(models=models)
    for table in ("inferences", "detections", "classes"):
        assert set(kept.table(table)["model"].to_pylist()) == {"street"}
    assert kept.detections.num_rows == 4
    assert (kept.classifications.num_rows, kept.gazes.num_rows) == (0, 0)
    assert kept.facts.models == ["street"]
    assert kept.frames.equals(results.frames)


def test_several_models_keep_the_order_of_the_document(results):
    assert results.select(models=["gaze", "street"]).facts.models == ["street", "gaze"]


def test_classes_keep_detections_and_labels_of_that_name(results):
    kept = results.select(classes=["car", "snow"])
    assert kept.detections["class_name"].to_pylist() == ["car", "car"]
    assert kept.classifications["class_name"].to_pylist() == ["snow"]
    assert sorted(set(kept.classes["class_name"].to_pylist())) == ["car", "snow"]


def test_frames_and_inferences_stay_where_no_detection_is_left(results):
    kept = results.select(classes="bus", min_confidence=0.7)
    assert rows_of(kept, "detections", "frame_index", "class_name") == [(0, "bus")]
    assert kept.frames.equals(results.frames)
    assert kept.inferences.equals(results.inferences)


def test_a_confidence_is_kept_from_the_limit_on_and_an_unknown_one_goes(results):
    kept = results.select(min_confidence=0.5)
    assert rows_of(kept, "detections", "class_name", "confidence") == [("car", 0.5), ("bus", 0.75)]
    assert kept.classifications["confidence"].to_pylist() == [0.75, 0.75, 0.75]
    assert kept.gazes["confidence"].to_pylist() == [0.5]


def test_an_unknown_confidence_goes_even_at_zero(results):
    assert results.select(min_confidence=0).detections["confidence"].null_count == 0


def test_the_start_is_kept_and_the_end_is_not(results):
    kept = results.select(start_seconds=0.2, end_seconds=0.6)
    assert rows_of(kept, "frames", "sample_index", "frame_index") == [(1, 5), (2, 10)]
    assert set(kept.inferences["frame_index"].to_pylist()) == {5, 10}
    assert kept.detections["frame_index"].to_pylist() == [5]


def test_rows_without_a_time_go_where_a_time_is_asked_for():
    results = load(document(element(), element(), element()) | {"time_offset": [0.0, None, 0.4]})
    assert results.select(start_seconds=0).frames["frame_index"].to_pylist() == [0, 10]
    assert results.select(end_seconds=9).frames["frame_index"].to_pylist() == [0, 10]
    assert results.select(min_confidence=0.5).frames.num_rows == 3


def test_what_was_done_is_noted_in_order(results):
    kept = results.select(models="street", classes=["car"]).select(min_confidence=0.5)
    assert kept.documents["operations"].to_pylist() == [
        ["select(models=['street'], classes=['car'])", "select(min_confidence=0.5)"]
    ]
    assert results.documents["operations"].to_pylist() == [[]]


def test_an_unknown_model_is_refused_with_those_there_are(results):
    expected = "there is no model 'road' in the results; there is 'street', 'sky', 'gaze'"
    with pytest.raises(SelectionError, match=expected):
        results.select(models=["street", "road"])


def test_an_unknown_class_is_refused_with_those_there_are(results):
    with pytest.raises(
        SelectionError, match="no class 'Car' in the results; there is 'bus', 'car'"
    ):
        results.select(classes="Car")


def test_an_unknown_class_of_results_without_classes_is_refused():
    with pytest.raises(SelectionError, match="there is none"):
        load(document(element())).select(classes="car")
