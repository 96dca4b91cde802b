"""Rates behind the frame numbers, and what is shown between samples."""

from fractions import Fraction

import numpy as np
import pytest

from vidresults.errors import MatchError, SelectionError
from vidresults.matching import (
    colour_key,
    pair_boxes,
    sampling_rate,
    scale_to_video,
    shown_samples,
    source_rate,
)

NTSC = Fraction(30000, 1001)
FILM = Fraction(24000, 1001)


def times_of(frames, rate):
    """As the service sends them, to four decimals."""
    return [round(float(frame / rate), 4) for frame in frames]


def numbers_of(asked, count, rate):
    """Frame floor(i * rate / asked) for each sample."""
    return [int(i * rate / asked) for i in range(count)]


@pytest.mark.parametrize(
    "rate",
    [
        pytest.param(Fraction(rate), id=name)
        for name, rate in {
            "25": 25,
            "30": 30,
            "10": 10,
            "60": 60,
            "120": 120,
            "29.97": NTSC,
            "23.976": FILM,
            "59.94": 2 * NTSC,
            "12.5": Fraction(25, 2),
            "7.5": Fraction(15, 2),
            "1": 1,
        }.items()
    ],
)
@pytest.mark.parametrize("asked", [1, 5])
def test_the_rate_of_the_video_is_found_behind_numbers_and_times(rate, asked):
    frames = numbers_of(min(asked, rate), 60, rate)
    assert source_rate(frames, times_of(frames, rate)) == rate


def test_one_second_tells_the_film_rate_from_24():
    assert source_rate([0, 24], [0.0, 1.001]) == FILM
    assert source_rate([0, 24], [0.0, 1.0]) == 24


@pytest.mark.parametrize(
    ("frames", "times"),
    [
        pytest.param([], [], id="nothing"),
        pytest.param([0], [0.0], id="first-frame"),
        pytest.param([0, 5], [0.0, None], id="no-times"),
        pytest.param([0, 5], [0.0, 0.0], id="only-zero"),
        pytest.param([0, 5, 10, 15], [0.0, 0.2, 0.5, 0.6], id="variable"),
        pytest.param([0, 100, 200], [0.0, 3.0, 8.1], id="two-rates"),
    ],
)
def test_there_is_no_rate_where_the_numbers_do_not_tell_one(frames, times):
    assert source_rate(frames, times) is None


def test_times_that_are_not_known_are_left_out():
    assert source_rate([0, 5, 10, 15], [None, 0.2, None, 0.6]) == 25


def test_three_a_second_of_25_are_uneven():
    frames = [0, 8, 16, 25, 33, 41]
    assert sampling_rate(frames, Fraction(25)) == 3


@pytest.mark.parametrize(
    ("asked", "rate"),
    [(5, Fraction(25)), (1, Fraction(30)), (7, NTSC), (10, Fraction(10)), (24, Fraction(25))],
)
def test_the_asked_rate_is_found(asked, rate):
    assert sampling_rate(numbers_of(asked, 80, rate), rate) == asked


@pytest.mark.parametrize(
    ("frames", "rate"),
    [
        pytest.param([0], Fraction(25), id="one-frame"),
        pytest.param([], Fraction(25), id="no-frame"),
        pytest.param([0, 5, 10], None, id="no-rate"),
        pytest.param([0, 5, 11], Fraction(25), id="uneven"),
        pytest.param([5, 10, 15], Fraction(25), id="not-from-the-start"),
        pytest.param([0, 50], Fraction(25), id="less-than-one-a-second"),
    ],
)
def test_there_is_no_asked_rate_where_no_whole_number_fits(frames, rate):
    assert sampling_rate(frames, rate) is None


def test_the_lowest_rate_that_fits_is_taken():
    # Frames 0 and 25 are one second apart; 0, 12, 25 are two a second.
    assert sampling_rate([0, 25], Fraction(25)) == 1
    assert sampling_rate([0, 12, 25], Fraction(25)) == 2


def shown(frame_count, frames, inferred=None, **options):
    ran = np.ones(len(frames), bool) if inferred is None else np.array(inferred)
    return shown_samples(frame_count, np.array(frames, np.int64), ran, **options).tolist()


def test_a_sample_is_held_until_the_next():
    assert shown(9, [0, 3, 6]) == [0, 0, 0, 1, 1, 1, 2, 2, 2]


def test_a_sample_is_held_for_one_and_a_half_intervals_at_most():
    # The interval is 4 frames, so a sample shows for 6 frames after its own.
    assert shown(20, [0, 4, 8]) == [0] * 4 + [1] * 4 + [2] * 7 + [-1] * 5


def test_the_interval_is_the_median_distance():
    # Distances 2, 2, 2, 10: the long gap shows its sample for 3 frames after its own only.
    assert shown(18, [0, 2, 4, 6, 16]) == [0, 0, 1, 1, 2, 2] + [3] * 4 + [-1] * 6 + [4] * 2


def test_nothing_is_shown_before_the_first_sample():
    assert shown(6, [2, 4]) == [-1, -1, 0, 0, 1, 1]


def test_nothing_is_held_past_a_sample_that_was_not_inferred():
    assert shown(9, [0, 3, 6], [True, False, True]) == [0, 0, 0, -1, -1, -1, 2, 2, 2]
    assert shown(6, [0, 3], [False, False]) == [-1] * 6


def test_a_lone_sample_is_shown_on_its_own_frame():
    assert shown(4, [1]) == [-1, 0, -1, -1]


def test_none_shows_a_sample_on_its_own_frame_only():
    assert shown(7, [0, 3, 6], [True, True, False], between="none") == [0, -1, -1, 1, -1, -1, -1]


def test_samples_after_the_end_of_the_video_are_never_shown():
    assert shown(4, [0, 3, 6]) == [0, 0, 0, 1]


def test_without_samples_or_frames_nothing_is_shown():
    assert shown(3, []) == [-1, -1, -1]
    assert shown(0, [0, 3]) == []


def test_another_way_between_samples_is_refused_with_those_there_are():
    with pytest.raises(
        SelectionError, match="'blend' is not known; there is hold, none, interpolate"
    ):
        shown(3, [0], between="blend")


@pytest.mark.parametrize(
    ("image", "video", "factors"),
    [
        pytest.param(None, (1920, 1080), (1, 1), id="unknown"),
        pytest.param((1920, 1080), (1920, 1080), (1, 1), id="equal"),
        pytest.param((640, 360), (1920, 1080), (3, 3), id="larger-video"),
        pytest.param((1920, 1080), (960, 540), (0.5, 0.5), id="smaller-video"),
        pytest.param((854, 480), (1920, 1080), (1920 / 854, 2.25), id="rounded-width"),
        pytest.param((1920, 1080), (854, 480), (854 / 1920, 480 / 1080), id="rounded-video"),
    ],
)
def test_results_are_scaled_to_the_video(image, video, factors):
    assert scale_to_video(image, video) == pytest.approx(factors, rel=1e-15)


@pytest.mark.parametrize(
    ("image", "video"),
    [
        pytest.param((1920, 1080), (1080, 1920), id="turned"),
        pytest.param((1920, 1080), (1440, 1080), id="4-to-3"),
        pytest.param((640, 480), (1280, 720), id="cropped"),
        pytest.param((640, 640), (1920, 1080), id="squeezed"),
    ],
)
def test_another_shape_is_another_video(image, video):
    sizes = f"results are of {image[0]}x{image[1]} pictures and the video is {video[0]}x{video[1]}"
    with pytest.raises(MatchError, match=sizes):
        scale_to_video(image, video)


def test_a_class_keeps_its_colour_in_every_run():
    assert colour_key(7, "car") == colour_key(7, "bus") == 7
    assert colour_key(0, "car") == 0
    assert colour_key(None, "car") == int.from_bytes(b"car", "big")
    assert colour_key(None, "") == 0


def test_a_rate_that_no_video_has_is_no_rate():
    assert source_rate([0, 1], [0.0, 5e-324]) is None


def seen(x, y=0.0, width=10.0, height=10.0, name="car", track=None):
    return {
        "x_center": x, "y_center": y, "width": width, "height": height, "class_name": name,
        "tracker_id": track,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("first", "second", "pairs"),
    [
        pytest.param([], [seen(0)], {}, id="nothing-before"),
        pytest.param([seen(0)], [], {}, id="nothing-after"),
        pytest.param([seen(0)], [seen(5)], {0: 0}, id="overlap"),
        pytest.param([seen(0)], [seen(15)], {0: 0}, id="one-and-a-half-widths"),
        pytest.param([seen(0)], [seen(15.1)], {}, id="farther"),
        pytest.param([seen(0, height=2)], [seen(0, 3.1, height=2)], {}, id="farther-in-heights"),
        pytest.param([seen(0)], [seen(0, name="bus")], {}, id="another-class"),
        pytest.param([seen(0)], [seen(0, width=30)], {0: 0}, id="three-times-wider"),
        pytest.param([seen(0)], [seen(0, width=31)], {}, id="wider-than-that"),
        pytest.param([seen(0), seen(8)], [seen(8), seen(16)], {1: 0}, id="one-stayed"),
        pytest.param([seen(0), seen(20)], [seen(21), seen(1)], {0: 1, 1: 0}, id="other-order"),
        pytest.param([seen(0), seen(0)], [seen(0), seen(0)], {0: 0, 1: 1}, id="equal-in-order"),
        pytest.param([seen(0, track=1)], [seen(900, track=1)], {0: 0}, id="one-track"),
        pytest.param([seen(0, track=1)], [seen(0, track=2)], {}, id="two-tracks"),
        pytest.param([seen(0, track=1)], [seen(0)], {0: 0}, id="only-one-is-tracked"),
        pytest.param(
            [seen(0, track=1), seen(9, track=2)], [seen(0, track=2), seen(9, track=1)],
            {0: 1, 1: 0}, id="tracks-that-cross",
        ),
        pytest.param([seen(0, width=0, height=0)], [seen(1, width=0)], {}, id="no-area"),
        pytest.param([seen(1e308)], [seen(-1e308)], {}, id="far-out"),
    ],
)  # fmt: skip
def test_boxes_of_two_samples_are_paired(first, second, pairs):
    assert pair_boxes(first, second) == pairs


def test_the_best_pair_is_taken_first():
    # 6 to 7 overlap most; 0 is left with 14, which is 1.4 widths away.
    assert pair_boxes([seen(0), seen(6)], [seen(7), seen(14)]) == {1: 0, 0: 1}


def test_a_farther_reach_pairs_what_is_farther_away():
    assert pair_boxes([seen(0)], [seen(30)], reach=3) == {0: 0}
