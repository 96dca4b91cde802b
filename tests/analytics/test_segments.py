"""Presence segments by hand: samples every fifth frame of 25 a second, so 0.2 s apart."""

from __future__ import annotations

import pytest

from tests.support.documents import single_label
from tests.support.sources import box, document
from vidresults.analytics import segments
from vidresults.analytics.presence import SEGMENTS, counted_of
from vidresults.errors import MatchError, SelectionError
from vidresults.export import export
from vidresults.load import load, scan
from vidresults.results import concat


def some(count, **fields):
    """A sample with so many boxes, far from each other; None: not inferred."""
    boxes = [box(x=100.0 * n, y=28, width=8.0, height=4.0, **fields) for n in range(count)]
    return {"image": {"width": 640, "height": 480}, "predictions": boxes}


def made(*counts, frames=None):
    samples = [None if count is None else some(count) for count in counts]
    sent = document(m=samples)
    if frames is not None:
        sent |= {"frame_offset": frames, "time_offset": [f / 25 for f in frames]}
    return load(sent, source_id="s")


def spans(*counts, frames=None, **options):
    table = segments(made(*counts, frames=frames), **options)
    return [(row["start_frame"], row["end_frame"]) for row in table.to_pylist()]


def test_a_segment_lasts_from_its_first_sample_to_the_one_after_its_last():
    (row,) = segments(made(0, 1, 2, 0)).to_pylist()
    assert row == {
        "source_id": "s", "model": "m", "class_name": "car", "track": None, "tracker_id": None,
        "start_frame": 5, "start_seconds": 0.2, "end_frame": 15, "end_seconds": 0.6,
        "clock": "sent", "seconds": pytest.approx(0.4), "samples": 2, "present": 2, "share": 1.0,
        "not_inferred": 0, "most": 2, "open_start": False, "open_end": False,
    }  # fmt: skip


def test_after_the_last_sample_it_is_held_for_one_interval():
    (row,) = segments(made(0, 1)).to_pylist()
    assert (row["end_frame"], row["end_seconds"]) == (10, pytest.approx(0.4))
    assert (row["open_start"], row["open_end"]) == (False, True)


def test_a_lone_sample_has_no_interval_and_no_length():
    (row,) = segments(made(1)).to_pylist()
    assert (row["start_frame"], row["end_frame"], row["seconds"]) == (0, 0, 0.0)
    assert (row["open_start"], row["open_end"]) == (True, True)


def test_it_is_held_for_one_and_a_half_intervals_at_most():
    """The median distance is 5 frames: 7.5 after frame 10, which is 0.3 s, although the next is
    at 30."""
    frames = [0, 5, 10, 30, 35, 40]
    table = segments(made(1, 1, 1, 1, 1, 0, frames=frames))
    first, second = table.to_pylist()
    assert (first["start_frame"], first["end_frame"]) == (0, 17.5)
    assert first["end_seconds"] == pytest.approx(0.7)
    assert (second["start_frame"], second["end_frame"]) == (30, 40)
    assert (first["open_end"], second["open_start"]) == (True, True)


def test_it_ends_at_a_sample_that_was_not_inferred():
    assert spans(1, None, 1, 0) == [(0, 5), (10, 15)]


def test_gaps_are_bridged_also_over_what_was_not_inferred_and_that_is_told():
    """From frame 5 to 10 it is 0.2 s."""
    assert spans(1, None, 1, 0, gap_seconds=0.1) == [(0, 5), (10, 15)]
    (row,) = segments(made(1, None, 1, 0), gap_seconds=0.2).to_pylist()
    assert (row["start_frame"], row["end_frame"]) == (0, 15)
    assert (row["samples"], row["present"], row["not_inferred"], row["share"]) == (2, 2, 1, 1.0)
    (row,) = segments(made(1, 0, 1, 0), gap_seconds=0.2).to_pylist()
    assert (row["samples"], row["present"], row["not_inferred"]) == (3, 2, 0)
    assert row["share"] == pytest.approx(2 / 3)


def test_on_begins_and_off_ends():
    counts = 1, 2, 3, 2, 1, 2, 3, 0
    assert spans(*counts, on=3) == [(10, 15), (30, 35)]
    assert spans(*counts, on=3, off=2) == [(10, 20), (30, 35)]
    assert spans(*counts, on=3, off=1) == [(10, 35)]
    assert spans(*counts) == [(0, 35)]


def test_after_a_sample_that_was_not_inferred_it_takes_on_again():
    assert spans(3, 2, None, 2, 3, on=3, off=2) == [(0, 10), (20, 25)]


def test_short_ones_are_left_out_after_gaps_were_bridged():
    counts = 1, 0, 1, 0, 0, 0, 0, 1, 0
    assert spans(*counts, min_seconds=0.4) == []
    assert spans(*counts, min_seconds=0.4, gap_seconds=0.2) == [(0, 15)]


def test_tracks_have_segments_of_their_own():
    """Two boxes 100 pixels apart: the first stays, the second comes for one sample."""
    table = segments(made(1, 2, 1, 0), by="track")
    found = [(r["track"], r["tracker_id"], r["start_frame"], r["end_frame"], r["most"])
             for r in table.to_pylist()]  # fmt: skip
    assert found == [(0, None, 0, 15, 1), (1, None, 5, 10, 1)]


def test_a_track_that_comes_back_is_one_track_in_two_segments():
    samples = [some(1, tracker_id=7), some(0), some(1, tracker_id=7), some(0)]
    table = segments(load(document(m=samples)), by="track")
    found = [(r["track"], r["tracker_id"], r["start_frame"]) for r in table.to_pylist()]
    assert found == [(0, 7, 0), (0, 7, 10)]


def test_classes_that_are_predicted_for_frames_are_there_too():
    """The label's document says day on every frame, as the one that is predicted."""
    samples = [single_label(), None, single_label()]
    table = segments(load(document(m=samples)))
    found = [(r["class_name"], r["start_frame"], r["end_frame"], r["most"])
             for r in table.to_pylist()]  # fmt: skip
    assert found == [("day", 0, 5, 1), ("day", 10, 15, 1)]


def test_frames_of_several_sizes_are_counted_all_the_same():
    half = some(1) | {"image": {"width": 64, "height": 48}}
    results = load(document(m=[some(1), half]))
    assert segments(results).num_rows == 1
    assert segments(results, by="track").num_rows == 1


def test_models_and_sources_are_kept_apart():
    parts = [load(document(a=[some(1)], b=[some(1)]), source_id=n) for n in ("one", "two")]
    table = segments(concat(parts))
    assert table.schema.equals(SEGMENTS)
    assert [(r["source_id"], r["model"]) for r in table.to_pylist()] == [
        ("one", "a"), ("one", "b"), ("two", "a"), ("two", "b"),
    ]  # fmt: skip


def test_without_times_frames_are_told_and_seconds_are_not():
    results = load(document(m=[some(1), some(0)]) | {"time_offset": [None, None]})
    (row,) = segments(results).to_pylist()
    assert (row["start_frame"], row["end_frame"]) == (0, 5)
    assert {row[n] for n in ("start_seconds", "end_seconds", "seconds", "clock")} == {None}
    for given in ({"gap_seconds": 1}, {"min_seconds": 1}):
        with pytest.raises(MatchError, match="tells no times"):
            segments(results, **given)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"on": 0}, "on=0, off=0: expected 1 or more"),
        ({"on": 1, "off": 2}, "off not above on"),
        ({"by": "zone"}, "by='zone' is not known; there is class, track"),
        ({"by": "track", "on": 2}, "a track has one box"),
        ({"gap_seconds": -1}, "gap: found -1"),
        ({"min_seconds": float("nan")}, "min_length: found nan"),
    ],
)
def test_what_makes_no_sense_is_refused(options, said):
    with pytest.raises(SelectionError, match=said):
        segments(made(1), **options)


def test_a_stream_of_stored_tables_counts_the_same(tmp_path):
    results = made(*[n % 4 for n in range(60)])
    export(results, tmp_path / "tables", format="parquet")
    stored = scan(tmp_path / "tables")
    assert segments(stored, on=2).equals(segments(results, on=2))
    (counted,) = counted_of(stored)
    positions, counts = counted.classes["car"]
    assert counts.tolist() == [n % 4 for n in range(60) if n % 4]
    assert positions.tolist() == [n for n in range(60) if n % 4]
