"""A scene whose counts are known by reasoning, seen at four samplings.

A car is there from 2 s to 7 s and two persons from 5 s to 10 s, of 12 s; from 8 s to 10 s the model
did not run. So on a sample there is one car in the seconds 2 to 6, there are two persons in the
seconds 5 to 7, and of the seconds 8 and 9 nothing is known, however densely it was sampled.
"""

from __future__ import annotations

from fractions import Fraction

import pytest

from tests.support.documents import detection, element
from vidresults import count_by_class, count_by_hour, count_over_time, load

SAMPLINGS = {
    "every frame of 25 fps": list(range(300)),
    "every 6th frame": list(range(0, 300, 6)),
    "3 of 25 fps": [i * 25 // 3 for i in range(36)],
}
UNEVEN = [0, 0.1, 0.5, 1.95, 2, 2.05, 3.5, 4, 4.999, 5, 6.2, 6.99, 7, 7.3, 8, 8.7, 9.99, 10, 11.5]


def seen(seconds):
    """What the model says of a moment; None where it did not run."""
    if 8 <= seconds < 10:
        return None
    found = []
    if 2 <= seconds < 7:
        found.append(detection(tracker_id=7))
    if 5 <= seconds < 10:
        person = {"class": "person", "class_id": 0}
        found += [detection(tracker_id=1, **person), detection(tracker_id=2, **person)]
    return element(*found)


def scene(frames, seconds):
    sent = {"frame_offset": frames, "time_offset": [float(s) for s in seconds]}
    return load(sent | {"m": [seen(s) for s in seconds]}, source_id="scene")


CASES = {
    name: (frames, [Fraction(frame, 25) for frame in frames]) for name, frames in SAMPLINGS.items()
} | {"variable rate": (list(range(len(UNEVEN))), UNEVEN)}


@pytest.fixture(params=CASES.values(), ids=CASES)
def case(request):
    frames, seconds = request.param
    return frames, seconds, scene(frames, seconds)


def of_class(table, name):
    return [row for row in table.to_pylist() if row["class_name"] == name]


def test_each_second_has_the_mean_of_its_inferred_samples(case):
    _, seconds, results = case
    table = count_over_time(results)
    cars, persons = of_class(table, "car"), of_class(table, "person")
    assert [row["start_seconds"] for row in cars] == list(range(12))
    assert [row["end_seconds"] for row in persons] == list(range(1, 13))
    unknown = [None, None]
    assert [r["mean"] for r in cars] == [0, 0, 1, 1, 1, 1, 1, 0, *unknown, 0, 0]
    assert [r["mean"] for r in persons] == [0, 0, 0, 0, 0, 2, 2, 2, *unknown, 0, 0]
    assert [r["most"] for r in persons] == [0, 0, 0, 0, 0, 2, 2, 2, *unknown, 0, 0]
    assert [r["tracks"] for r in persons] == [0, 0, 0, 0, 0, 2, 2, 2, 0, 0, 0, 0]
    assert [r["tracks"] for r in cars] == [0, 0, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0]
    in_second = [sum(n <= s < n + 1 for s in seconds) for n in range(12)]
    for rows in (cars, persons):
        assert [r["inferred"] + r["not_inferred"] for r in rows] == in_second
        assert [r["not_inferred"] > 0 for r in rows] == [n in (8, 9) for n in range(12)]
    assert [r["detections"] for r in cars] == [n * (2 <= s < 7) for s, n in enumerate(in_second)]


def test_a_moving_mean_adds_up_what_was_inferred_alone(case):
    _, seconds, results = case
    rows = of_class(count_over_time(results, moving=2), "person")
    count = [sum(n <= s < n + 1 for s in seconds) for n in range(12)]
    assert rows[4]["moving_mean"] == 0
    assert rows[5]["moving_mean"] == pytest.approx(2 * count[5] / (count[4] + count[5]))
    assert rows[7]["moving_mean"] == 2
    assert rows[8]["moving_mean"] == 2  # second 7 alone: nothing is known of second 8
    assert rows[9]["moving_mean"] is None  # nothing is known of both
    assert rows[10]["moving_mean"] == 0


def test_samples_stand_by_themselves(case):
    frames, seconds, results = case
    rows = of_class(count_over_time(results, bin_seconds=None), "car")
    assert [row["frame_index"] for row in rows] == frames
    assert [row["start_seconds"] for row in rows] == pytest.approx([float(s) for s in seconds])
    expected = [None if 8 <= s < 10 else int(2 <= s < 7) for s in seconds]
    assert [row["mean"] for row in rows] == expected
    assert [row["not_inferred"] for row in rows] == [int(8 <= s < 10) for s in seconds]


def test_totals_tell_first_last_and_peak(case):
    frames, seconds, results = case
    (car,) = of_class(count_by_class(results), "car")
    (person,) = of_class(count_by_class(results), "person")
    with_car = [n for n, s in enumerate(seconds) if 2 <= s < 7]
    with_person = [n for n, s in enumerate(seconds) if 5 <= s < 8]
    inferred = sum(not 8 <= s < 10 for s in seconds)
    assert car["detections"] == car["samples"] == len(with_car)
    assert person["detections"] == 2 * len(with_person)
    assert person["share"] == len(with_person) / inferred
    assert person["mean"] == 2 * len(with_person) / inferred
    assert (car["most"], person["most"]) == (1, 2)
    assert person["peak_frame"] == person["first_frame"] == frames[with_person[0]]
    assert car["last_frame"] == frames[with_car[-1]]
    assert car["last_seconds"] == float(seconds[with_car[-1]])
    assert (car["tracks"], person["tracks"]) == (1, 2)
    assert (car["inferred"], car["not_inferred"]) == (inferred, len(seconds) - inferred)


def test_hours_of_the_day_turn_over_where_the_clock_does(case):
    _, seconds, results = case
    # Recorded 5 seconds before midnight: the persons came with the new day.
    rows = count_by_hour(results, "2026-12-31T23:59:55+01:00").to_pylist()
    shown = {(r["class_name"], r["hour"]): r["detections"] for r in rows}
    persons = 2 * sum(5 <= s < 8 for s in seconds)
    cars = [sum(a <= s < b for s in seconds) for a, b in ((2, 5), (5, 7))]
    assert shown == {
        ("car", 0): cars[1], ("car", 23): cars[0], ("person", 0): persons, ("person", 23): 0,
    }  # fmt: skip


def test_a_bin_begins_at_the_frame_that_its_number_says():
    # 0.6 / 0.2 is 2.9999999999999996: the frame at 0.6 s is the first of bin 3 all the same.
    frames = list(range(0, 60, 5))
    results = scene(frames, [round(f / 25, 4) for f in frames])
    rows = of_class(count_over_time(results, bin_seconds=0.2), "car")
    assert [row["inferred"] for row in rows] == [1] * 12
    assert [row["detections"] for row in rows] == [0] * 10 + [1, 1]
