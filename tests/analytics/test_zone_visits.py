"""Visits to zones that can be said aloud: boxes on straight lines, sampled every fifth frame."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.sources import box, document
from vidresults.analytics.zones import ZONE_VISITS, Zone, Zones, zone_visits
from vidresults.analytics.zones.passing import parts_inside
from vidresults.errors import MatchError
from vidresults.load import load
from vidresults.results import concat

# From x = 20 to x = 40, over the whole height.
BAND = Zone(name="band", ring=[(20, 0), (40, 0), (40, 48), (20, 48)])


def seen(*xs, y=30.0, **fields):
    """A sample with a box of 8x4 at each x, whose lower edge is at y."""
    boxes = [box(x=x, y=y - 2, width=8.0, height=4.0, **fields) for x in xs]
    return {"image": {"width": 64, "height": 48}, "predictions": boxes}


def found(*samples, zones=(BAND,), gap=2.0, **more):
    results = load(document(m=list(samples)), source_id="s")
    table = zone_visits(results, Zones(zones=zones, **more), longest_gap_seconds=gap)
    return table.to_pylist()


def spans(*samples, **more):
    """Frames of entering and leaving; a bracket where the end is open."""
    return [
        (row["enter_frame"], row["leave_frame"], row["open_start"], row["open_end"])
        for row in found(*samples, **more)
    ]


def test_in_and_out_between_samples():
    """From 16 to 24 it comes in halfway, from 36 to 44 it goes out halfway: frames 2.5 and 12.5."""
    ways = [seen(x, tracker_id=7) for x in (16.0, 24.0, 36.0, 44.0)]
    assert found(*ways) == [{
        "source_id": "s", "model": "m", "zone": "band", "class_name": "car", "track": 0,
        "tracker_id": 7, "visit": 1, "enter_frame": 2.5, "enter_seconds": pytest.approx(0.1),
        "leave_frame": 12.5, "leave_seconds": pytest.approx(0.5), "clock": "sent",
        "seconds": pytest.approx(0.4), "samples": 2, "open_start": False, "open_end": False,
    }]  # fmt: skip


def test_who_is_inside_at_first_and_last_sight_has_open_ends():
    assert spans(seen(30.0), seen(31.0)) == [(0, 5, True, True)]
    assert spans(seen(24.0), seen(16.0)) == [(0, 2.5, True, False)]


def test_one_sighting_inside_has_no_length_and_two_open_ends():
    row = found(seen(30.0), seen())[0]
    assert (row["seconds"], row["samples"]) == (0.0, 1)
    assert (row["open_start"], row["open_end"]) == (True, True)


def test_what_passes_between_two_samples_was_inside_without_a_sample():
    """From 16 to 56 in one step: in after a tenth of it, out after six tenths."""
    row = found(*(seen(x, tracker_id=1) for x in (16.0, 56.0)))[0]
    assert (row["enter_frame"], row["leave_frame"], row["samples"]) == (
        pytest.approx(0.5), pytest.approx(3.0), 0)  # fmt: skip
    assert not row["open_start"] | row["open_end"]


def test_coming_back_is_a_second_visit():
    rows = found(*(seen(x) for x in (16.0, 24.0, 16.0, 24.0, 16.0)))
    assert [(row["visit"], row["track"], row["enter_frame"]) for row in rows] == [
        (1, 0, 2.5),
        (2, 0, 12.5),
    ]


def test_a_sample_that_was_not_inferred_ends_a_visit():
    for fields in ({}, {"tracker_id": 7}):
        ways = [seen(30.0, **fields), None, seen(30.0, **fields)]
        assert spans(*ways) == [(0, 0, True, True), (10, 10, True, True)]


def test_a_track_that_is_missed_goes_on_and_a_box_without_id_does_not():
    ids = [seen(30.0, tracker_id=7), seen(), seen(30.0, tracker_id=7)]
    assert spans(*ids) == [(0, 10, True, True)]
    assert spans(seen(30.0), seen(), seen(30.0)) == [(0, 0, True, True), (10, 10, True, True)]


def test_what_is_missed_for_longer_than_the_longest_gap_may_have_been_anywhere():
    """Samples are 0.2 s apart: with nine missed ones between them two are 2 s apart."""
    two, more = ([seen(30.0, tracker_id=7), *[seen()] * n, seen(31.0, tracker_id=7)]
                 for n in (9, 10))  # fmt: skip
    assert spans(*two) == [(0, 50, True, True)]
    assert spans(*more) == [(0, 0, True, True), (55, 55, True, True)]
    assert spans(*more, gap=2.2) == [(0, 55, True, True)]
    assert spans(*two[:2], seen(30.0, tracker_id=7), gap=0) == [
        (0, 0, True, True),
        (10, 10, True, True),
    ]


def test_without_times_nothing_is_followed_past_a_sample():
    ways = [seen(30.0, tracker_id=7), seen(30.0, tracker_id=7), seen(), seen(30.0, tracker_id=7)]
    sent = document(m=ways) | {"time_offset": [None] * 4}
    rows = zone_visits(load(sent), Zones(zones=(BAND,))).to_pylist()
    assert [(r["enter_frame"], r["leave_frame"]) for r in rows] == [(0, 5), (15, 15)]
    assert {r[n] for r in rows for n in ("enter_seconds", "seconds", "clock")} == {None}


def test_an_id_that_stands_twice_on_a_sample_is_its_first_box():
    ways = [seen(30.0, tracker_id=7), seen(31.0, 36.0, tracker_id=7), seen(32.0, tracker_id=7)]
    assert spans(*ways) == [(0, 10, True, True)]


def test_a_hole_is_not_inside():
    """From 20 to 44 in 4 samples of 8 px each: out of the zone from 28 to 36."""
    hole = Zone(name="ring", ring=BAND.ring, holes=([(28, 0), (36, 0), (36, 48), (28, 48)],))
    ways = [seen(x) for x in (16.0, 24.0, 32.0, 40.0, 48.0)]
    assert spans(*ways, zones=(hole,)) == [(2.5, 7.5, False, False), (12.5, 15.0, False, False)]


def test_touching_an_edge_from_outside_is_inside_where_the_edge_is_part():
    """Left edges are part of a zone, right ones are not."""
    assert spans(seen(16.0), seen(20.0), seen(16.0)) == [(5, 5, False, False)]
    assert spans(seen(44.0), seen(40.0), seen(44.0)) == []


def test_a_box_that_the_picture_cuts_off_is_in_a_zone_that_reaches_to_its_edge():
    """The picture is 64x48: a lower edge at 48 is where the picture ends; so is x = 64."""
    low = Zone(name="low", ring=[(0, 40), (64, 40), (64, 48), (0, 48)])
    assert spans(seen(30.0, y=48.0), seen(30.0, y=48.0), zones=(low,)) == [(0, 5, True, True)]
    assert len(found(seen(64.0, y=48.0), zones=(low,))) == 1
    assert found(seen(30.0, y=48.5), zones=(low,)) == [], "that is out of the picture"
    large = Zone(name="low", ring=[(0, 400), (640, 400), (640, 480), (0, 480)])
    assert len(found(seen(30.0, y=48.0), zones=(large,), size=(640, 480))) == 1
    assert (
        found(seen(30.0, y=44.0), zones=(Zone(name="up", ring=[(0, 0), (64, 0), (64, 44)]),)) == []
    )


def test_the_anchor_says_which_point_is_inside():
    low = Zone(name="low", ring=[(0, 29), (64, 29), (64, 48), (0, 48)])
    assert len(found(seen(30.0), zones=(low,))) == 1, "lower edges are at 30"
    assert found(seen(30.0), zones=(low,), anchor="center") == [], "centres are at 28"


def test_the_class_is_that_with_which_it_came():
    """Class swaps on a track: the box before the outline was a car, the one after it a bus."""
    bus = {"class": "bus", "class_id": 3}
    ways = [seen(16.0, tracker_id=1), seen(24.0, tracker_id=1, **bus)]
    assert found(*ways)[0]["class_name"] == "car"


def test_zones_models_and_sources_are_kept_apart_in_order_of_time():
    late = Zone(name="late", ring=[(30, 0), (40, 0), (40, 48), (30, 48)])
    there, back = [seen(16.0), seen(24.0), seen(32.0)], [seen(32.0), seen(24.0), seen(16.0)]
    parts = [load(document(a=there, b=back), source_id=name) for name in ("one", "two")]
    table = zone_visits(concat(parts), Zones(zones=(BAND, late)))
    assert table.schema.equals(ZONE_VISITS)
    rows = [(r["source_id"], r["model"], r["zone"], r["enter_frame"]) for r in table.to_pylist()]
    one = [("b", "band", 0.0), ("b", "late", 0.0), ("a", "band", 2.5), ("a", "late", 8.75)]
    assert rows == [(source, *row) for source in ("one", "two") for row in one]


def test_zones_of_another_picture_are_refused():
    with pytest.raises(MatchError, match=r"64x48 .* 640x360"):
        found(seen(30.0), size=(640, 360))


def test_boxes_near_the_end_of_the_numbers_pass_too():
    row = found(seen(1e300, tracker_id=1), seen(-1e300, tracker_id=1))[0]
    assert row["enter_frame"] == pytest.approx(2.5)


COORDINATE = st.integers(0, 12)
POINT = st.tuples(COORDINATE, COORDINATE)


@given(st.lists(POINT, min_size=3, max_size=6, unique=True), st.lists(POINT, min_size=2))
def test_what_is_inside_on_a_way_agrees_with_exact_fractions(ring, way):
    """Cuts and the even-odd rule with fractions; asked is the middle between two cuts."""
    if len(set(ring)) < 3:
        return
    zone = Zone(name="any", ring=ring)
    begin, end = np.array(way[:-1], float), np.array(way[1:], float)
    parts = parts_inside(zone, begin, end)
    for number, (first, second) in enumerate(pairwise(way)):
        cuts = _exact_cuts(ring, first, second)
        for low, high in pairwise(cuts):
            middle = (low + high) / 2
            x, y = (first[i] + middle * (second[i] - first[i]) for i in (0, 1))
            known = [inside for share, inside in parts.get(number, [(0, _odd(ring, *first))])
                     if share <= middle]  # fmt: skip
            if not _on_outline(ring, x, y):
                assert known[-1] == _odd(ring, x, y)


def _exact_cuts(ring, first, second):
    cuts = {Fraction(0), Fraction(1)}
    way = [second[i] - first[i] for i in (0, 1)]
    for p, q in zip(ring, [*ring[1:], ring[0]], strict=True):
        edge = [q[i] - p[i] for i in (0, 1)]
        turn = way[0] * edge[1] - way[1] * edge[0]
        apart = [p[i] - first[i] for i in (0, 1)]
        if turn:
            share = Fraction(apart[0] * edge[1] - apart[1] * edge[0], turn)
            along = Fraction(apart[0] * way[1] - apart[1] * way[0], turn)
            if 0 <= share <= 1 and 0 <= along <= 1:
                cuts.add(share)
    return sorted(cuts)


def _odd(ring, x, y):
    odd = False
    for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True):
        if (y1 <= y) != (y2 <= y) and x < x1 + Fraction(y - y1) * (x2 - x1) / (y2 - y1):
            odd = not odd
    return odd


def _on_outline(ring, x, y):
    return any(
        (q[0] - p[0]) * (y - p[1]) == (q[1] - p[1]) * (x - p[0])
        and min(p[0], q[0]) <= x <= max(p[0], q[0])
        and min(p[1], q[1]) <= y <= max(p[1], q[1])
        for p, q in zip(ring, [*ring[1:], ring[0]], strict=True)
    )
