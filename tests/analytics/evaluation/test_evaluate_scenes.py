"""Evaluations whose figures can be said aloud."""

import pytest

from tests.support.truth import result, truth_of, values
from vidresults import concat, evaluate
from vidresults.errors import MatchError, SelectionError

# pycocotools adds the smallest number to what it divides by.
ONE = pytest.approx(1)
CAR = {"box": (100, 100, 40, 40)}
FAR = {"box": (400, 200, 40, 40)}
BUS = {"box": (100, 100, 40, 40), "name": "bus"}


def pairs(found):
    return {
        (row["true_class"], row["found_class"]): row["count"] for row in found.confusion.to_pylist()
    }


def test_what_is_perfect_is_one(tmp_path):
    frames = {0: [CAR], 6: [CAR, FAR]}
    found = evaluate(result(frames), truth_of(tmp_path, frames))
    assert found.notes == ()
    got = values(found)
    for measure in ("AP", "AP50", "AP75", "AR100", "precision", "recall", "F1", "AP_medium"):
        assert got[None, measure] == ONE, measure
        assert got["car", measure] == ONE, measure
    assert got[None, "AP_small"] is None, "40 x 40 is more than 32 x 32"
    assert got["bus", "AP"] is None, "no bus is there"
    assert (got["car", "truth_objects"], got["car", "detections"]) == (3, 3)
    assert pairs(found) == {("car", "car"): 3}


def test_one_of_two_with_a_false_one_above_it(tmp_path):
    """Ranked: false, right. Precision at the right one is 1/2, half of the truth is reached.

    COCO takes recalls 0, 0.01, ..., 1: 51 of 101 are at most 0.5.
    """
    false = {"box": (300, 10, 40, 40), "confidence": 0.9}
    right = {**CAR, "confidence": 0.6}
    found = evaluate(result({0: [false, right]}), truth_of(tmp_path, {0: [CAR, FAR]}))
    got = values(found)
    assert got["car", "AP50"] == pytest.approx(51 / 101 * 0.5)
    assert got["car", "AR1"] == 0
    assert got["car", "AR10"] == 0.5
    assert (got["car", "precision"], got["car", "recall"], got["car", "F1"]) == (0.5, 0.5, 0.5)
    curve = [row for row in found.precision_recall.to_pylist() if row["threshold"] == 0.5]
    assert [row["precision"] for row in curve] == [0.5] * 51 + [0] * 50
    assert (curve[50]["recall"], curve[50]["confidence"]) == (0.5, 0.6)
    assert curve[51]["confidence"] is None


def test_an_overlap_of_0_6_counts_at_three_of_ten_thresholds(tmp_path):
    """40 wide, moved by 10: 30 / 50 = 0.6, which is right from 0.5, 0.55 and 0.6 on."""
    moved = {"box": (110, 100, 40, 40)}
    got = values(evaluate(result({0: [moved]}), truth_of(tmp_path, {0: [CAR]})))
    assert got["car", "AP"] == pytest.approx(0.3)
    assert (got["car", "AP50"], got["car", "AP75"]) == (ONE, 0)


def test_confusion_says_what_is_taken_for_what(tmp_path):
    truth = truth_of(tmp_path, {0: [CAR, FAR], 5: [BUS]})
    frames = {
        0: [{**BUS, "confidence": 0.8}, {"box": (10, 10, 9, 9)}],
        5: [BUS, {**FAR, "confidence": 0.1}],
    }
    found = evaluate(result(frames), truth)
    assert pairs(found) == {
        ("car", "bus"): 1, ("car", None): 1, ("bus", "bus"): 1, (None, "car"): 1,
    }  # fmt: skip
    got = values(found)
    assert (got["bus", "precision"], got["bus", "recall"]) == (0.5, 1)
    assert (got["car", "precision"], got["car", "recall"]) == (0, 0)
    low = evaluate(result(frames), truth, min_confidence=0.1)
    assert pairs(low)[None, "car"] == 2


def test_a_detection_has_one_partner_and_the_best_overlap_wins(tmp_path):
    near = {"box": (104, 100, 40, 40), "confidence": 0.95}
    found = evaluate(result({0: [near, CAR]}), truth_of(tmp_path, {0: [CAR]}))
    assert pairs(found) == {("car", "car"): 1, (None, "car"): 1}


def test_a_crowd_is_neither_missed_nor_blamed(tmp_path):
    crowd = {"box": (300, 100, 200, 200), "iscrowd": 1}
    inside = {"box": (320, 120, 20, 20)}
    found = evaluate(result({0: [CAR, inside]}), truth_of(tmp_path, {0: [CAR, crowd]}))
    assert pairs(found) == {("car", "car"): 1}
    assert values(found)["car", "AP"] == ONE
    assert values(found)["car", "truth_objects"] == 1


def test_frames_that_were_not_inferred_are_no_misses(tmp_path):
    truth = truth_of(tmp_path, {0: [CAR], 5: [CAR], 10: [CAR]})
    found = evaluate(result({0: [CAR], 5: None, 10: []}), truth)
    got = values(found)
    assert got["car", "recall"] == 0.5, "5 was not looked at, on 10 it was missed"
    assert (got[None, "frames_compared"], got[None, "samples_not_inferred"]) == (2, 1)
    assert got[None, "truth_frames_without_sample"] == 1
    assert found.notes == (
        "m: 1 frames were not inferred or failed: left out",
        "m: 1 frames of the truth have no sample: left out",
    )


def test_samples_that_nobody_annotated_are_left_out(tmp_path):
    found = evaluate(result({0: [CAR], 5: [CAR], 10: [FAR]}), truth_of(tmp_path, {0: [CAR]}))
    assert pairs(found) == {("car", "car"): 1}
    assert found.notes == ("m: 2 samples have no truth: left out",)


def test_classes_are_matched_by_name_and_may_be_renamed(tmp_path):
    frames = {0: [{**CAR, "name": "vehicle"}, {**FAR, "name": "tree"}]}
    truth = truth_of(tmp_path, {0: [CAR]})
    bare = evaluate(result(frames), truth)
    assert values(bare)["car", "recall"] == 0
    assert bare.notes == (
        "m: detections of classes that the truth does not know: tree (1), vehicle (1)",
    )
    assert values(evaluate(result(frames), truth, class_map={"vehicle": "car"}))["car", "AP"] == ONE
    with pytest.raises(SelectionError, match="the truth has no class 'van'; there is bus, car"):
        evaluate(result(frames), truth, class_map={"vehicle": "van"})


def test_some_classes_alone(tmp_path):
    frames = {0: [CAR, {**FAR, "name": "bus"}]}
    found = evaluate(result(frames), truth_of(tmp_path, frames), classes=["car"])
    assert found.notes == (), "that nobody asked for buses is no news"
    assert values(found)[None, "AP"] == ONE
    assert (("bus", "AP") in values(found)) is False


def test_without_confidences_there_is_no_average_precision(tmp_path):
    found = evaluate(result({0: [{**CAR, "confidence": None}]}), truth_of(tmp_path, {0: [CAR]}))
    assert found.notes == ("m: 1 detections have no confidence: no average precision",)
    assert ("car", "AP") not in values(found)
    assert values(found)["car", "F1"] == 1
    assert found.precision_recall.num_rows == 0


def test_more_than_a_hundred_on_a_frame_are_told(tmp_path):
    many = [{"box": (i, 300, 1, 1), "confidence": 0.3} for i in range(101)]
    found = evaluate(result({0: many}), truth_of(tmp_path, {0: [CAR]}))
    assert found.notes[0].endswith("as COCO: 1 are beyond")


def test_results_of_another_size_are_scaled(tmp_path):
    half = {"box": (50, 50, 20, 20)}
    truth = truth_of(tmp_path, {0: [CAR]})
    assert values(evaluate(result({0: [half]}, size=(320, 180)), truth))["car", "AP"] == ONE
    with pytest.raises(MatchError, match="aspect ratios differ"):
        evaluate(result({0: [half]}, size=(320, 200)), truth)


def test_several_sources_are_apart_and_together(tmp_path):
    parts = [result({0: [CAR]}, source_id="a"), result({0: []}, source_id="b")]
    truths = []
    for name in "ab":
        (tmp_path / name).mkdir()
        truth = truth_of(tmp_path / name, {0: [CAR]})
        rows = {t: truth.table(t) for t in ("documents", "classes", "frames", "inferences",
                                            "detections")}  # fmt: skip
        truths.append(_renamed(rows, name))
    found = evaluate(concat(parts), concat(truths))
    assert values(found, source_id="a")["car", "recall"] == 1
    assert values(found, source_id="b")["car", "recall"] == 0
    assert values(found, source_id=None)["car", "recall"] == 0.5
    with pytest.raises(MatchError, match="results are of z and the truth of a, b"):
        evaluate(result({0: [CAR]}, source_id="z"), concat(truths))


def _renamed(tables, name):
    import pyarrow as pa

    from vidresults.results import VideoResults
    from vidresults.schema import TABLES

    changed = {}
    for key, table in tables.items():
        column = pa.array([name] * len(table), pa.string())
        changed[key] = table.set_column(0, TABLES[key].field("source_id"), column)
    return VideoResults(changed)


def test_several_models_are_apart(tmp_path):
    from vidresults import merge

    both = merge([result({0: [CAR]}, model="good"), result({0: []}, model="bad")])
    truth = truth_of(tmp_path, {0: [CAR]})
    found = evaluate(both, truth)
    assert values(found, model="good")["car", "AP"] == ONE
    assert values(found, model="bad")["car", "AP"] == 0
    assert set(evaluate(both, truth, models="bad").evaluation["model"].to_pylist()) == {"bad"}
    with pytest.raises(SelectionError, match="the truth holds several models"):
        evaluate(result({0: [CAR]}), both)
    assert values(evaluate(result({0: [CAR]}), both, truth_model="good"))["car", "AP"] == ONE


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"iou": "pixels"}, "there is box, mask, keypoints"),
        ({"align": "clock"}, "there is auto, time, frame"),
        ({"threshold": 0}, "threshold is 0 and min_confidence 0.25, expected shares"),
        ({"min_confidence": 2}, "min_confidence 2, expected shares"),
        ({"models": "x"}, "there is no model 'x'; there is m"),
        ({"truth_model": "x"}, "the truth has no model 'x'; there is ground-truth"),
        ({"classes": ["x"]}, "the truth has no class 'x'"),
    ],
)
def test_what_is_not_known_is_told(tmp_path, options, said):
    with pytest.raises(SelectionError, match=said):
        evaluate(result({0: [CAR]}), truth_of(tmp_path, {0: [CAR]}), **options)


def test_truth_without_any_class_is_no_crash(tmp_path):
    found = evaluate(result({0: [CAR]}), truth_of(tmp_path, {0: []}, names=()))
    assert found.notes == ("m: detections of classes that the truth does not know: car (1)",)
    assert values(found)[None, "AP"] is None
    assert found.confusion.num_rows == 0


def test_what_has_no_mask_among_others_is_counted(tmp_path):
    ring = [[100, 100, 140, 100, 140, 140, 100, 140]]
    points = [{"x": x, "y": y} for x, y in ((100, 100), (140, 100), (140, 140), (100, 140))]
    truth = truth_of(tmp_path, {0: [{**CAR, "segmentation": ring}, FAR]})
    found = evaluate(result({0: [{**CAR, "points": points}]}), truth, iou="mask")
    assert found.notes == ("m: 1 boxes of the truth have no mask: left out",)
    assert values(found)["car", "AP"] == ONE
    with pytest.raises(MatchError, match="the result has no masks: compare boxes"):
        evaluate(result({0: [CAR]}), truth, iou="mask")
