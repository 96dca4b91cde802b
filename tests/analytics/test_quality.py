"""Quality without ground truth, on scenes whose faults are put there one by one."""

from __future__ import annotations

import itertools

import numpy as np
import pyarrow as pa
import pytest

from tests.support.sampling import SAMPLINGS, document_of
from tests.support.sources import box, document, element, odd_sources
from vidresults import quality
from vidresults.analytics.measures import QUALITY
from vidresults.errors import MatchError, SelectionError
from vidresults.load import load
from vidresults.results import VideoClock, VideoResults, concat
from vidresults.schema import TABLES


def measures(result, class_name=None, **how):
    table = quality(result if isinstance(result, VideoResults) else load(result), **how)
    return {
        row["measure"]: row for row in table.to_pylist() if row["class_name"] == class_name
    }  # fmt: skip


def counted(rows, name):
    return rows[name]["found"], rows[name]["samples"]


def frames_of(rows, name):
    return [moment["frame_index"] for moment in rows[name]["worst"]]


def car(x=20.0, **fields):
    return box(**{"x": x, "y": 20.0, "width": 10.0, "height": 8.0} | fields)


def scene(sampling, make):
    """A model that gives, for the number of a sample and its time, its boxes or None."""
    numbers = itertools.count()

    def element_at(time):
        boxes = make(next(numbers), time)
        return None if boxes is None else element(*boxes)

    return document_of(sampling, m=element_at)


every_sampling = pytest.mark.parametrize("sampling", SAMPLINGS)
tracked = pytest.mark.parametrize("ids", [{}, {"tracker_id": 7}], ids=["links", "tracker ids"])


@every_sampling
@tracked
def test_one_object_missed_once_flickers_once(sampling, ids):
    made = scene(sampling, lambda k, _: [] if k == 5 else [car(**ids)])
    rows = measures(made)
    frames = SAMPLINGS[sampling][0]
    # Of the n - 2 threes of neighbouring samples, (3,4,5) and (5,6,7) do not begin and end with
    # the object, (4,5,6) is the flicker.
    assert counted(rows, "flicker") == (1, len(frames) - 4)
    assert rows["flicker"]["value"] == 1 / (len(frames) - 4)
    assert frames_of(rows, "flicker") == [frames[5]]


@every_sampling
def test_without_tracker_ids_a_flicker_breaks_the_track_and_with_them_it_does_not(sampling):
    made = scene(sampling, lambda k, _: [] if k == 5 else [car()])
    # One end is looked after, that on sample 4; the other is the last sample.
    assert counted(measures(made), "track_breaks") == (1, 1)
    assert frames_of(measures(made), "track_breaks") == [SAMPLINGS[sampling][0][4]]
    made = scene(sampling, lambda k, _: [] if k == 5 else [car(tracker_id=7)])
    row = measures(made)["track_breaks"]
    assert (row["found"], row["samples"], row["value"]) == (0, 0, None)


@every_sampling
@tracked
def test_a_sample_that_was_not_inferred_is_no_flicker_and_no_break(sampling, ids):
    rows = measures(scene(sampling, lambda k, _: None if k == 5 else [car(**ids)]))
    count = len(SAMPLINGS[sampling][0])
    assert counted(rows, "flicker") == (0, count - 5)  # no three with sample 5 in it
    assert rows["track_breaks"]["found"] == 0
    assert counted(rows, "not_inferred") == (1, count)
    assert frames_of(rows, "not_inferred") == [SAMPLINGS[sampling][0][5]]


@pytest.mark.parametrize("seed", range(4))
@tracked
def test_flicker_is_how_often_a_row_of_sightings_reads_101(seed, ids):
    """Objects far apart come and go at random: their sightings as text, counted as text."""
    draw = np.random.default_rng(seed)
    ran = draw.random(60) > 0.1
    there = draw.random((3, 60)) > 0.3
    made = [
        element(*(car(8.0 + 24 * n, **({"tracker_id": n} if ids else {}))
                  for n in range(3) if there[n, k])) if ran[k] else None
        for k in range(60)
    ]  # fmt: skip
    rows = ["".join("?" if not ran[k] else str(int(there[n, k])) for k in range(60))
            for n in range(3)]  # fmt: skip
    threes = [row[k : k + 3] for row in rows for k in range(58)]
    found = counted(measures(document(m=made)), "flicker")
    assert found == (threes.count("101"), threes.count("101") + threes.count("111"))


@tracked
def test_two_samples_without_it_are_no_flicker(ids):
    rows = measures(document(m=[element(*([] if k in {4, 5} else [car(**ids)]))
                                for k in range(10)]))  # fmt: skip
    assert rows["flicker"]["found"] == 0


@pytest.mark.parametrize(("gap", "within", "breaks"), [(1, 2, 1), (2, 2, 0), (2, 3, 1)])
def test_a_new_id_nearby_within_some_samples_is_a_break(gap, within, breaks):
    made = [element(car(tracker_id=1))] * 3 + [element()] * gap + [element(car(tracker_id=2))] * 3
    rows = measures(document(m=made), break_samples=within)
    assert counted(rows, "track_breaks") == (breaks, 1)
    assert rows["track_breaks"]["unit"] == "share"


def test_a_new_id_at_once_is_a_break_and_one_far_away_or_of_another_class_is_none():
    def broken(**second):
        first = [element(car(tracker_id=1))] * 3
        made = first + [element(car(**{"tracker_id": 2} | second))] * 3
        return measures(document(m=made))["track_breaks"]["found"]

    assert broken() == 1
    assert broken(x=50.0) == 0  # three widths away
    assert broken(**{"class": "bus"}) == 0


def test_no_break_is_told_over_a_sample_that_nobody_looked_at():
    first, second = element(car(tracker_id=1)), element(car(tracker_id=2))
    assert measures(document(m=[first, element(), element(), second]))["track_breaks"]["found"] == 1
    rows = measures(document(m=[first, element(), None, second]))
    assert counted(rows, "track_breaks") == (0, 1)


@tracked
def test_nothing_is_told_over_a_gap_in_the_samples(ids):
    made = document(m=[element(car(**ids))] * 2 + [element()] + [element(car(**ids))] * 3)
    assert counted(measures(made), "flicker") == (1, 2)
    made["frame_offset"] = frames = [0, 5, 10, 40, 45, 50]  # 30 frames without a sample
    made["time_offset"] = [frame / 25 for frame in frames]
    assert counted(measures(made), "flicker") == (0, 1)
    made["m"][2] = made["m"][0]
    assert measures(made)["centre_jitter"]["samples"] == 2  # 0, 5, 10 and 40, 45, 50


def test_one_beginning_mends_one_end():
    ends = [element(car(tracker_id=1), car(22.0, tracker_id=2))] * 3
    rows = measures(document(m=[*ends, element(car(tracker_id=3)), element(car(tracker_id=3))]))
    assert counted(rows, "track_breaks") == (1, 2)


@every_sampling
@tracked
def test_even_motion_and_growth_have_no_jitter(sampling, ids):
    rows = measures(
        scene(sampling, lambda _, t: [car(10 + 9 * t, width=10 + 2 * t, height=8 + t, **ids)])
    )
    count = len(SAMPLINGS[sampling][0]) - 2
    for name in ("centre_jitter", "size_jitter"):
        assert rows[name]["value"] == pytest.approx(0, abs=1e-9)
        assert rows[name]["samples"] == count


@every_sampling
def test_acceleration_is_jitter_of_its_own_size(sampling):
    # x = 4 t^2: its second difference over steps of s and u seconds is 8 s u; widths are 10.
    rows = measures(scene(sampling, lambda _, t: [car(10 + 4 * t * t, width=10.0)]))
    times = SAMPLINGS[sampling][1]
    expected = [8 * (b - a) * (c - b) / 10 for a, b, c in zip(times, times[1:], times[2:])]  # noqa: B905
    assert rows["centre_jitter"]["value"] == pytest.approx(np.mean(expected))
    assert rows["centre_jitter"]["samples"] == len(expected)
    assert rows["size_jitter"]["value"] == 0


def test_a_box_that_shakes_by_one_pixel_has_a_jitter_of_four_pixels():
    # 20, 21, 20, 21: second differences are 2 pixels each, and -1 + 2 * ... : |20 - 42 + 20| = 2
    rows = measures(document(m=[element(car(20.0 + k % 2)) for k in range(6)]))
    assert rows["centre_jitter"]["value"] == pytest.approx(2 / 10)
    assert frames_of(rows, "centre_jitter") == [5, 10, 15]


@every_sampling
@tracked
def test_a_class_that_changes_in_place_swaps_once(sampling, ids):
    names = ["car", "bus"]
    made = scene(sampling, lambda k, _: [car(**{"class": names[k >= 5]}, **ids)])
    rows, count = measures(made), len(SAMPLINGS[sampling][0])
    assert counted(rows, "class_swaps") == (1, count - 1)
    assert frames_of(rows, "class_swaps") == [SAMPLINGS[sampling][0][4]]
    # Of the car: four steps to itself and the one to the bus. The bus goes on as itself.
    assert counted(measures(made, "car", by_class=True), "class_swaps") == (1, 5)
    assert counted(measures(made, "bus", by_class=True), "class_swaps") == (0, count - 6)


def test_another_object_beside_is_no_swap():
    # 4 of 10 pixels aside: an overlap of 6 / 14
    made = [element(car())] * 3 + [element(car(24.0, **{"class": "bus"}))] * 3
    assert measures(document(m=made))["class_swaps"]["found"] == 0


@every_sampling
def test_confidence_that_falls_says_how_fast(sampling):
    rows = measures(scene(sampling, lambda _, t: [car(confidence=0.9 - 0.06 * t)]))
    times = SAMPLINGS[sampling][1]
    assert rows["confidence"]["value"] == pytest.approx(0.9 - 0.06 * np.mean(times))
    assert rows["confidence_trend"]["value"] == pytest.approx(-3.6)  # 0.06 a second
    assert frames_of(rows, "confidence")[0] == SAMPLINGS[sampling][0][-1]
    # The lowest is the threshold: near it is what was less than 0.05 / 0.06 seconds before.
    near = sum(times[-1] - time < 0.05 / 0.06 for time in times)
    assert counted(rows, "confidence_near_threshold") == (near, len(times))


def test_the_threshold_can_be_said_and_an_unknown_confidence_is_near_nothing():
    boxes = [car(confidence=c) for c in (0.42, 0.5, 0.9, None)]
    rows = measures(document(m=[element(*boxes)]), threshold=0.4)
    assert counted(rows, "confidence_near_threshold") == (1, 3)
    rows = measures(document(m=[element(*boxes)]), threshold=0.4, near=0.2)
    assert counted(rows, "confidence_near_threshold") == (2, 3)
    assert rows["confidence_trend"]["value"] is None  # all at one time


def test_failed_samples_are_told_from_those_that_were_not_inferred():
    failed = {"error": "out of memory"}
    rows = measures(document(m=[element(car()), failed, None, None]))
    assert counted(rows, "failed") == (1, 4)
    assert counted(rows, "not_inferred") == (2, 4)
    assert frames_of(rows, "failed") == [5]


def with_video(result, own):
    """The result with the times of a video in which every frame i is at own[i]."""
    clock = VideoClock(
        path="v.mp4", sha256="ab" * 32, width=64, height=48, rate=None,
        pts=np.arange(len(own)), seconds=np.array(own),
    )  # fmt: skip
    return VideoResults(
        {
            name: pa.Table.from_batches([clock.apply(name, b) for b in result.batches(name)],
                                        TABLES[name])
            for name in TABLES
        }
    )  # fmt: skip


def test_times_are_held_against_the_videos_own():
    # Sent times run 1 % fast and begin half a second late: 0.01 s a second is 0.6 s a minute.
    own = [frame / 25 for frame in range(100)]
    made = document(m=[element(car())] * 11)
    made["time_offset"] = [0.5 + 1.01 * own[frame] for frame in made["frame_offset"]]
    rows = measures(with_video(load(made), own))
    assert rows["time_drift"]["value"] == pytest.approx(0.6)
    assert rows["time_shift"]["value"] == pytest.approx(0.5 + 0.01 * 1.0)  # at the middle, 1 s
    assert rows["time_difference"]["value"] == pytest.approx(0.5 + 0.01 * 2.0)
    assert frames_of(rows, "time_difference")[0] == 50
    assert rows["time_shift"]["samples"] == 11
    assert {rows[name]["clock"] for name in rows} == {"video"}
    assert rows["time_shift"]["model"] is None


def test_without_a_video_nothing_is_said_of_its_times():
    rows = measures(document(m=[element(car())] * 3))
    for name in ("time_shift", "time_drift", "time_difference"):
        assert (rows[name]["value"], rows[name]["samples"], rows[name]["worst"]) == (None, 0, [])
    assert rows["flicker"]["clock"] == "sent"


def test_frames_that_the_video_does_not_have_are_left_out():
    made = load(document(m=[element(car())] * 4))
    rows = measures(with_video(made, [frame / 25 for frame in range(11)]))
    assert rows["time_difference"]["samples"] == 3  # frames 0, 5 and 10


def test_models_and_videos_are_kept_apart():
    flickers = [element(car()), element(), element(car())]
    one = load(document(a=flickers, b=[element(car())] * 3), source_id="x")
    two = load(document(a=[element(car())] * 3), source_id="y")
    table = quality(concat([one, two])).to_pylist()
    found = [(r["source_id"], r["model"], r["found"]) for r in table if r["measure"] == "flicker"]
    assert found == [("x", "a", 1), ("x", "b", 0), ("y", "a", 0)]
    sources = [row["source_id"] for row in table]
    assert sources == sorted(sources)


def test_moments_are_as_many_as_are_asked_for_the_worst_first():
    two, one = [car(10.0), car(40.0)], [car(10.0)]
    made = document(m=[element(*boxes) for boxes in (two, one, two, [], two, two)])
    all_of_them = measures(made, worst=None)["flicker"]["worst"]
    assert [(m["frame_index"], m["value"]) for m in all_of_them] == [(15, 2.0), (5, 1.0)]
    assert frames_of(measures(made, worst=1), "flicker") == [15]
    assert frames_of(measures(made, worst=0), "flicker") == []


def test_odd_results_are_measured():
    for name, result in odd_sources():
        table = quality(result, by_class=True)
        assert table.schema.equals(QUALITY), name
        for row in table.to_pylist():
            assert (row["value"] is None) == (row["samples"] == 0) or row["measure"].endswith(
                ("_trend", "_drift")
            ), (name, row)


def test_frames_of_several_sizes_are_brought_to_the_one_that_is_said():
    half = element(box(x=10.0, y=10.0, width=5.0, height=4.0), image={"width": 32, "height": 24})
    result = load(document(m=[element(car()), half, element(car())]))
    with pytest.raises(MatchError, match="several sizes"):
        quality(result)
    rows = measures(result, size=(64, 48))
    assert (rows["centre_jitter"]["value"], rows["centre_jitter"]["samples"]) == (0, 1)


def test_wrong_questions_are_refused():
    result = load(document(m=[element()]))
    for how in ({"break_samples": 0}, {"worst": -1}, {"near": 0}):
        with pytest.raises(SelectionError, match=f"{next(iter(how))}: found"):
            quality(result, **how)


def test_confidences_of_a_real_result_are_those_of_sql(real_data):
    result = load(real_data / "results" / "pallet_5fps.json")
    rows = measures(result)
    query = """
        select avg(confidence) as mean, regr_slope(confidence, time_seconds) * 60 as slope,
               count(*) filter (confidence < lowest + 0.05) as near
        from detections, (select min(confidence) as lowest from detections)"""
    expected = result.sql(query).to_pylist()[0]
    assert rows["confidence"]["value"] == pytest.approx(expected["mean"], rel=1e-12)
    assert rows["confidence_trend"]["value"] == pytest.approx(expected["slope"], rel=1e-9)
    assert rows["confidence_near_threshold"]["found"] == expected["near"]
