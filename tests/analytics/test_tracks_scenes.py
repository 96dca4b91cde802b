"""Tracks of scenes whose answers are known: by reasoning, and by a foreign evaluator."""

from __future__ import annotations

import itertools

import numpy as np
import pyarrow as pa
import pytest

from tests.support.mot import idf1
from tests.support.track_scenes import Moving, hard_objects, sampled, scene, straight
from vidresults.analytics import track, track_table
from vidresults.analytics.anchors import anchors_of
from vidresults.results import VideoClock, VideoResults
from vidresults.schema import TABLES

# Ten seconds. One goes 1000 pixels to the right, one 500 down: their boxes overlap from 4.4 to
# 4.8 seconds. The third leaves the picture after 1 second and is back for the last second.
ACROSS = Moving(way=straight((0, 100, 300), (10, 1100, 300)))
DOWN = Moving(way=straight((0, 600, 100), (10, 600, 600)))
RETURNS = Moving(way=straight((0, 1200, 650), (2, 1360, 650), (8, 1360, 650), (10, 1200, 650)))
CROSSING = (ACROSS, DOWN, RETURNS)

# Steps of a variable rate: 1.2 seconds for 10 frames.
STEPS = (0.04, 0.2, 0.08, 0.12, 0.2, 0.04, 0.16, 0.08, 0.12, 0.16)
VARIABLE = [0.0, *itertools.accumulate(itertools.islice(itertools.cycle(STEPS), 83))]

SAMPLINGS = {
    "full rate": (range(251), None),
    "every 6th frame": (range(0, 251, 6), None),
    "3 of 25": (sampled(25, 3, 10), None),
    "variable rate": (range(84), VARIABLE),
}


@pytest.fixture(params=SAMPLINGS)
def moments(request):
    """Frames and times of one sampling."""
    frames, times = SAMPLINGS[request.param]
    return list(frames), [f / 25 for f in frames] if times is None else times


def truths(results):
    """The objects in each track, by tracker id."""
    found = {}
    for row in results.detections.to_pylist():
        found.setdefault(row["tracker_id"], set()).add(row["detection_id"].partition("-")[0])
    return found


def test_crossing_lines_stay_apart_and_who_returns_late_is_somebody_new(moments):
    """Three tracks from the start, the fourth when the third object is back after 8 seconds."""
    assert truths(track(scene(CROSSING, *moments))) == {1: {"0"}, 2: {"1"}, 3: {"2"}, 4: {"2"}}


def test_the_table_says_what_the_lines_say(moments):
    frames, times = moments
    last = times[-1]
    across, down, before, after = track_table(track(scene(CROSSING, frames, times))).to_pylist()
    for row, speed, direction in ((across, 100, 0), (down, 50, 270)):
        assert (row["first_frame"], row["last_frame"]) == (frames[0], frames[-1])
        assert (row["first_seconds"], row["last_seconds"]) == (0, pytest.approx(last))
        assert (row["samples"], row["missed"], row["gaps"]) == (len(frames), 0, 0)
        assert row["longest_gap_seconds"] is None
        assert row["path_pixels"] == pytest.approx(speed * last)
        assert row["displacement_pixels"] == pytest.approx(speed * last)
        assert row["mean_speed_pixels"] == pytest.approx(speed)
        assert row["top_speed_pixels"] == pytest.approx(speed)
        assert row["direction_degrees"] == pytest.approx(direction)
    seen = [at for at in times if at <= 1]
    assert before["last_seconds"] == pytest.approx(seen[-1])
    assert before["duration_seconds"] == pytest.approx(seen[-1])
    assert before["direction_degrees"] == pytest.approx(0)
    assert after["first_seconds"] == pytest.approx(next(at for at in times if at >= 9))
    assert after["direction_degrees"] == pytest.approx(180)
    assert after["mean_speed_pixels"] == pytest.approx(80)


def hidden(begin: float, end: float) -> Moving:
    """It stands, and is not seen between two moments."""
    return Moving(way=lambda t: (-1.0 if begin < t < end else 300.0, 300.0))


def test_who_is_hidden_for_a_moment_stays_who_it_was(moments):
    frames, times = moments
    results = scene([hidden(5.02, 5.62)], frames, times)
    (row,) = track_table(track(results)).to_pylist()
    away = [at for at in times if 5.02 < at < 5.62]
    around = max(at for at in times if at <= 5.02), min(at for at in times if at >= 5.62)
    assert (row["samples"], row["missed"]) == (len(times) - len(away), len(away))
    assert row["gaps"] == 1
    assert row["longest_gap_seconds"] == pytest.approx(around[1] - around[0])


def test_how_long_is_waited_for_can_be_said(moments):
    results = scene([hidden(5.02, 5.62)], *moments)
    assert len(truths(track(results, lost_seconds=0.5))) == 2
    results = scene([hidden(3.0, 6.0)], *moments)
    assert len(truths(track(results))) == 2
    assert len(truths(track(results, lost_seconds=4))) == 1


def test_the_videos_own_times_count_where_they_are_known():
    """Sent as 25 a second, true as a variable rate: only by the latter the speed is constant."""
    frames, sent = list(range(84)), [f / 25 for f in range(84)]
    results = scene(CROSSING, frames, VARIABLE)
    rows = [
        row | {"time_seconds": at} for row, at in zip(results.frames.to_pylist(), sent, strict=True)
    ]
    clock = VideoClock(
        path="v.mp4", sha256="00", width=1280, height=720, rate=None,
        pts=np.rint(np.array(VARIABLE) * 1000).astype(np.int64), seconds=np.array(VARIABLE),
    )  # fmt: skip
    tables = {name: results.table(name) for name in TABLES}
    tables["frames"] = pa.Table.from_pylist(rows, schema=TABLES["frames"])
    slow = track_table(track(VideoResults(tables))).to_pylist()[0]
    assert (slow["clock"], slow["last_seconds"]) == ("sent", sent[-1])
    assert slow["top_speed_pixels"] > 1.5 * slow["mean_speed_pixels"]
    tables["frames"] = pa.Table.from_batches(
        [clock.apply("frames", batch) for batch in tables["frames"].to_batches()]
    )
    true = track_table(track(VideoResults(tables))).to_pylist()[0]
    assert (true["clock"], true["last_seconds"]) == ("video", VARIABLE[-1])
    assert true["top_speed_pixels"] == pytest.approx(100)


def test_what_was_not_inferred_is_passed_over_and_its_time_goes_by():
    """Five samples in a row are lost to the model, 0.24 seconds each: both objects go on.

    The first moves 24 pixels a sample, 144 from sight to sight; 1.44 seconds are too long to be
    waited for unless it is said.
    """
    frames = list(range(0, 251, 6))
    results = scene((ACROSS, DOWN), frames, not_inferred=frames[20:25])
    assert len(truths(track(results))) == 4
    kept = track(results, lost_seconds=2)
    assert truths(kept) == {1: {"0"}, 2: {"1"}}
    across, down = track_table(kept).to_pylist()
    for row in (across, down):
        assert (row["samples"], row["missed"], row["not_inferred"]) == (37, 0, 5)
        assert (row["gaps"], row["longest_gap_seconds"]) == (0, None)
    assert across["top_speed_pixels"] == pytest.approx(100)


def test_the_hard_scene_is_as_hard_as_it_says():
    """Twelve objects, eight crossings, three exits, up to a box width in 0.2 seconds."""
    objects = hard_objects()
    results = scene(objects, range(500))
    pairs, fastest = set(), 0.0
    for anchors in anchors_of(results):
        for sample in range(500):
            here = np.flatnonzero(anchors.sample == sample)
            boxes = anchors.boxes[here]
            for a, b in itertools.combinations(range(len(here)), 2):
                apart = np.abs(boxes[a, :2] - boxes[b, :2])
                if (apart < (boxes[a, 2:] + boxes[b, 2:]) / 2).all():
                    pairs.add((here[a] - here[0], here[b] - here[0], sample))
    seen = {frozenset(_objects(results, sample)[i] for i in pair) for *pair, sample in pairs}
    crossing = ((2, 3), (2, 9), (3, 5), (3, 8), (4, 5), (5, 8), (6, 7), (8, 9))
    assert seen == set(map(frozenset, crossing))
    for thing in objects:
        ways = np.array([thing.way(f / 100) for f in range(2000)])
        fastest = max(fastest, np.linalg.norm(ways[20:] - ways[:-20], axis=1).max() / thing.width)
    assert 0.95 < fastest <= 1.02
    assert set(_objects(results, 0)) - set(_objects(results, 499)) == {2, 4, 6}
    back = scene(hard_objects(returning=True), range(500))
    assert set(_objects(back, 300)) < set(_objects(back, 0)) == set(_objects(back, 499))


def _objects(results, sample):
    rows = results.detections.to_pylist()
    return [int(r["detection_id"].split("-")[0]) for r in rows if r["sample_index"] == sample]


def hard(seed, asked, *, returning=False):
    """The truth about the boxes that are left of the scene, and their tracks."""
    objects, frames = hard_objects(returning=returning), sampled(25, asked, 20)
    truth = scene(objects, frames, removed=0.1, seed=seed)
    return truth, track(scene(objects, frames, removed=0.1, jitter=0.03, seed=seed))


@pytest.mark.parametrize("seed", range(3))
def test_the_hard_scene_at_5_samples_a_second(seed, tmp_path):
    assert idf1(*hard(seed, 5), tmp_path) >= 0.95


@pytest.mark.parametrize("seed", range(3))
def test_the_hard_scene_where_three_come_back(seed, tmp_path):
    """Who comes back after seconds gets another id; the truth has the same."""
    assert idf1(*hard(seed, 5, returning=True), tmp_path) >= 0.9


@pytest.mark.parametrize("asked", [25, 10])
def test_the_hard_scene_at_higher_rates(asked, tmp_path):
    assert idf1(*hard(0, asked), tmp_path) >= 0.98


def test_the_evaluator_sees_what_is_wrong(tmp_path):
    """Overlap as it is, without larger boxes, loses what moves a box width."""
    objects, frames = hard_objects(), sampled(25, 5, 20)
    truth = scene(objects, frames, removed=0.1)
    plain = track(scene(objects, frames, removed=0.1, jitter=0.03), buffer_ratio=0)
    assert idf1(truth, plain, tmp_path) < 0.9
