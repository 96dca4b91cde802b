"""Counts of odd results: what is unknown is null, and nothing is mixed up or lost."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pyarrow as pa
import pytest

from tests.support.documents import detection, document, element, multi_label, single_label
from tests.support.sources import full, odd_sources
from vidresults import concat, count_by_class, count_by_hour, count_over_time, load, merge, scan
from vidresults.analytics import ANALYSES
from vidresults.errors import SchemaError, SelectionError
from vidresults.schema import TABLES

BUS = {"class": "bus", "class_id": 5}
ODD = dict(odd_sources())


def rows_of(table, *names):
    return [tuple(row[name] for name in names) for row in table.to_pylist()]


def test_classes_that_are_nowhere_in_a_bin_have_their_row():
    results = load(document(element(detection()), element(), element(detection(**BUS)), step=25))
    assert rows_of(count_over_time(results), "class_name", "start_seconds", "detections") == [
        ("car", 0, 1), ("car", 1, 0), ("car", 2, 0), ("bus", 0, 0), ("bus", 1, 0), ("bus", 2, 1),
    ]  # fmt: skip


def test_bins_without_any_sample_are_told_from_empty_ones():
    sent = document(element(detection()), element()) | {"time_offset": [0.5, 3.0]}
    rows = rows_of(count_over_time(load(sent)), "inferred", "not_inferred", "detections", "mean")
    assert rows == [(1, 0, 1, 1), (0, 0, 0, None), (0, 0, 0, None), (1, 0, 0, 0)]


def test_failed_samples_are_no_part_of_the_mean():
    wrong = {"error": {"message": "out of memory"}}
    results = load(document(element(detection()), wrong, None), lenient=True)
    (row,) = count_over_time(results).to_pylist()
    states = results.inferences["state"].to_pylist()
    assert states.count("inferred") == row["inferred"] == 1
    assert (row["failed"], row["not_inferred"]) == (states.count("failed"), 1)
    assert row["mean"] == 1


def test_a_predicted_label_counts_as_one():
    results = load(document(single_label(), multi_label(), element(), model="sky"))
    counts = dict(rows_of(count_by_class(results), "class_name", "detections"))
    assert counts == {"day": 1, "night": 0, "rain": 0, "snow": 1}


def test_models_and_videos_stay_apart():
    one = load(document(element(detection())), source_id="a")
    two = load(document(element(), element(detection(), detection()), model="other"))
    both = concat([merge([one, two]), load(document(element(detection(**BUS))), source_id="b")])
    found = rows_of(count_by_class(both), "source_id", "model", "class_name", "detections")
    assert found == [("a", "street", "car", 1), ("a", "other", "car", 2), ("b", "street", "bus", 1)]
    inferred = rows_of(count_by_class(both), "inferred")
    assert inferred == [(1,), (2,), (1,)]


def test_a_model_that_finds_nothing_that_is_counted_says_so():
    results = load(document([0.5], [0.25], None, model="clip"))
    (row,) = count_by_class(results).to_pylist()
    assert (row["class_name"], row["inferred"], row["not_inferred"]) == (None, 2, 1)
    assert row["detections"] is row["mean"] is row["samples"] is row["most"] is None
    assert count_over_time(results, moving=2)["moving_mean"].null_count == 1


def test_a_detector_that_found_nothing_found_nothing():
    (row,) = count_by_class(load(document(element(), element(), None))).to_pylist()
    assert (row["class_name"], row["detections"], row["mean"], row["share"]) == (None, 0, 0, 0)


def test_without_tracks_their_number_is_unknown_and_with_some_it_is_theirs():
    results = load(document(element(detection(), detection(**BUS))))
    assert count_by_class(results)["tracks"].to_pylist() == [None, None]
    some = load(
        document(
            element(detection(tracker_id=1), detection(tracker_id=1), detection()),
            element(detection(tracker_id=2), detection(**BUS)),
        )
    )
    assert rows_of(count_by_class(some), "class_name", "tracks") == [("car", 2), ("bus", None)]
    assert rows_of(count_over_time(some, bin_seconds=None), "class_name", "tracks") == [
        ("car", 1), ("car", 1), ("bus", 0), ("bus", None),
    ]  # fmt: skip


def test_the_mean_confidence_is_that_of_the_known_ones():
    boxes = [detection(confidence=c) for c in (0.25, 0.75, None)]
    (row,) = count_by_class(load(document(element(*boxes)))).to_pylist()
    assert row["mean_confidence"] == 0.5
    unknown = load(document(element(detection(confidence=None))))
    assert count_by_class(unknown)["mean_confidence"].to_pylist() == [None]


def test_samples_without_a_time_stand_in_a_last_row():
    sent = document(element(detection()), element(detection()), element())
    results = load(sent | {"time_offset": [0.0, None, 0.4]})
    rows = rows_of(count_over_time(results, moving=5), "start_seconds", "inferred", "detections",
                   "moving_mean")  # fmt: skip
    assert rows == [(0, 2, 1, 0.5), (None, 1, 1, None)]
    assert rows_of(count_by_hour(results, "2026-01-01T08:00Z"), "hour", "detections") == [
        (8, 1),
        (None, 1),
    ]
    (row,) = count_by_class(results).to_pylist()
    assert (row["last_frame"], row["last_seconds"], row["clock"]) == (5, None, "sent")


def test_without_times_there_is_one_row_and_no_clock():
    results = load(document(element(detection()), element()) | {"time_offset": [None, None]})
    assert rows_of(count_over_time(results), "start_seconds", "detections", "clock") == [
        (None, 1, None)
    ]


def test_the_videos_own_times_are_taken_where_all_are_known():
    results = full()
    assert set(count_by_class(results)["clock"].to_pylist()) == {"video"}
    frames = [row | {"video_time_seconds": None} for row in results.frames.to_pylist()[:1]]
    frames += results.frames.to_pylist()[1:]
    tables = {name: results.table(name) for name in ("documents", "classes", "inferences")}
    tables["frames"] = pa.Table.from_pylist(frames, schema=results.frames.schema)
    assert set(count_by_class(type(results)(tables))["clock"].to_pylist()) == {"sent"}


def test_local_times_follow_the_offset():
    results = load(document(element(), element(), step=25))
    plus = timezone(timedelta(hours=5, minutes=30))
    for recorded in ("2026-03-01T23:59:59+05:30", datetime(2026, 3, 1, 23, 59, 59, tzinfo=plus)):
        table = count_over_time(results, recorded_at=recorded)
        assert table["local_start"].to_pylist() == [
            "2026-03-01T23:59:59.000+05:30", "2026-03-02T00:00:00.000+05:30",
        ]  # fmt: skip
    assert count_over_time(results)["local_start"].null_count == 2
    moment = datetime(2026, 3, 1, 18, 29, 59, tzinfo=UTC)
    assert count_by_hour(results, moment)["hour"].to_pylist() == [18]


@pytest.mark.parametrize("wrong", ["2026-01-01T08:00", "yesterday", "", datetime(2026, 1, 1)])  # noqa: DTZ001
def test_a_moment_without_an_offset_is_refused(wrong):
    with pytest.raises(SelectionError, match=r"with its offset, such as 2026-01-01T08:00\+01:00"):
        count_by_hour(load(document(element())), wrong)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"bin_seconds": 0}, "bin_seconds: found 0, expected a number above 0"),
        ({"bin_seconds": float("nan")}, "bin_seconds: found nan"),
        ({"moving": 0}, "moving: found 0, expected a number of bins from 1 on"),
        ({"bin_seconds": 1e-9}, "bins of 1e-09 s and class makes more than 10,000,000 rows"),
    ],
)
def test_what_makes_no_sense_is_refused(asked, said):
    results = load(document(element(detection()), element()))
    with pytest.raises(SelectionError, match=said):
        count_over_time(results, **asked)


@pytest.mark.parametrize(
    ("lost", "said"),
    [
        ("classes", "class 'car' is in no row"),
        ("inferences", "'street' of 's' is in no row of inf"),
    ],
)
def test_tables_that_do_not_belong_together_are_refused(lost, said):
    results = load(document(element(detection())), source_id="s")
    tables = {name: results.table(name) for name in TABLES if name != lost}
    with pytest.raises(SchemaError, match=said):
        count_by_class(type(results)(tables))
    part = results.inferences.slice(1)
    with pytest.raises(SchemaError, match="is in no row of inferences"):
        count_by_class(type(results)(tables | {"classes": results.classes, "inferences": part}))


def test_rows_in_any_order_count_the_same():
    results = load(document(*[element(*[detection()] * (n % 4)) for n in range(20)]))
    turned = {name: results.table(name) for name in ("documents", "classes")}
    for name in ("frames", "inferences", "detections"):
        table = results.table(name)
        turned[name] = table.take(list(reversed(range(len(table)))))
    for count in (count_by_class, count_over_time):
        assert count(type(results)(turned)).equals(count(results))


@pytest.mark.parametrize("odd", ODD)
def test_odd_results_are_counted_and_follow_the_published_fields(odd):
    results = ODD[odd]
    answers = {
        "count_by_class": count_by_class(results),
        "count_over_time": count_over_time(results, moving=3, recorded_at="2026-01-01T08:00Z"),
        "count_by_hour": count_by_hour(results, "2026-01-01T08:00Z"),
    }
    boxes = results.detections.num_rows
    labels = results.classifications["predicted"].to_pylist().count(True)
    for name, table in answers.items():
        assert table.schema.equals(ANALYSES[name], check_metadata=True)
        for field in table.schema:
            assert field.nullable or not table[field.name].null_count, field.name
        assert sum(n or 0 for n in table["detections"].to_pylist()) == boxes + labels


def test_a_stream_is_counted_like_tables():
    sent = document(*[element(*[detection(tracker_id=n)] * (n % 3)) for n in range(30)])
    for count in (count_by_class, count_over_time):
        assert count(scan(sent, source_id="s")).equals(count(load(sent, source_id="s")))
