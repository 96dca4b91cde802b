"""The street of `tests/support/scenes.py`: every number is known before anything is computed.

It is asked at every frame, at every 6th, at 3 of 25 a second and of a video of uneven frames, with
tracker ids and without. Moments on straight lines come out exactly; where a line bends between two
samples, within half the distance of these.
"""

from __future__ import annotations

import pytest

from tests.support.scenes import (
    CROSSES,
    MOVERS,
    SAMPLINGS,
    SEEN,
    STAYS,
    ZONES,
    scene,
    scene_document,
)
from vidresults.analytics import (
    crossings,
    events,
    line_counts,
    segments,
    zone_occupancy,
    zone_summary,
    zone_visits,
)
from vidresults.load import load
from vidresults.results import concat

EXACT = 1e-9  # seconds
CLASSES = {1: "car", 2: "bus", 3: "person", 4: "car"}

every_sampling = pytest.mark.parametrize("sampling", SAMPLINGS.values(), ids=SAMPLINGS)
tracked_or_not = pytest.mark.parametrize("tracked", [True, False], ids=["ids", "no ids"])


def first_from(sampling, seconds):
    """The first sample from a moment on: where something is first seen."""
    return next(t for t in sampling.times if t >= seconds - EXACT)


def last_until(sampling, seconds):
    return next(t for t in reversed(sampling.times) if t <= seconds + EXACT)


def after(sampling, seconds):
    """The sample that follows the last one until a moment; after the last of all, an interval."""
    later = [t for t in sampling.times if t > seconds + EXACT]
    return later[0] if later else None


def within(stay, seconds):
    """Whether the centre is in the zone: of rectangles left edges are part, right ones are not."""
    (mover,) = (mover for mover in MOVERS if mover.track == stay.track)
    (ring,) = (zone.ring for zone in ZONES.zones if zone.name == stay.zone)
    return ring[:, 0].min() <= mover.at(seconds)[0] < ring[:, 0].max()


def rows(table, **wanted):
    return [row for row in table.to_pylist() if all(row[k] == v for k, v in wanted.items())]


@every_sampling
@tracked_or_not
@pytest.mark.parametrize("stay", STAYS, ids=lambda s: f"{s.class_name} {s.zone} {s.enter}")
def test_who_is_in_a_zone_from_when_until_when(sampling, tracked, stay):
    """The middle from 3.5 s to 6.5 s, the stop from 4 s to 7.75 s, the door from 1 s and to 9 s."""
    table = zone_visits(scene(sampling, tracked=tracked), ZONES)
    named = {"tracker_id": stay.track if tracked else None, "class_name": stay.class_name}
    found = rows(table, zone=stay.zone, open_start=stay.enter is None, **named)
    (row,) = found
    seen = SEEN[stay.track]
    enter, leave = stay.enter, stay.leave
    if enter is None:  # the person is seen again at 7 s
        enter = first_from(sampling, seen[-1][0])
    if leave is None:  # and was last seen at 3 s
        leave = last_until(sampling, seen[0][1])
    bend = sampling.interval / 2 if stay.zone == "stop" else EXACT
    assert row["enter_seconds"] == pytest.approx(enter, abs=EXACT)
    assert row["leave_seconds"] == pytest.approx(leave, abs=bend)
    assert row["seconds"] == pytest.approx(leave - enter, abs=bend)
    assert row["open_end"] == (stay.leave is None)
    near = [t for t in sampling.times if enter - 0.01 < t < leave + 0.01]
    assert row["samples"] == sum(within(stay, t) for t in near)


@every_sampling
@tracked_or_not
def test_nobody_else_is_in_a_zone(sampling, tracked):
    assert zone_visits(scene(sampling, tracked=tracked), ZONES).num_rows == len(STAYS)


@every_sampling
@tracked_or_not
def test_lines_are_crossed_at_3_at_5_twice_and_at_7(sampling, tracked):
    table = crossings(scene(sampling, tracked=tracked), ZONES)
    found = sorted((row["time_seconds"], row["line"], row["class_name"], row["direction"])
                   for row in table.to_pylist())  # fmt: skip
    wanted = sorted((c.seconds, c.line, c.class_name, c.direction) for c in CROSSES)
    for one, other in zip(found, wanted, strict=True):
        assert one[1:] == other[1:]
        assert one[0] == pytest.approx(other[0], abs=EXACT)


@every_sampling
def test_one_car_out_and_one_bus_in_at_the_gate_and_both_in_across(sampling):
    table = line_counts(scene(sampling), ZONES)
    found = {(r["line"], r["class_name"]): (r["went_in"], r["went_out"], r["tracks"])
             for r in table.to_pylist()}  # fmt: skip
    assert found == {
        ("gate", "car"): (0, 1, 1), ("gate", "bus"): (1, 0, 1), ("gate", "person"): (0, 0, 0),
        ("across", "car"): (1, 0, 1), ("across", "bus"): (1, 0, 1), ("across", "person"): (0, 0, 0),
    }  # fmt: skip


@every_sampling
def test_the_summary_says_who_came_and_went(sampling):
    """The person's two visits to the door: one was seen to begin, and one to end."""
    table = zone_summary(scene(sampling), ZONES)
    found = {
        (r["name"], r["class_name"]): (r["went_in"], r["went_out"], r["visits"], r["tracks"])
        for r in table.to_pylist()
        if r["visits"]
    }
    assert found == {
        ("middle", "car"): (1, 1, 1, 1),
        ("middle", "bus"): (1, 1, 1, 1),
        ("stop", "car"): (1, 1, 1, 1),
        ("door", "person"): (1, 1, 2, 1),
    }
    (stop,) = rows(table, name="stop", class_name="car")
    assert stop["seconds"] == pytest.approx(3.75, abs=sampling.interval / 2)
    assert stop["mean_seconds"] == stop["longest_seconds"] == stop["seconds"]
    (middle,) = rows(table, name="middle", class_name="bus")
    assert middle["longest_seconds"] == pytest.approx(3.0, abs=EXACT)
    assert middle["most_boxes"] == 1
    inside = [t for t in sampling.times if t + EXACT >= 3.5 and t < 6.5 + EXACT]
    assert middle["mean_boxes"] == pytest.approx(len(inside) / len(sampling.times))


@every_sampling
def test_occupancy_is_one_from_3_5_to_6_5_and_else_none(sampling):
    table = zone_occupancy(scene(sampling), ZONES)
    found = rows(table, zone="middle", class_name="car")
    assert [row["start_seconds"] for row in found] == list(sampling.times)
    for row in found:
        inside = 3.5 - EXACT <= row["start_seconds"] < 6.5 - EXACT
        assert (row["boxes"], row["mean"], row["most"]) == (inside,) * 3, row["start_seconds"]
        assert (row["samples"], row["not_inferred"]) == (1, 0)


@every_sampling
def test_the_person_is_there_until_3_and_from_7(sampling):
    first, second = rows(segments(scene(sampling)), class_name="person")
    assert (first["start_seconds"], first["open_start"]) == (0.0, True)
    assert first["end_seconds"] == pytest.approx(after(sampling, 3.0))
    assert not first["open_end"]
    assert second["start_seconds"] == pytest.approx(first_from(sampling, 7.0))
    assert (second["open_start"], second["open_end"]) == (False, True)
    assert second["end_seconds"] > sampling.times[-1]
    for row in (first, second):
        assert row["share"] == 1.0
        assert row["seconds"] == pytest.approx(row["end_seconds"] - row["start_seconds"])
    # Each sample stands for the time until the next: 3 s and 3 s, give or take one sample.
    assert first["seconds"] == pytest.approx(3.0, abs=sampling.interval + EXACT)


@every_sampling
def test_two_cars_are_there_from_0_5_to_9_5(sampling):
    (row,) = rows(segments(scene(sampling), on=2), class_name="car")
    assert row["start_seconds"] == pytest.approx(first_from(sampling, 0.5))
    assert row["end_seconds"] == pytest.approx(after(sampling, 9.5))
    assert (row["most"], row["open_start"], row["open_end"]) == (2, False, False)


@every_sampling
def test_a_gap_of_4_s_is_bridged_by_5_and_not_by_3(sampling):
    results = scene(sampling)
    (row,) = rows(segments(results, gap_seconds=5), class_name="person")
    there = [t for t in sampling.times if t <= 3.0 + EXACT or t >= 7.0 - EXACT]
    assert row["present"] == len(there)
    assert row["samples"] == len(sampling.times)
    assert row["share"] == len(there) / len(sampling.times)
    assert len(rows(segments(results, gap_seconds=3), class_name="person")) == 2


@every_sampling
def test_only_what_is_there_for_longer_than_5_s_is_left(sampling):
    table = segments(scene(sampling), by="track", min_seconds=5)
    assert [row["tracker_id"] for row in table.to_pylist()] == [1, 2, 4]


@every_sampling
@tracked_or_not
def test_each_track_is_there_for_as_long_as_it_is_seen(sampling, tracked):
    table = segments(scene(sampling, tracked=tracked), by="track")
    found = [(r["class_name"], r["start_seconds"], r["end_seconds"]) for r in table.to_pylist()]
    wanted = [
        (CLASSES[track], first_from(sampling, start), after(sampling, end))
        for track, spans in SEEN.items()
        for start, end in spans
    ]
    assert len(found) == len(wanted)
    for class_name, start, end in wanted:
        same = [(s, e) for name, s, e in found if name == class_name and s == pytest.approx(start)]
        assert [e for _, e in same if end is None or e == pytest.approx(end)], (class_name, start)


@every_sampling
def test_events_appear_and_disappear_with_the_first_and_last_sighting(sampling):
    table = events(scene(sampling), ZONES)
    for track, spans in SEEN.items():
        appeared = rows(table, kind="appear", tracker_id=track)
        gone = rows(table, kind="disappear", tracker_id=track)
        for (start, end), first, last in zip(spans, appeared, gone, strict=True):
            assert first["start_seconds"] == pytest.approx(first_from(sampling, start))
            assert last["start_seconds"] == pytest.approx(last_until(sampling, end))
            assert first["open_start"] == (start == 0.0)
            assert last["open_end"] == (end == 10.0)
            assert last["value"] == pytest.approx(last["start_seconds"] - first["start_seconds"])


@every_sampling
def test_events_enter_and_leave_only_what_was_seen_to(sampling):
    table = events(scene(sampling), ZONES)
    for kind, moment in (("enter", "enter"), ("leave", "leave")):
        found = sorted((r["start_seconds"], r["tracker_id"]) for r in rows(table, kind=kind))
        wanted = sorted((getattr(s, moment), s.track) for s in STAYS if getattr(s, moment))
        for one, other in zip(found, wanted, strict=True):
            assert one[0] == pytest.approx(other[0], abs=sampling.interval / 2)
            assert one[1] == other[1]


@every_sampling
def test_events_cross_where_crossings_are(sampling):
    table = events(scene(sampling), ZONES)
    found = [(r["kind"], r["place"], r["class_name"], pytest.approx(r["start_seconds"]))
             for r in table.to_pylist() if r["kind"].startswith("cross")]  # fmt: skip
    assert found == [
        ("cross_out", "gate", "car", 3.0),
        ("cross_in", "across", "car", 5.0),
        ("cross_in", "across", "bus", 5.0),
        ("cross_in", "gate", "bus", 7.0),
    ]


@every_sampling
def test_only_the_stop_is_held_for_more_than_3_5_s(sampling):
    (row,) = rows(events(scene(sampling), ZONES, dwell_over=3.5), kind="dwell")
    assert (row["place"], row["tracker_id"], row["class_name"]) == ("stop", 4, "car")
    assert row["start_seconds"] == pytest.approx(4.0, abs=EXACT)
    assert row["end_seconds"] == pytest.approx(7.75, abs=sampling.interval / 2)
    assert row["value"] == pytest.approx(3.75, abs=sampling.interval / 2)


@every_sampling
def test_more_than_one_car_is_there_from_0_5_to_9_5(sampling):
    (row,) = rows(events(scene(sampling), count_over=1), kind="count")
    assert (row["class_name"], row["place"], row["track"], row["value"]) == ("car", None, None, 2)
    assert row["start_seconds"] == pytest.approx(first_from(sampling, 0.5))
    assert row["end_seconds"] == pytest.approx(after(sampling, 9.5))


@every_sampling
def test_frames_lie_between_samples_as_times_do(sampling):
    """A moment's frame and time have the same share of the way between two samples."""
    for row in crossings(scene(sampling), ZONES).to_pylist():
        before, later = (sampling.frames.index(row[n]) for n in ("from_frame", "to_frame"))
        way = (row["frame"] - row["from_frame"]) / (row["to_frame"] - row["from_frame"])
        start, end = sampling.times[before], sampling.times[later]
        assert row["time_seconds"] == pytest.approx(start + way * (end - start))


def test_tracks_that_were_missed_for_a_second_enter_and_cross_when_they_did():
    """Away from 2.64 s to 3.6 s, on a straight line: over the gate at 3 s, in the middle at 3.5."""
    missed = {(1, frame) for frame in (72, 78, 84)}
    results = scene(SAMPLINGS["every 6th frame"], missed=missed)
    assert rows(crossings(results, ZONES), line="gate")[0]["time_seconds"] == pytest.approx(3.0)
    (visit,) = rows(zone_visits(results, ZONES), zone="middle", class_name="car")
    assert (visit["enter_seconds"], visit["leave_seconds"]) == pytest.approx((3.5, 6.5))


def test_a_sample_that_was_not_inferred_opens_what_it_cuts():
    """Frame 126 is at 5.04 s: who was in the middle at 4.8 s is there again at 5.28 s."""
    results = scene(SAMPLINGS["every 6th frame"], not_inferred={126})
    first, second = rows(zone_visits(results, ZONES), zone="middle", class_name="car")
    assert (first["enter_seconds"], first["leave_seconds"]) == pytest.approx((3.5, 4.8))
    assert (second["enter_seconds"], second["leave_seconds"]) == pytest.approx((5.28, 6.5))
    assert [r["open_start"] for r in (first, second)] == [False, True]
    assert [r["open_end"] for r in (first, second)] == [True, False]
    (middle,) = rows(zone_summary(results, ZONES), name="middle", class_name="car")
    assert (middle["went_in"], middle["went_out"], middle["visits"]) == (1, 1, 2)
    assert (middle["samples"], middle["not_inferred"]) == (41, 1)
    assert rows(crossings(results, ZONES), line="across") == [], "that was at 5 s: nobody looked"
    one, other = rows(segments(results), class_name="bus")
    assert (one["end_seconds"], other["start_seconds"]) == pytest.approx((5.04, 5.28))
    (row,) = rows(segments(results, gap_seconds=0.24), class_name="bus")
    assert (row["not_inferred"], row["samples"], row["share"]) == (1, 41, 1.0)


def test_two_models_and_two_videos_have_each_their_own():
    """The same scene four times: each of them has five stays, four crossings, four segments."""
    documents = [
        scene_document(SAMPLINGS["every 6th frame"])
        | {"other": scene_document(SAMPLINGS["every 6th frame"], tracked=False)["street"]}
        for _ in range(2)
    ]
    parts = [load(d, source_id=name) for d, name in zip(documents, ("one", "two"), strict=True)]
    results = concat(parts)
    alone = {
        "visits": 5,
        "crossings": 4,
        "segments": 4,
    }
    found = {
        "visits": zone_visits(results, ZONES),
        "crossings": crossings(results, ZONES),
        "segments": segments(results),
    }
    for name, table in found.items():
        for source_id in ("one", "two"):
            for model in ("street", "other"):
                assert len(rows(table, source_id=source_id, model=model)) == alone[name]
