"""The table of tracks, by hand."""

from __future__ import annotations

import pytest

from tests.support.sources import box, document
from tests.support.track_scenes import untimed
from vidresults.analytics import ANALYSES, Homography, track, track_table
from vidresults.errors import MatchError, SelectionError
from vidresults.load import load
from vidresults.sample import sample_result

BUS = {"class": "bus", "class_id": 3}


def seen(*boxes, size=(640, 480)):
    return {"image": {"width": size[0], "height": size[1]}, "predictions": list(boxes)}


def at(x, y, *, number=7, **fields):
    """A box whose lower edge has its middle there."""
    return box(x=x, y=y - 10, width=40.0, height=20.0, tracker_id=number, **fields)


def rows(*samples, **how):
    """Tracks of samples at 0, 0.2, 0.4, ... seconds: every fifth frame of 25 a second."""
    return track_table(load(document(m=list(samples)), source_id="s"), **how).to_pylist()


def test_every_number_of_a_track_that_turns_and_is_missed():
    """3-4-5: 30 right and 40 down are 50 pixels in 0.2 s; then 100 up in 0.6 s; not seen once,
    and not inferred once; three of four boxes are a car's.
    """
    samples = (
        seen(),
        seen(at(100, 100, confidence=0.5)),
        seen(at(130, 140, confidence=None)),
        seen(),
        None,
        seen(at(130, 40, confidence=0.75, **BUS), at(400, 40, confidence=0.1)),
        seen(at(130, 40, confidence=0.25)),
    )
    (row,) = rows(*samples, with_path=True)
    assert row == {
        "source_id": "s", "model": "m", "tracker_id": 7, "class_name": "car", "class_share": 0.75,
        "first_frame": 5, "last_frame": 30,
        "first_seconds": 0.2, "last_seconds": 1.2, "duration_seconds": pytest.approx(1.0),
        "clock": "sent", "samples": 4, "missed": 1, "not_inferred": 1, "gaps": 1,
        "longest_gap_seconds": pytest.approx(0.6), "repeated": 1, "mean_confidence": 0.5,
        "path_pixels": 150, "displacement_pixels": pytest.approx((30**2 + 60**2) ** 0.5),
        "mean_speed_pixels": pytest.approx(150), "top_speed_pixels": pytest.approx(250),
        # Up twice as far as to the right.
        "direction_degrees": pytest.approx(63.43494882292201),
        "path": [
            {"frame": 5, "seconds": 0.2, "x": 100, "y": 100},
            {"frame": 10, "seconds": 0.4, "x": 130, "y": 140},
            {"frame": 25, "seconds": 1.0, "x": 130, "y": 40},
            {"frame": 30, "seconds": 1.2, "x": 130, "y": 40},
        ],
    }  # fmt: skip


def test_seen_once_is_no_motion():
    (row,) = rows(seen(at(100, 100)))
    assert (row["samples"], row["duration_seconds"], row["path_pixels"]) == (1, 0, 0)
    assert row["displacement_pixels"] == 0
    for name in ("mean_speed_pixels", "top_speed_pixels", "direction_degrees"):
        assert row[name] is None


def test_of_two_classes_equally_often_the_first_seen_counts():
    (row,) = rows(seen(at(100, 100, **BUS)), seen(at(100, 100)))
    assert (row["class_name"], row["class_share"]) == ("bus", 0.5)


def test_an_unknown_confidence_is_null():
    (row,) = rows(seen(at(100, 100, confidence=None)))
    assert row["mean_confidence"] is None


def test_without_times_there_are_no_speeds():
    results = untimed(load(document(m=[seen(at(100, 100)), seen(), seen(at(160, 100))])))
    (row,) = track_table(results, with_path=True).to_pylist()
    assert (row["first_frame"], row["last_frame"], row["path_pixels"]) == (0, 10, 60)
    for name in ("first_seconds", "last_seconds", "duration_seconds", "clock",
                 "mean_speed_pixels", "top_speed_pixels", "longest_gap_seconds"):  # fmt: skip
        assert row[name] is None
    assert (row["missed"], row["gaps"]) == (1, 1)
    assert [place["seconds"] for place in row["path"]] == [None, None]


@pytest.mark.parametrize(
    ("way", "degrees"),
    [((10, 0), 0), ((10, -10), 45), ((0, -10), 90), ((-10, 0), 180), ((0, 10), 270)],
)
def test_directions_are_those_of_the_picture(way, degrees):
    (row,) = rows(seen(at(100, 100)), seen(at(100 + way[0], 100 + way[1])))
    assert row["direction_degrees"] == pytest.approx(degrees)


def test_the_anchor_can_be_the_centre():
    (row,) = rows(seen(at(100, 100)), with_path=True, anchor="center")
    assert row["path"][0]["y"] == 90


def test_tracks_stand_by_model_and_first_sight():
    later = [seen(at(10, 100, number=9)), seen(at(10, 100, number=2)), seen(at(9, 99, number=9))]
    table = track_table(load(document(b=later, a=[seen(at(50, 50, number=2)), None, None])))
    assert table.select(["model", "tracker_id"]).to_pylist() == [
        {"model": "b", "tracker_id": 9},
        {"model": "b", "tracker_id": 2},
        {"model": "a", "tracker_id": 2},
    ]


def test_the_columns_are_the_published_ones_less_what_was_not_asked_for():
    samples = load(document(m=[seen(at(100, 100))]))
    ground = Homography.from_points(*[[[0, 0], [9, 0], [9, 9], [0, 9]]] * 2)
    full = track_table(samples, homography=ground, with_path=True)
    assert full.schema.equals(ANALYSES["tracks"])
    assert [f.metadata for f in full.schema] == [f.metadata for f in ANALYSES["tracks"]]
    plain = track_table(samples).column_names
    left = [name for name in full.column_names if name not in plain]
    assert left == ["path_metres", "displacement_metres", "mean_speed_metres",
                    "top_speed_metres", "path"]  # fmt: skip


def test_on_the_ground_lengths_are_in_metres():
    """Seen from straight above at 20 pixels a metre: 60 pixels in 0.2 s are 3 m, 15 m/s."""
    ground = Homography.from_points(
        [[0, 0], [640, 0], [640, 480], [0, 480]], [[0, 0], [32, 0], [32, 24], [0, 24]]
    )
    (row,) = rows(seen(at(100, 100)), seen(at(160, 100)), homography=ground)
    for name, value in (("path", 3), ("displacement", 3), ("mean_speed", 15), ("top_speed", 15)):
        assert row[f"{name}_metres"] == pytest.approx(value)


def test_a_homography_of_a_larger_picture_is_scaled():
    ground = Homography.from_points(
        [[0, 0], [1280, 0], [1280, 960], [0, 960]], [[0, 0], [32, 0], [32, 24], [0, 24]],
        size=(1280, 960),
    )  # fmt: skip
    (row,) = rows(seen(at(100, 100)), seen(at(160, 100)), homography=ground)
    assert row["path_metres"] == pytest.approx(3)
    wide = Homography(matrix=ground.matrix, size=(1280, 720))
    with pytest.raises(MatchError, match=r"homography is of 1280x720 .* frames are 640x480"):
        rows(seen(at(100, 100)), homography=wide)


def test_pictures_of_several_sizes_need_one_to_measure_in():
    samples = seen(at(100, 100)), seen(box(x=80, y=45, width=20, height=10, tracker_id=7),
                                       size=(320, 240))  # fmt: skip
    with pytest.raises(MatchError, match="several sizes"):
        rows(*samples)
    assert rows(*samples, size=(640, 480))[0]["path_pixels"] == 60


def test_without_ids_it_is_said_who_assigns_them():
    results = load(document(m=[seen(at(100, 100, number=None, confidence=0.1))]))
    with pytest.raises(SelectionError, match=r"`vidresults tracks` or vr\.track"):
        track_table(results)
    assert track_table(track(results)).num_rows == 0, "tried, and there is none"
    assert track_table(load(document(m=[seen(), None]))).num_rows == 0


BY_HAND = """
with places as (
    select tracker_id, frame_index, frames.time_seconds as moment, confidence,
           x_center as x, y_center + height / 2 as y
    from detections join frames using (source_id, sample_index, frame_index)
), steps as (
    select *, moment - lag(moment) over track as passed,
           sqrt((x - lag(x) over track) ** 2 + (y - lag(y) over track) ** 2) as step
    from places window track as (partition by tracker_id order by frame_index)
)
select tracker_id, min(frame_index) as first_frame, max(moment) as last_seconds,
       count(*) as samples, avg(confidence) as mean_confidence,
       coalesce(sum(step), 0) as path_pixels, max(step / passed) as top_speed_pixels,
       coalesce(max(passed) filter (passed > 0.3), 0) as gap
from steps group by 1 order by 2, 1
"""


def equals_sql(results):
    """Whether the table says what a query says, which was written without it."""
    tracked = track(results)
    found, wanted = track_table(tracked).to_pylist(), tracked.sql(BY_HAND).to_pylist()
    assert len(found) == len(wanted) > 10
    for row, by_hand in zip(found, wanted, strict=True):
        gap = by_hand.pop("gap")
        assert {name: row[name] for name in by_hand} == pytest.approx(by_hand)
        if not row["not_inferred"]:
            assert (row["longest_gap_seconds"] or 0) == pytest.approx(gap)


def test_the_numbers_of_the_sample_are_those_of_a_query():
    equals_sql(load(sample_result()))


def test_the_numbers_of_a_real_result_are_those_of_a_query(real_data):
    equals_sql(load(real_data / "results" / "pallet_5fps.json"))
