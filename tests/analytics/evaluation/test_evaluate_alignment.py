"""Which sample is held against which frame of the truth."""

import pytest

from tests.support.truth import result, truth_of, values
from vidresults import evaluate
from vidresults.errors import MatchError, SelectionError


def at(frame, rate=25):
    """A box that moves by 200 pixels a second: on the wrong frame it overlaps nothing."""
    return [{"box": (40 + 200 * frame / rate, 100, 4, 40)}]


def moving(frames, rate=25):
    return {frame: at(frame, rate) for frame in frames}


def compared(results, truth, **options):
    found = evaluate(results, truth, **options)
    got = values(found)
    return (
        got[None, "frames_compared"],
        got["car", "recall"],
        set(found.evaluation["aligned_by"].to_pylist()),
    )


def test_samples_of_every_rate_find_the_frame_of_their_time(tmp_path):
    truth = truth_of(tmp_path, moving(range(50)))
    for frames in (range(50), range(0, 50, 6), [i * 25 // 3 for i in range(6)]):
        assert compared(result(moving(frames)), truth) == (len(frames), 1, {"sent"})


def test_truth_of_another_rate_is_found_by_time(tmp_path):
    """The truth numbers a copy of the video at 50 frames a second."""
    truth = truth_of(tmp_path, moving(range(100), rate=50), rate=50)
    assert compared(result(moving(range(0, 50, 6))), truth) == (9, 1, {"sent"})


def test_truth_of_uneven_times_is_found_by_time(tmp_path):
    times = [0, 1, 3, 4, 7, 9, 10, 14, 15, 20]
    truth = truth_of(tmp_path, {frame: at(frame) for frame in times})
    # Every sample is one of the truth's frames, but 12, which is two frames from 10 and 14 and
    # more than half of the median distance of 2 frames away.
    assert compared(result(moving([0, 4, 12, 20])), truth) == (3, 1, {"sent"})


def test_half_a_frame_away_is_near_enough_and_more_is_not(tmp_path):
    truth = truth_of(tmp_path, {0: at(0), 5: at(5), 10: at(10)}, rate=25)
    near = result({0: at(0), 7: at(5), 12: at(10)})
    assert compared(near, truth)[0] == 3, "2 of 5 frames away"
    far = result({3: at(0), 9: at(5), 15: at(10)}, rate=25)
    assert compared(far, truth)[0] == 2, "3 is nearer to 5 and 9 to 10; 15 is 5 away"


def test_dense_samples_do_not_crowd_around_sparse_truth(tmp_path):
    """Of all frames only each 25th is annotated: its neighbours have no truth."""
    truth = truth_of(tmp_path, moving(range(0, 50, 25)))
    found = evaluate(result(moving(range(50))), truth)
    got = values(found)
    assert (got[None, "frames_compared"], got[None, "samples_without_truth"]) == (2, 48)
    assert got["car", "recall"] == 1


def test_a_frame_not_inferred_is_not_replaced_by_its_neighbour(tmp_path):
    truth = truth_of(tmp_path, moving(range(0, 50, 25)))
    frames = {**moving(range(50)), 25: None}
    assert compared(result(frames), truth)[0] == 1


def test_without_times_the_frame_numbers_are_taken(tmp_path):
    truth = truth_of(tmp_path, moving(range(0, 50, 5)), rate=None)
    assert compared(result(moving(range(0, 50, 6))), truth) == (2, 1, {"frame"})
    timed = truth_of(tmp_path, moving(range(0, 50, 5)))
    assert compared(result(moving(range(0, 50, 6)), times=False), timed)[2] == {"frame"}
    with pytest.raises(SelectionError, match="needs the times of all frames"):
        evaluate(result(moving([0])), truth, align="time")


def test_frame_numbers_can_be_asked_for(tmp_path):
    """Frame 10 of both, though the truth believes in 50 frames a second."""
    truth = truth_of(tmp_path, moving(range(0, 50, 5)), rate=50)
    assert compared(result(moving(range(0, 50, 5))), truth, align="frame") == (10, 1, {"frame"})


def test_the_videos_own_time_comes_first(tmp_path):
    from vidresults import export, import_dataset, load
    from vidresults.sample import sample_result, sample_video

    results = load(sample_result(), video=sample_video())
    export(results, tmp_path / "coco", format="coco")
    truth = import_dataset(tmp_path / "coco" / "annotations.json", format="coco")
    found = evaluate(results, truth)
    assert set(found.evaluation["aligned_by"].to_pylist()) == {"video"}
    assert values(found)[None, "AP"] == pytest.approx(1)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({}, "times 4 to 4.8 s of the results and 0 to 0.8 s of the truth lie more than half"),
        ({"align": "frame"}, "frames 100 to 120 of the results and 0 to 20 of the truth have none"),
    ],
)
def test_nothing_in_common_is_an_error(tmp_path, options, said):
    truth = truth_of(tmp_path, moving(range(0, 21, 5)))
    with pytest.raises(MatchError, match=said):
        evaluate(result(moving(range(100, 121, 5))), truth, **options)
