"""The table of events, by hand; that all of them come when they should is in `test_scene`."""

from __future__ import annotations

import pytest

from tests.support.sources import box, document
from vidresults.analytics import events, line_counts, zone_visits
from vidresults.analytics.happenings import EVENT_KINDS, EVENTS
from vidresults.analytics.zones import Line, Zone, Zones
from vidresults.errors import MatchError, SelectionError
from vidresults.load import load
from vidresults.results import concat
from vidresults.sample import sample_result, sample_video

BAND = Zone(name="band", ring=[(20, 0), (40, 0), (40, 48), (20, 48)])
GATE = Line(name="gate", start=(30, 0), end=(30, 48))
BOTH = Zones(zones=(BAND,), lines=(GATE,))


def seen(*xs, **fields):
    boxes = [box(x=x, y=28, width=8.0, height=4.0, **fields) for x in xs]
    return {"image": {"width": 64, "height": 48}, "predictions": boxes}


def found(*samples, zones=None, **options):
    return events(load(document(m=list(samples)), source_id="s"), zones, **options).to_pylist()


def told(*samples, **options):
    return [
        (row["kind"], row["start_frame"], row["end_frame"]) for row in found(*samples, **options)
    ]


def test_one_way_through_a_zone_with_a_line_in_its_middle():
    """From 16 to 48: in at 20 (frame 2.5), over 30 (8.75), out at 40 (15)."""
    ways = [seen(x, tracker_id=9) for x in (16.0, 24.0, 32.0, 40.0, 48.0)]
    rows = found(seen(), *ways, seen(), zones=BOTH)
    assert [(row["kind"], row["place"], row["start_frame"]) for row in rows] == [
        ("appear", None, 5),
        ("enter", "band", 7.5),
        ("cross_out", "gate", 13.75),
        ("leave", "band", 20),
        ("disappear", None, 25),
    ]
    assert rows[3] == {
        "source_id": "s", "model": "m", "kind": "leave", "class_name": "car", "track": 0,
        "tracker_id": 9, "place": "band", "start_frame": 20, "start_seconds": pytest.approx(0.8),
        "end_frame": 20, "end_seconds": pytest.approx(0.8), "clock": "sent",
        "value": pytest.approx(0.5), "open_start": False, "open_end": False,
    }  # fmt: skip
    assert rows[4]["value"] == pytest.approx(0.8)


def test_at_the_ends_of_what_was_looked_at_events_are_open():
    rows = found(seen(10.0), seen(10.0))
    assert [(r["kind"], r["open_start"], r["open_end"]) for r in rows] == [
        ("appear", True, False),
        ("disappear", False, True),
    ]


def test_over_a_sample_that_was_not_inferred_events_are_open():
    rows = found(seen(), seen(10.0, tracker_id=1), None, seen(10.0, tracker_id=1), seen())
    assert [(r["kind"], r["start_frame"], r["open_start"] or r["open_end"]) for r in rows] == [
        ("appear", 5, False),
        ("disappear", 5, True),
        ("appear", 15, True),
        ("disappear", 15, False),
    ]


def test_who_is_inside_from_the_start_does_not_enter_but_leaves():
    rows = found(seen(36.0), seen(44.0), zones=Zones(zones=(BAND,)))
    leave = [row for row in rows if row["kind"] in ("enter", "leave")]
    assert [(row["kind"], row["open_start"], row["value"]) for row in leave] == [
        ("leave", False, pytest.approx(0.1)),
    ]


def test_dwell_is_more_than_so_many_seconds_in_a_zone_or_else_in_the_picture():
    """Inside from frame 0 to 10, in the picture until 15."""
    ways = [seen(30.0), seen(30.0), seen(40.0), seen(44.0), seen()]
    stay = Zones(zones=(BAND,))
    assert ("dwell", 0, 10) in told(*ways, zones=stay, dwell_over=0.39)
    assert [k for k, *_ in told(*ways, zones=stay, dwell_over=0.4) if k == "dwell"] == []
    assert ("dwell", 0, 15) in told(*ways, dwell_over=0.4)
    (row,) = [r for r in found(*ways, dwell_over=0.4) if r["kind"] == "dwell"]
    assert (row["value"], row["place"]) == (pytest.approx(0.6), None)
    assert (row["open_start"], row["open_end"]) == (True, False)


def test_count_is_more_than_so_many_of_a_class_in_a_zone_or_in_the_picture():
    ways = [seen(30.0), seen(30.0, 50.0), seen(30.0, 22.0), seen(30.0)]
    (row,) = [r for r in found(*ways, count_over=1) if r["kind"] == "count"]
    assert (row["start_frame"], row["end_frame"], row["value"]) == (5, 15, 2)
    assert (row["track"], row["place"], row["open_start"], row["open_end"]) == (
        None, None, False, False)  # fmt: skip
    (row,) = [r for r in found(*ways, count_over=1, zones=BOTH) if r["kind"] == "count"]
    assert (row["start_frame"], row["end_frame"], row["place"]) == (10, 15, "band")
    assert not [r for r in found(*ways, count_over=2) if r["kind"] == "count"]


def test_what_disappears_is_what_it_was_last():
    bus = {"class": "bus", "class_id": 3}
    rows = found(seen(30.0, tracker_id=1), seen(30.0, tracker_id=1, **bus))
    assert [(row["kind"], row["class_name"]) for row in rows] == [
        ("appear", "car"),
        ("disappear", "bus"),
    ]


def test_every_kind_is_one_of_the_list_and_stands_in_its_order():
    ways = [seen(16.0), seen(24.0), seen(32.0), seen(24.0), seen(16.0), seen()]
    rows = found(*ways, zones=BOTH, dwell_over=0.1, count_over=0)
    assert {row["kind"] for row in rows} == set(EVENT_KINDS)
    assert [row["start_frame"] for row in rows] == sorted(row["start_frame"] for row in rows)
    together = [row["kind"] for row in rows if row["start_frame"] == 2.5]
    assert together == ["enter", "dwell", "count"][: len(together)]


def test_frames_of_several_sizes_need_the_size_of_zones_only():
    half = seen(10.0) | {"image": {"width": 32, "height": 24}}
    assert told(seen(20.0), half)
    with pytest.raises(MatchError, match="several sizes"):
        told(seen(20.0), half, zones=BOTH)


def test_models_and_sources_are_kept_apart():
    parts = [load(document(a=[seen(30.0)], b=[seen(30.0)]), source_id=n) for n in ("one", "two")]
    table = events(concat(parts))
    assert table.schema.equals(EVENTS)
    keys = [(r["source_id"], r["model"], r["kind"]) for r in table.to_pylist()]
    assert keys == [
        (s, m, k) for s in ("one", "two") for m in "ab" for k in ("appear", "disappear")
    ]


@pytest.mark.parametrize("options", [{"dwell_over": -1}, {"count_over": -1}])
def test_less_than_nothing_is_refused(options):
    with pytest.raises(SelectionError, match="expected a number from 0 on"):
        told(seen(30.0), **options)


def test_without_times_there_are_frames_and_no_dwelling():
    results = load(document(m=[seen(30.0)]) | {"time_offset": [None]})
    first = events(results, BOTH).to_pylist()[0]
    assert (first["start_frame"], first["start_seconds"], first["clock"]) == (0, None, None)
    with pytest.raises(MatchError, match="tells no times"):
        events(results, dwell_over=1)


def test_on_the_sample_events_agree_with_the_tables_of_zones():
    """Each closed end of a visit and each crossing is one event; the clock is the video's."""
    results = load(sample_result(), video=sample_video())
    zones = Zones(
        zones=(Zone(name="road", ring=[(200, 180), (440, 180), (440, 360), (200, 360)]),),
        lines=(Line(name="mid", start=(320, 0), end=(320, 360)),),
    )
    table = events(results, zones)
    assert set(table["clock"].to_pylist()) == {"video"}
    kinds = table["kind"].to_pylist()
    visits = zone_visits(results, zones).to_pylist()
    assert kinds.count("enter") == sum(not row["open_start"] for row in visits) > 5
    assert kinds.count("leave") == sum(not row["open_end"] for row in visits) > 5
    counted = line_counts(results, zones).to_pylist()
    assert kinds.count("cross_in") == sum(row["went_in"] for row in counted) > 2
    assert kinds.count("cross_out") == sum(row["went_out"] for row in counted) > 2
    assert kinds.count("appear") == kinds.count("disappear") > 40
