"""Which boxes get which ids, and what stays as it was sent."""

from __future__ import annotations

import sys

import numpy as np
import pytest

from tests.support.sources import box, document, odd_sources
from tests.support.track_scenes import Moving, scene, straight, untimed
from vidresults.analytics import track
from vidresults.analytics.tracks import METHODS
from vidresults.errors import MatchError, MissingExtraError, SelectionError
from vidresults.export import export
from vidresults.load import load, scan
from vidresults.results import Scan, VideoResults, concat
from vidresults.sample import sample_result
from vidresults.schema import TABLES

TWO = (
    Moving(way=straight((0, 100, 300), (10, 1100, 300))),
    Moving(way=straight((0, 100, 500), (10, 1100, 500)), name="bus"),
)
FRAMES = range(0, 100, 5)


def seen(*boxes):
    """A sample with boxes, whose ids say what they are."""
    return {"image": {"width": 640, "height": 480}, "predictions": list(boxes)}


def at(x, *, y=100.0, **fields):
    return box(x=x, y=y, width=40.0, height=40.0, **fields)


def ids(*samples, **thresholds):
    """The tracker ids of boxes at every fifth frame of 25 a second."""
    results = track(load(document(m=list(samples))), **thresholds)
    return results.detections["tracker_id"].to_pylist()


@pytest.mark.parametrize("method", METHODS)
def test_every_tracker_knows_two_objects_from_the_first_box_on(method):
    found = track(scene(TWO, FRAMES), method).detections["tracker_id"].to_pylist()
    assert found == [1, 2] * 20


def test_ids_that_were_sent_are_kept_and_boxes_without_stay_without():
    assert ids(seen(at(50, tracker_id=7), at(300)), seen(at(55, tracker_id=7))) == [7, None, 7]


def test_ids_that_were_sent_go_where_it_is_asked_for():
    assert ids(seen(at(50, tracker_id=7)), seen(at(55, tracker_id=8)), again=True) == [1, 1]


def test_models_are_tracked_each_by_itself():
    tracked = [seen(at(50, tracker_id=7)), seen(at(55, tracker_id=7))]
    plain = [seen(at(50), at(300)), seen(at(305), at(55))]
    results = track(load(document(sent=tracked, a=plain, b=plain)))
    found = {m: results.select(models=m).detections["tracker_id"].to_pylist() for m in "ab"}
    assert found == {"a": [1, 2, 2, 1], "b": [1, 2, 2, 1]}
    assert results.select(models="sent").detections["tracker_id"].to_pylist() == [7, 7]
    (done,) = results.documents["operations"].to_pylist()
    wanted = (
        "track(models=['a', 'b'], method='bytetrack', class_aware=True, high_confidence=0.4, "
        "buffer_ratio=None, min_iou=0.1, lost_seconds=None, min_samples=1)"
    )
    assert done == [wanted]


def test_where_all_has_ids_nothing_was_done():
    results = load(document(m=[seen(at(50, tracker_id=7))]))
    assert track(results).equals(results)


def test_sources_are_tracked_each_by_itself():
    parts = [scene(TWO, FRAMES), load(document(m=[seen(at(50)), seen(at(55))]), source_id="z")]
    found = track(concat(parts)).detections
    assert found["tracker_id"].to_pylist() == [1, 2] * 20 + [1, 1]


def test_all_but_ids_and_the_note_is_as_it_was():
    plain = load(sample_result())
    found = track(plain)
    assert found.detections["tracker_id"].null_count == 0
    for name in ("frames", "inferences", "classes"):
        assert found.table(name).equals(plain.table(name))
    assert found.detections.drop_columns("tracker_id").equals(
        plain.detections.drop_columns("tracker_id")
    )


def test_a_scan_stays_a_scan_and_says_the_same_as_often_as_asked(tmp_path):
    export(load(sample_result()), tmp_path / "tables", format="parquet")
    found = track(scan(tmp_path / "tables"))
    assert isinstance(found, Scan)
    wanted = track(load(sample_result())).detections
    assert found.table("detections").equals(wanted)
    assert found.table("detections").equals(wanted)
    assert found.facts.values["detections.tracker_id"] == len(wanted)


def test_a_box_of_another_class_is_another_object_unless_it_is_asked_for():
    bus = {"class": "bus", "class_id": 3}
    samples = seen(at(50)), seen(at(51, **bus)), seen(at(52))
    assert ids(*samples) == [1, 2, 1]
    assert ids(*samples, class_aware=False) == [1, 1, 1]


def test_low_confidence_goes_on_with_a_track_and_begins_none():
    high, low = {"confidence": 0.8}, {"confidence": 0.2}
    samples = seen(at(50, **high), at(400, **low)), seen(at(52, **low), at(402, **low))
    assert ids(*samples) == [1, None, 1, None]
    assert ids(*samples, high_confidence=0.1) == [1, 2, 1, 2]
    assert ids(*samples, method="sort") == [1, None, 1, None]
    assert ids(*samples, method="ocsort") == [1, None, None, None]


def test_a_confidence_that_is_not_known_counts_as_high():
    unknown = {"confidence": None}
    assert ids(seen(at(50, **unknown)), seen(at(52, **unknown))) == [1, 1]


def test_who_is_seen_once_has_an_id_unless_it_is_asked_for_more():
    samples = seen(at(50), at(400)), seen(at(52)), seen(at(54))
    assert ids(*samples) == [1, 2, 1, 1]
    assert ids(*samples, min_samples=3) == [1, None, 1, 1]
    assert ids(*samples, min_samples=4) == [None] * 4


def test_ids_are_by_first_sight_over_all_classes():
    bus = {"class": "bus", "class_id": 3}
    samples = seen(at(50, **bus)), seen(at(50, **bus), at(200), at(400, **bus))
    assert ids(*samples) == [1, 1, 2, 3]


def test_without_times_frames_stand_for_them():
    sent = document(m=[seen(at(50)), None, seen(at(52)), seen(), seen(), seen(), seen(at(54))])
    results = untimed(load(sent))
    assert track(results).detections["tracker_id"].to_pylist() == [1, 1, 2]
    with pytest.raises(SelectionError, match=r"lost_seconds: the times of the samples are not"):
        track(results, lost_seconds=3)


def test_times_that_do_not_ascend_are_none():
    sent = document(m=[seen(at(50)), seen(at(52)), seen(at(54))]) | {"time_offset": [0, 0, 0]}
    assert track(load(sent)).detections["tracker_id"].to_pylist() == [1, 1, 1]


def test_pictures_of_several_sizes_are_one_in_scale_and_others_refused():
    half = {"image": {"width": 320, "height": 240}, "predictions": [
        box(x=26.0, y=50.0, width=20.0, height=20.0)]}  # fmt: skip
    assert ids(seen(at(50)), half, seen(at(54))) == [1, 1, 1]
    with pytest.raises(MatchError, match="aspect ratios differ"):
        ids(seen(at(50)), half | {"image": {"width": 320, "height": 320}})


@pytest.mark.parametrize(("name", "results"), list(odd_sources()))
def test_odd_results_are_tracked_without_a_word(name, results):
    found = track(results).detections
    assert found.num_rows == results.detections.num_rows, name


def test_boxes_at_the_end_of_the_numbers_are_no_harm():
    far = {"width": 1e308, "height": 0.0, "x": 1.7e308}
    assert ids(seen(at(50) | far, at(50)), seen(at(50) | far, at(52))) == [1, 2, 1, 2]


def test_a_box_that_is_no_number_is_part_of_no_track():
    results = load(document(m=[seen(at(50), at(90)), seen(at(52))]))
    table = results.detections
    column = table.schema.get_field_index("x_center")
    values = np.array([np.nan, 90, 88])
    tables = {name: results.table(name) for name in ("documents", "frames", "inferences")}
    tables["detections"] = table.set_column(column, table.schema.field(column), [values])
    found = track(type(results)(tables))
    assert found.detections["tracker_id"].to_pylist() == [None, 1, 1]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"method": "deepsort"}, "there is no tracker 'deepsort'; there is bytetrack, ocsort"),
        ({"iou": 0.5}, "there is no threshold 'iou'; there is class_aware, high_confidence"),
        ({"high_confidence": 40}, "high_confidence: found 40, expected 0 to 1"),
        ({"min_iou": "much"}, "min_iou: found 'much', expected 0 to 1"),
        ({"lost_seconds": -1}, "lost_seconds: found -1, expected 0 or more"),
        ({"min_samples": None}, "min_samples: found None, expected 1 or more"),
        ({"buffer_ratio": float("nan")}, "buffer_ratio: found nan, expected 0 or more"),
    ],
)
def test_what_cannot_be_is_said(given, said):
    with pytest.raises(SelectionError, match=f"^{said}"):
        ids(seen(at(50)), **given)


def test_without_the_package_it_is_said_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "trackers", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'vidresults\[track\]'"):
        ids(seen(at(50)), seen(at(52)))
    assert ids(seen(at(50, tracker_id=7))) == [7], "nothing is to be assigned"


def test_rows_in_any_order_get_the_same_ids():
    results = scene(TWO, FRAMES)
    tables = {name: results.table(name) for name in TABLES}
    order = np.random.default_rng(1).permutation(len(results.detections))
    tables["detections"] = results.detections.take(order)
    for found in (track(results), track(VideoResults(tables))):
        rows = found.detections.select(["detection_id", "tracker_id"]).to_pylist()
        assert {(r["detection_id"][0], r["tracker_id"]) for r in rows} == {("0", 1), ("1", 2)}
