"""Boxes between samples: on their way, fading, and never where nothing is known."""

from __future__ import annotations

import json

import numpy as np
import pytest

from tests.support.sources import box, document, element
from vidresults.errors import SelectionError
from vidresults.load import load, scan
from vidresults.render import Scene
from vidresults.results import VideoResults, merge

SIZE = (64, 48)
OUTLINE = [{"x": 20.0, "y": 20.0}, {"x": 30.0, "y": 20.0}, {"x": 30.0, "y": 30.0}]


def at(x, y=20.0, side=10.0, **fields):
    return box(x=x, y=y, width=side, height=side, **fields)


def scene(*elements, **options):
    """A model's elements, every fifth frame of 25 a second."""
    return Scene(load(document(m=list(elements))), SIZE, between="interpolate", **options)


def rows(found, frame):
    return [row for sight in found.at(frame) for row in sight.rows.get("detections", [])]


def centres(found, frames):
    return [[row["x_center"] for row in rows(found, frame)] for frame in frames]


def test_a_box_moves_evenly_from_sample_to_sample():
    moving = scene(element(at(20.0, 10.0)), element(at(30.0, 20.0, side=20.0)))
    for frame in range(6):
        (row,) = rows(moving, frame)
        share = frame / 5
        expected = [20 + 10 * share, 10 + 10 * share, 10 + 10 * share, 10 + 10 * share]
        found = [row[name] for name in ("x_center", "y_center", "width", "height")]
        assert found == pytest.approx(expected, rel=1e-15)


def test_a_sample_shows_its_own_rows_and_no_others():
    result = load(document(m=[element(at(20.0)), element(at(21.0), at(50.0)), element(at(22.0))]))
    moving = Scene(result, SIZE, between="interpolate")
    plain = Scene(result, SIZE, between="none")
    for frame in (0, 5, 10):
        assert rows(moving, frame) == rows(plain, frame)
        assert all("opacity" not in row for row in rows(moving, frame))


def test_frames_can_be_asked_for_in_any_order():
    forward = scene(*[element(at(20.0 + i)) for i in range(9)])
    wanted = centres(forward, range(41))
    order = np.random.default_rng(1).permutation(41)
    again = scene(*[element(at(20.0 + i)) for i in range(9)])
    assert [wanted[i] for i in order] == centres(again, order)


def test_only_the_samples_around_the_frame_are_in_memory():
    long = scene(*[element(at(20.0), at(50.0)) for _ in range(400)])
    kept = long._models[0]._motion._rows._kept
    most = 0
    for frame in range(2000):
        list(long.at(frame))
        most = max(most, len(long._models[0]._motion._rows._kept))
    assert kept is long._models[0]._motion._rows._kept, "it was read once"
    assert most <= 3


def test_motion_is_even_in_the_times_of_the_video():
    # Frames 0 to 5 are shown at 0, 1, 2, 3, 4 and 10 seconds.
    times = np.array([0.0, 1.0, 2.0, 3.0, 4.0, 10.0])
    moving = scene(element(at(20.0)), element(at(30.0)), times=times)
    assert centres(moving, range(6)) == [[20.0], [21.0], [22.0], [23.0], [24.0], [30.0]]


def test_a_sample_after_the_end_of_the_video_is_moved_towards_at_its_rate():
    moving = scene(element(at(20.0)), element(at(30.0)), times=np.array([0.0, 0.1, 0.2]))
    assert centres(moving, [1, 2]) == [[pytest.approx(22.0)], [pytest.approx(24.0)]]


def test_what_disappears_fades_out_and_what_appears_fades_in():
    # Half an interval is 2.5 frames.
    changing = scene(element(at(20.0, **{"class": "a"})), element(at(50.0, **{"class": "b"})))
    seen = [[(r["class_name"], r.get("opacity")) for r in rows(changing, f)] for f in range(9)]
    rising = [("b", pytest.approx(0.2)), ("b", pytest.approx(0.6)), ("b", None)]
    falling = [("a", None), ("a", pytest.approx(0.6)), ("a", pytest.approx(0.2))]
    last = [("b", pytest.approx(0.6)), ("b", pytest.approx(0.2))]
    assert seen == [[one] for one in [*falling, *rising, *last]] + [[]]


def test_nothing_moves_across_a_sample_that_was_not_inferred():
    gap = scene(element(at(20.0)), None, element(at(22.0)))
    # Fading ends half an interval, 2.5 frames, after 0 and begins as much before 10.
    empty = [[]] * 5
    assert centres(gap, range(11)) == [[20.0]] * 3 + empty + [[22.0]] * 3
    assert rows(gap, 5) == []


def sparse(*frames, **options):
    boxes = [element(at(20.0 + i)) for i in range(len(frames))]
    result = {"frame_offset": list(frames), "time_offset": [f / 25 for f in frames], "m": boxes}
    return Scene(load(result), SIZE, between="interpolate", **options)


def test_nothing_moves_over_a_gap_of_more_than_one_and_a_half_intervals():
    # The interval is 4: from 12 to 18 there are 6 frames, from 18 to 25 there are 7.
    long = sparse(0, 4, 8, 12, 18, 25)
    assert centres(long, [15]) == [[pytest.approx(23.5)]]
    assert centres(long, [19, 20, 21, 22, 23, 24]) == [[24.0], [], [], [], [], [25.0]]


@pytest.mark.parametrize(("gap", "middle"), [(0.28, [[24.5]]), (0.27, [[]])])
def test_the_longest_gap_can_be_told_in_seconds(gap, middle):
    # 7 frames are 0.28 s.
    times = np.arange(30) / 25
    for known in (times, None):
        long = sparse(0, 4, 8, 12, 18, 25, longest_gap=gap, times=known)
        assert centres(long, [21, 22])[0] == pytest.approx([24 + 3 / 7] if gap > 0.27 else [])
    assert bool(centres(long, [21])[0]) is bool(middle[0])


def test_an_outline_goes_with_its_box():
    moving = scene(
        element(box(x=25.0, y=25.0, width=10.0, height=10.0, points=OUTLINE)),
        element(box(x=35.0, y=25.0, width=20.0, height=10.0, points=OUTLINE)),
    )
    # On frame 2 the box is around (29, 25), 14 wide and 10 high.
    (row,) = rows(moving, 2)
    ring = [(p["x"], p["y"]) for p in row["polygons"][0]]
    assert np.allclose(ring, [(22, 20), (36, 20), (36, 30)], rtol=0, atol=1e-12)


def point(name, x, number=None, **fields):
    return {"x": x, "y": 20.0, "class": name, "class_id": number, **fields}


def test_keypoints_move_by_class_and_never_by_position():
    first = [point("nose", 10.0), point("eye", 12.0), point("ear", 14.0), point("ear", 15.0)]
    second = [point("eye", 22.0), point("ear", 30.0), point("nose", 40.0), point("tail", 0.0)]
    moving = scene(element(at(20.0, keypoints=first)), element(at(25.0, keypoints=second)))
    (row,) = rows(moving, 2)
    # The nose goes from 10 to 40 and the eye from 12 to 22; which ear is which is not known, so
    # both go with the box: 2 to the right.
    found = [(p["class_name"], p["x"]) for p in row["keypoints"]]
    expected = [("nose", 22.0), ("eye", 16.0), ("ear", 16.0), ("ear", 17.0)]
    assert [name for name, _ in found] == [name for name, _ in expected]
    assert np.allclose([x for _, x in found], [x for _, x in expected], rtol=1e-15)


def test_run_lengths_and_all_else_are_those_of_the_sample_before():
    mask = {"size": [48, 64], "counts": [100, 20, 2952]}
    moving = scene(element(at(20.0, rle=mask, confidence=0.25)), element(at(30.0, confidence=0.75)))
    (row,), (begin,) = rows(moving, 4), rows(moving, 0)
    assert row["rle"] == begin["rle"] != None  # noqa: E711 - both
    assert row["confidence"] == 0.25


def test_classes_of_a_frame_are_held():
    sent = {"predictions": [{"class": "day", "class_id": 0, "confidence": 0.9}], "top": "day"}
    held = scene(sent, sent)
    names = [
        [row["class_name"] for sight in held.at(frame) for row in sight.rows["classifications"]]
        for frame in (0, 4, 5, 12, 13)
    ]
    assert names == [["day"]] * 4 + [[]]


def test_samples_of_pictures_of_two_sizes_fade_in_their_own_pixels():
    small = element(box(x=10.0, y=10.0, width=6.0, height=6.0), image={"width": 32, "height": 24})
    changing = scene(element(at(20.0)), small)
    scales = [[sight.scale for sight in changing.at(frame)] for frame in (1, 4)]
    assert scales == [[(1.0, 1.0)], [(2.0, 2.0)]]


@pytest.mark.parametrize("far", [1e10, 1e308])
def test_far_boxes_are_no_error(far):
    moving = scene(element(at(-far)), element(at(far)))
    assert all(not np.isnan(row["x_center"]) for f in range(9) for row in rows(moving, f))


@pytest.mark.parametrize("between", ["hold", "none", "interpolate"])
def test_a_stream_shows_the_same_as_tables_in_memory(between):
    # Three megabytes of each model, more than a window of the reader.
    words = "x" * 10_000
    two = document(
        a=[element(at(10.0 + i % 7), at(40.0 + i % 5), note=words) for i in range(600)],
        b=[None if i % 9 == 4 else element(at(50.0 - i % 6), note=words) for i in range(600)],
    )
    text = json.dumps(two).encode()
    stream, whole = (Scene(s, SIZE, between=between) for s in (scan(text), load(text)))
    for frame in range(3010):
        assert list(stream.at(frame)) == list(whole.at(frame))


def test_merged_jobs_with_samples_of_their_own_are_kept_apart():
    often = load(document(a=[element(at(10.0 + i)) for i in range(5)]))
    rare = {"frame_offset": [0, 10, 20], "time_offset": [0.0, 0.4, 0.8],
            "b": [element(at(50.0 - 2 * i)) for i in range(3)]}  # fmt: skip
    both = Scene(merge([often, load(rare)]), SIZE, between="interpolate")
    found = [[(s.model, s.number, s.rows["detections"][0]["x_center"]) for s in both.at(frame)]
             for frame in (10, 15)]  # fmt: skip
    assert found == [[("a", 0, 12.0), ("b", 1, 48.0)], [("a", 0, 13.0), ("b", 1, 47.0)]]


def test_rows_that_are_not_in_the_order_of_samples_are_refused():
    result = load(document(m=[element(at(20.0)), element(at(30.0))]))
    tables = {name: result.table(name) for name in ("documents", "classes", "frames", "inferences")}
    turned = VideoResults(tables | {"detections": result.detections.take([1, 0])})
    with pytest.raises(SelectionError, match=r"sample 0 of 'm' stands behind sample 1"):
        [list(Scene(turned, SIZE).at(frame)) for frame in range(9)]
