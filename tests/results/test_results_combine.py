"""Many videos in one, and many jobs on one video."""

import pytest

from tests.support.documents import detection, document, element, rows_of, sampled
from vidresults import concat, load, merge
from vidresults.errors import MatchError


def of_source(name, **options):
    return load(document(element(detection()), None, **options), source_id=name)


def test_concat_keeps_every_row_with_its_source():
    both = concat([of_source("a"), of_source("b", model="rail")])
    assert both.facts.source_ids == ["a", "b"]
    assert both.facts.models == ["street", "rail"]
    assert rows_of(both, "detections", "source_id", "model") == [("a", "street"), ("b", "rail")]
    assert both.frames["source_id"].to_pylist() == ["a", "a", "b", "b"]


def test_concat_of_one_is_that_one_and_of_none_is_empty():
    one = of_source("a")
    assert concat([one]).equals(one)
    assert concat(iter([one])).equals(one)


def test_concat_refuses_a_source_that_is_there_twice():
    with pytest.raises(MatchError, match=r"source 'a' is there 2 times; .* merge"):
        concat([of_source("a"), of_source("b"), of_source("a")])


@pytest.fixture
def two_jobs():
    """Cars at 5 samples a second (0, 5, 10, ... 25), people at 3 (0, 8, 16, 25)."""
    cars = sampled(5, *[element(detection())] * 6, model="cars")
    people = sampled(3, element(), element(detection()), None, element(detection()), model="people")
    return [load(cars, source_id="cars-job"), load(people, source_id="people-job")]


def test_merge_numbers_the_union_of_the_frames_anew(two_jobs):
    merged = merge(two_jobs)
    assert rows_of(merged, "frames", "sample_index", "frame_index", "time_seconds") == [
        (0, 0, 0.0),
        (1, 5, 0.2),
        (2, 8, 0.32),
        (3, 10, 0.4),
        (4, 15, 0.6),
        (5, 16, 0.64),
        (6, 20, 0.8),
        (7, 25, 1.0),
    ]


def test_merge_gives_every_row_the_place_of_its_frame(two_jobs):
    merged = merge(two_jobs)
    inferences = rows_of(merged, "inferences", "model", "sample_index", "frame_index", "state")
    cars = [(0, 0), (1, 5), (3, 10), (4, 15), (6, 20), (7, 25)]
    assert inferences == [
        *(("cars", index, frame, "inferred") for index, frame in cars),
        ("people", 0, 0, "inferred"),
        ("people", 2, 8, "inferred"),
        ("people", 5, 16, "not_inferred"),
        ("people", 7, 25, "inferred"),
    ]
    boxes = rows_of(merged, "detections", "model", "sample_index", "frame_index")
    assert boxes == [
        *(("cars", index, frame) for index, frame in cars),
        ("people", 2, 8),
        ("people", 7, 25),
    ]


def test_merge_takes_the_first_id_or_the_given_one(two_jobs):
    for merged, name in ((merge(two_jobs), "cars-job"), (merge(two_jobs, source_id="v"), "v")):
        assert merged.facts.source_ids == [name]
        for table in ("documents", "classes", "frames", "inferences", "detections"):
            assert set(merged.table(table)["source_id"].to_pylist()) == {name}
        assert merged.facts.models == ["cars", "people"]
        assert merged.documents.num_rows == 2


def test_merge_the_other_way_round_has_the_same_frames(two_jobs):
    forth, back = merge(two_jobs, source_id="v"), merge(reversed(two_jobs), source_id="v")
    assert back.frames.equals(forth.frames)
    assert back.facts.models == ["people", "cars"]


def test_merge_of_one_changes_nothing_and_of_none_is_empty():
    one = of_source("a")
    assert merge([one]).equals(one)
    assert merge([]).facts.source_ids == []


def test_merge_refuses_frames_at_other_times():
    at_25 = load(sampled(5, *[element()] * 4, model="cars"))
    at_30 = load(sampled(3, *[element()] * 4, model="people", rate=30))
    # Frame 10 is at 0.4 s in the one and at 0.3333 s in the other.
    with pytest.raises(MatchError, match=r"frame 10 is at 0.4 s in one result and at 0.3333 s"):
        merge([at_25, at_30])


def test_merge_refuses_a_model_that_is_there_twice():
    with pytest.raises(MatchError, match="model 'street' is in 2 of the results"):
        merge([of_source("a"), of_source("b")])


def test_merge_refuses_results_of_several_sources():
    several = concat([of_source("a"), of_source("b")])
    with pytest.raises(MatchError, match="one source each, found <VideoResults of a, b"):
        merge([several])


def test_the_two_real_jobs_on_one_video_merge(real_data):
    path = real_data / "results" / "forklift_two_jobs_wrapped_5fps.json"
    forklift, pallet = (
        load(path, document=name) for name in ("forklift_detections", "pallet_detections")
    )
    merged = merge([forklift, pallet], source_id="warehouse")
    assert merged.facts.models == ["forklift-i3vog-vwafw", "pallet-unicd-k2rg0"]
    assert merged.frames.num_rows == 195
    assert merged.inferences.num_rows == 390
    assert merged.detections.num_rows == 274 + 1098
    only_pallet = merged.select(models="pallet-unicd-k2rg0").detections
    assert only_pallet.drop_columns("source_id").equals(pallet.detections.drop_columns("source_id"))
