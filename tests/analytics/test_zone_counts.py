"""Occupancy and counts of zones and lines: what is in them on which samples, added up by hand."""

from __future__ import annotations

import itertools

import pytest

from tests.support.sources import box, document
from vidresults.analytics import line_counts, zone_occupancy, zone_summary, zone_visits
from vidresults.analytics.zones import (
    LINE_COUNTS,
    ZONE_OCCUPANCY,
    ZONE_SUMMARY,
    Line,
    Zone,
    Zones,
)
from vidresults.errors import SelectionError
from vidresults.load import load
from vidresults.results import concat

BAND = Zone(name="band", ring=[(20, 0), (40, 0), (40, 48), (20, 48)])
GATE = Line(name="gate", start=(30, 0), end=(30, 48))
BOTH = Zones(zones=(BAND,), lines=(GATE,))


def seen(*xs, **fields):
    boxes = [box(x=x, y=28, width=8.0, height=4.0, **fields) for x in xs]
    return {"image": {"width": 64, "height": 48}, "predictions": boxes}


def mixed(cars, buses):
    bus = {"class": "bus", "class_id": 3}
    return {
        "image": {"width": 64, "height": 48},
        "predictions": seen(*cars)["predictions"] + seen(*buses, **bus)["predictions"],
    }


def occupancy(*samples, bin_seconds=None):
    results = load(document(m=list(samples)), source_id="s")
    return zone_occupancy(results, BOTH, bin_seconds=bin_seconds).to_pylist()


def test_each_sample_has_a_row_for_each_class_also_with_none_inside():
    rows = occupancy(mixed([30.0, 31.0], []), mixed([10.0], [30.0]))
    assert [(r["class_name"], r["first_frame"], r["boxes"], r["mean"]) for r in rows] == [
        ("car", 0, 2, 2.0),
        ("car", 5, 0, 0.0),
        ("bus", 0, 0, 0.0),
        ("bus", 5, 1, 1.0),
    ]
    assert rows[1] == {
        "source_id": "s", "model": "m", "zone": "band", "class_name": "car", "start_seconds": 0.2,
        "end_seconds": 0.2, "clock": "sent", "first_frame": 5, "last_frame": 5, "samples": 1,
        "not_inferred": 0, "boxes": 0, "mean": 0.0, "most": 0,
    }  # fmt: skip


def test_a_sample_that_was_not_inferred_is_not_an_empty_one():
    rows = occupancy(seen(30.0), None)
    assert (rows[1]["samples"], rows[1]["not_inferred"]) == (0, 1)
    assert (rows[1]["boxes"], rows[1]["mean"], rows[1]["most"]) == (None, None, None)


def test_bins_begin_at_0_and_leave_out_what_was_not_inferred():
    """Times are 0, 0.2, 0.4, 0.6, 0.8, 1.0: in bins of 0.4 s two each, 0.8 and 1.0 in the last."""
    rows = occupancy(seen(30.0), seen(30.0, 31.0), seen(30.0), None, None, None, bin_seconds=0.4)
    shown = [
        (
            r["start_seconds"],
            r["end_seconds"],
            r["samples"],
            r["not_inferred"],
            r["mean"],
            r["most"],
        )
        for r in rows
    ]
    assert shown == [
        (0.0, 0.4, 2, 0, 1.5, 2),
        (0.4, 0.8, 1, 1, 1.0, 1),
        (0.8, pytest.approx(1.2), 0, 2, None, None),
    ]
    assert [(r["first_frame"], r["last_frame"]) for r in rows] == [(0, 5), (10, 15), (20, 25)]


@pytest.mark.parametrize("bin_seconds", [0.2, 0.1, 0.3, 0.6])
def test_a_sample_at_the_start_of_a_bin_is_in_that_bin(bin_seconds):
    """Whatever floating point makes of 0.6 / 0.2: k bins of 0.2 s begin at the k-th sample."""
    rows = occupancy(*[seen(30.0)] * 50, bin_seconds=bin_seconds)
    for row in rows:
        times = [f / 25 for f in range(0, 250, 5) if row["first_frame"] <= f <= row["last_frame"]]
        assert row["samples"] == len(times)
        assert row["start_seconds"] - 1e-9 <= times[0]
        assert times[-1] < row["end_seconds"] - 1e-9
    assert sum(row["boxes"] for row in rows) == 50


def test_bins_without_a_sample_have_no_row():
    sent = {"frame_offset": [0, 100], "time_offset": [0.0, 4.0], "m": [seen(30.0), seen(30.0)]}
    table = zone_occupancy(load(sent), BOTH, bin_seconds=1)
    assert table["start_seconds"].to_pylist() == [0.0, 4.0]


def test_samples_of_unknown_time_are_in_a_bin_of_their_own():
    sent = document(m=[seen(30.0)] * 3) | {"time_offset": [0.0, None, None]}
    rows = zone_occupancy(load(sent), BOTH, bin_seconds=1).to_pylist()
    assert [(r["start_seconds"], r["clock"], r["samples"]) for r in rows] == [
        (0.0, "sent", 1),
        (None, None, 2),
    ]


@pytest.mark.parametrize("wrong", [0, -1, float("nan"), float("inf")])
def test_bins_without_a_length_are_refused(wrong):
    with pytest.raises(SelectionError, match="expected seconds above 0"):
        occupancy(seen(30.0), bin_seconds=wrong)


def test_lines_count_both_ways_and_tracks_once():
    """One goes over the gate at x = 30 three times, another once."""
    ways = [[25.0, 35.0], [35.0, 25.0], [25.0, 25.0], [35.0, 25.0]]
    samples = []
    for one, other in ways:
        sample = seen(one, tracker_id=1)
        sample["predictions"] += seen(other, tracker_id=2)["predictions"]
        samples.append(sample)
    rows = line_counts(load(document(m=samples), source_id="s"), BOTH).to_pylist()
    # Along the gate, downwards, the left of the picture is on the right: leftwards is in.
    assert rows == [{
        "source_id": "s", "model": "m", "line": "gate", "class_name": "car",
        "went_in": 2, "went_out": 2, "tracks": 2,
    }]  # fmt: skip


def test_the_summary_adds_up():
    """In at frame 2.5 and out at 12.5; then in at 17.5, and it is still there at 20."""
    ways = [seen(x, tracker_id=1) for x in (16.0, 24.0, 36.0, 44.0, 36.0)]
    rows = zone_summary(load(document(m=[*ways, None]), source_id="s"), BOTH).to_pylist()
    zone, line = rows
    assert zone == {
        "source_id": "s", "model": "m", "kind": "zone", "name": "band", "class_name": "car",
        "went_in": 2, "went_out": 1, "tracks": 1, "visits": 2, "seconds": pytest.approx(0.5),
        "mean_seconds": pytest.approx(0.25), "longest_seconds": pytest.approx(0.4),
        "mean_boxes": pytest.approx(3 / 5), "most_boxes": 1, "samples": 5, "not_inferred": 1,
    }  # fmt: skip
    assert line == dict.fromkeys(zone) | {
        "source_id": "s", "model": "m", "kind": "line", "name": "gate", "class_name": "car",
        "went_in": 0, "went_out": 1, "tracks": 1, "samples": 5, "not_inferred": 1,
    }  # fmt: skip


def test_what_is_unknown_is_not_0_in_the_summary():
    sent = document(m=[seen(30.0)]) | {"time_offset": [None]}
    zone = zone_summary(load(sent), BOTH).to_pylist()[0]
    assert (zone["visits"], zone["seconds"], zone["longest_seconds"]) == (1, None, None)


def test_models_and_sources_are_kept_apart():
    parts = [load(document(a=[seen(30.0)], b=[seen()]), source_id=n) for n in ("one", "two")]
    both = concat(parts)
    for function, schema in ((zone_summary, ZONE_SUMMARY), (zone_occupancy, ZONE_OCCUPANCY),
                             (line_counts, LINE_COUNTS)):  # fmt: skip
        table = function(both, BOTH)
        assert table.schema.equals(schema)
        keys = list(dict.fromkeys(zip(*(table[n].to_pylist() for n in ("source_id", "model")),
                                      strict=True)))  # fmt: skip
        assert keys == [("one", "a"), ("two", "a")], "b found nothing, and has no class to name"


def test_without_zones_or_lines_there_is_nothing_of_their_kind():
    results = load(document(m=[seen(30.0)]))
    assert zone_occupancy(results, Zones(lines=(GATE,))).num_rows == 0
    assert zone_visits(results, Zones(lines=(GATE,))).num_rows == 0
    assert line_counts(results, Zones(zones=(BAND,))).num_rows == 0
    kinds = zone_summary(results, Zones(lines=(GATE,)))["kind"].to_pylist()
    assert kinds == ["line"]


def test_occupancy_is_what_sql_counts():
    """Another way over the sample: lower edges between y = 290 and 360, in SQL."""
    from vidresults.sample import sample_result

    results = load(sample_result())
    zone = Zone(name="pavement", ring=[(0, 290), (640, 290), (640, 360), (0, 360)])
    table = zone_occupancy(results, Zones(zones=(zone,)))
    found = {
        (row["class_name"], row["first_frame"]): row["boxes"]
        for row in table.to_pylist()
        if row["boxes"]
    }
    answer = results.sql(
        "select class_name, frame_index, count(*) as boxes from boxes "
        "where y_max >= 290 and y_max < 360 and x_center >= 0 and x_center < 640 group by all"
    )
    assert found == {(r["class_name"], r["frame_index"]): r["boxes"] for r in answer.to_pylist()}
    assert sum(found.values()) > 100
    ran = [row["samples"] for row in table.to_pylist() if row["class_name"] == "car"]
    assert (len(ran), sum(ran)) == (100, 99)
    assert sorted(itertools.chain({r["class_name"] for r in table.to_pylist()})) == [
        "bicycle", "bus", "car", "dog", "person",
    ]  # fmt: skip
