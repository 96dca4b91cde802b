"""Crossings that can be said aloud: objects on straight lines, sampled every fifth frame."""

from __future__ import annotations

import itertools
from fractions import Fraction

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.sources import box, document
from vidresults.analytics.zones import CROSSINGS, Line, Zones, crossings
from vidresults.errors import MatchError
from vidresults.load import load
from vidresults.results import concat
from vidresults.sample import sample_result, sample_video

# Down the middle of the picture: who walks along it, downwards, has the left of the picture on
# the right.
DOWN = Line(name="gate", start=(32, 0), end=(32, 48))


def seen(*xs, y=30.0, **fields):
    """A sample with a box of 8x4 at each x, whose lower edge is at y."""
    boxes = [box(x=x, y=y - 2, width=8.0, height=4.0, **fields) for x in xs]
    return {"image": {"width": 64, "height": 48}, "predictions": boxes}


def found(*samples, lines=(DOWN,), **more):
    zones = Zones(lines=lines, **more)
    return crossings(load(document(m=list(samples)), source_id="s"), zones).to_pylist()


def moments(*samples, **more):
    return [(row["direction"], row["frame"]) for row in found(*samples, **more)]


def test_halfway_between_two_samples_is_halfway_in_time():
    row = found(seen(36.0, tracker_id=7), seen(28.0, tracker_id=7))[0]
    assert row == {
        "source_id": "s", "model": "m", "line": "gate", "direction": "in", "class_name": "car",
        "track": 0, "tracker_id": 7, "frame": 2.5, "time_seconds": pytest.approx(0.1),
        "clock": "sent", "from_frame": 0, "to_frame": 5, "x": 32.0, "y": 30.0,
    }  # fmt: skip


def test_left_of_the_line_to_its_right_is_in_and_back_is_out():
    assert moments(seen(36.0), seen(31.0), seen(35.0)) == [("in", 4.0), ("out", 6.25)]


def test_the_other_way_round_the_line_means_the_other_direction():
    turned = Line(name="gate", start=(32, 48), end=(32, 0))
    assert moments(seen(36.0), seen(31.0), lines=(turned,)) == [("out", 4.0)]


def test_who_walks_to_the_right_has_in_below():
    across = Line(name="kerb", start=(0, 20), end=(64, 20))
    assert moments(seen(30.0, y=18.0), seen(30.0, y=22.0), lines=(across,)) == [("in", 2.5)]


def test_past_the_ends_of_the_line_nothing_is_crossed():
    short = Line(name="gate", start=(32, 0), end=(32, 29))
    assert moments(seen(36.0), seen(28.0), lines=(short,)) == []
    assert moments(seen(36.0, y=29.0), seen(28.0, y=29.0), lines=(short,)) == [("in", 2.5)]


def test_the_anchor_says_which_point_of_a_box_crosses():
    short = Line(name="gate", start=(32, 0), end=(32, 29))
    ways = seen(36.0), seen(28.0)  # centres at y = 28, lower edges at 30
    assert moments(*ways, lines=(short,), anchor="center") == [("in", 2.5)]


def test_touching_the_line_and_going_back_counts_on_one_side_only():
    """A point on the line is on its left, here the right of the picture."""
    assert moments(seen(36.0), seen(32.0), seen(36.0)) == []
    assert moments(seen(28.0), seen(32.0), seen(28.0)) == [("out", 5.0), ("in", 5.0)]
    assert moments(seen(36.0), seen(32.0), seen(28.0)) == [("in", 5.0)]


def test_nothing_crosses_over_a_sample_that_was_not_inferred():
    for fields in ({}, {"tracker_id": 7}):
        assert moments(seen(36.0, **fields), None, seen(28.0, **fields)) == []


def test_a_track_that_was_missed_crosses_and_a_box_without_id_does_not():
    assert moments(seen(36.0, tracker_id=7), seen(), seen(28.0, tracker_id=7)) == [("in", 5.0)]
    assert moments(seen(36.0), seen(), seen(28.0)) == []


def test_a_track_that_was_away_for_more_than_2_seconds_has_crossed_nothing():
    """Who comes back on the other side may have gone round: samples are 0.2 s apart."""
    there, back = seen(36.0, tracker_id=7), seen(28.0, tracker_id=7)
    assert moments(there, *[seen()] * 9, back) == [("in", 25.0)]
    assert moments(there, *[seen()] * 10, back) == []


def test_boxes_without_ids_are_paired_by_class_and_distance():
    far = seen(60.0), seen(4.0)
    assert moments(*far) == [], "7 widths in one step"
    other = seen(33.0), seen(30.0, **{"class": "bus", "class_id": 3})
    assert moments(*other) == []
    assert moments(seen(33.0, 50.0), seen(31.0, 48.0)) == [("in", 2.5)]


def test_a_gap_in_the_samples_is_not_bridged_without_ids():
    frames = [0, 5, 10, 30, 35]
    ways = [seen(34.0), seen(34.0), seen(34.0), seen(30.0), seen(30.0)]
    sent = {"frame_offset": frames, "time_offset": [f / 25 for f in frames], "m": ways}
    zones = Zones(lines=(DOWN,))
    assert crossings(load(sent), zones).num_rows == 0
    for way in ways:
        way["predictions"][0]["tracker_id"] = 7
    assert crossings(load(sent), zones)["frame"].to_pylist() == [20.0]


def test_each_track_has_a_number_by_first_sight():
    ways = [(36.0, 44.0), (28.0, 34.0), (20.0, 30.0)]
    samples = [seen(upper, y=10.0) for upper, _ in ways]
    for sample, (_, lower) in zip(samples, ways, strict=True):
        sample["predictions"] += seen(lower, y=40.0)["predictions"]
    rows = found(*samples)
    assert [(row["track"], row["tracker_id"], row["frame"]) for row in rows] == [
        (0, None, 2.5),
        (1, None, 7.5),
    ]


def test_a_track_that_changes_its_class_crosses_as_what_it_was():
    ways = seen(36.0, tracker_id=7), seen(28.0, tracker_id=7, **{"class": "bus", "class_id": 3})
    assert found(*ways)[0]["class_name"] == "car"


def test_zones_of_a_larger_picture_are_scaled():
    wide = Line(name="gate", start=(320, 0), end=(320, 480))
    row = found(seen(36.0), seen(28.0), lines=(wide,), size=(640, 480))[0]
    assert (row["frame"], row["x"], row["y"]) == (2.5, 320, 300)
    with pytest.raises(MatchError, match=r"64x48 .* 640x360"):
        found(seen(36.0), lines=(wide,), size=(640, 360))


def test_frames_of_several_sizes_need_the_size_of_the_zones():
    half = {"image": {"width": 32, "height": 24}, "predictions": [
        box(x=14.0, y=14.0, width=4.0, height=2.0)]}  # fmt: skip
    with pytest.raises(MatchError, match="several sizes"):
        found(seen(36.0), half)
    assert moments(seen(36.0), half, size=(64, 48)) == [("in", 2.5)]


def test_boxes_near_the_end_of_the_numbers_cross_too():
    ways = [
        {"predictions": [box(x=x, y=20.0, width=8.0, height=1.7e308, tracker_id=1)]}
        for x in (1.7e308, -1.7e308)
    ]
    far = Line(name="far", start=(32, -1e6), end=(32, 1e6))
    assert moments(*ways, lines=(DOWN, far)) == []
    ways = [seen(1e300, tracker_id=1), seen(-1e300, tracker_id=1)]
    assert moments(*ways) == [("in", pytest.approx(2.5))]


def test_lines_models_and_sources_are_kept_apart():
    lines = (DOWN, Line(name="late", start=(30, 0), end=(30, 48)))
    ways = [seen(36.0), seen(28.0)]
    parts = [load(document(a=ways, b=ways[::-1]), source_id=name) for name in ("one", "two")]
    table = crossings(concat(parts), Zones(lines=lines))
    assert table.schema.equals(CROSSINGS)
    rows = [tuple(row[n] for n in ("source_id", "model", "line", "direction", "frame"))
            for row in table.to_pylist()]  # fmt: skip
    one = [
        ("one", "b", "late", "out", 1.25),
        ("one", "a", "gate", "in", 2.5),
        ("one", "b", "gate", "out", 2.5),
        ("one", "a", "late", "in", 3.75),
    ]
    assert rows == one + [("two", *row[1:]) for row in one]


def test_without_lines_or_boxes_there_are_no_crossings():
    assert found(seen(), seen()) == []
    assert found(None, None) == []


def test_the_videos_own_time_is_taken_where_it_is_known():
    zones = Zones(lines=(Line(name="mid", start=(320, 0), end=(320, 360)),))
    table = crossings(load(sample_result(), video=sample_video()), zones)
    assert table.num_rows > 4
    assert set(table["clock"].to_pylist()) == {"video"}
    assert np.allclose(np.array(table["frame"]) / 25, np.array(table["time_seconds"]))
    assert pa.compute.all(pa.compute.equal(table["x"], 320.0)).as_py()


NUMBER = st.integers(-9, 9)
POINT = st.tuples(NUMBER, NUMBER)


@given(POINT, POINT, st.lists(POINT, min_size=2, max_size=6))
def test_it_agrees_with_exact_fractions(start, end, way):
    if start == end:
        return
    samples = [seen(x + 30.0, y=y + 30.0, tracker_id=1) for x, y in way]
    line = Line(name="l", start=np.array(start) + 30, end=np.array(end) + 30)
    wanted = []
    for number, (p, q) in enumerate(itertools.pairwise(way)):
        # The line as a x + b y = c, with more than c on its right.
        a, b = Fraction(start[1] - end[1]), Fraction(end[0] - start[0])
        c = a * start[0] + b * start[1]
        before, after = (a * x + b * y > c for x, y in (p, q))
        if before == after:
            continue
        share = (c - a * p[0] - b * p[1]) / (a * (q[0] - p[0]) + b * (q[1] - p[1]))
        x, y = (p[i] + share * (q[i] - p[i]) for i in (0, 1))
        if all(min(start[i], end[i]) <= v <= max(start[i], end[i]) for i, v in ((0, x), (1, y))):
            wanted.append(("in" if after else "out", pytest.approx(float(5 * (number + share)))))
    assert moments(*samples, lines=(line,)) == wanted
