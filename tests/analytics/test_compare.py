"""Two models of one video held against each other, counted by hand and by brute force."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from tests.support.sampling import SAMPLINGS, document_of
from tests.support.sources import box, document, element, odd_sources
from vidresults import compare
from vidresults.analytics.comparison.assignment import assign
from vidresults.analytics.overlap import ious
from vidresults.errors import MatchError, SelectionError
from vidresults.load import load
from vidresults.results import concat
from vidresults.sample import sample_result


def at(x, name="car", confidence=0.5, **fields):
    """A box of 10x10; two of them, n apart, have an IoU of (10 - n) / (10 + n)."""
    return box(x=float(x), y=20.0, width=10.0, height=10.0, confidence=confidence,
               **{"class": name}, **fields)  # fmt: skip


def seen(*boxes, size=(64, 48)):
    return element(*boxes, image={"width": size[0], "height": size[1]})


def rows(first, second=None, **how):
    return compare(first, second, **how).to_pylist()


def of_all(*results, **how):
    return rows(*results, **how)[0]


def test_what_is_the_same_agrees_wholly():
    result = load(document(a=[seen(at(10), at(40, "bus"))], b=[seen(at(40, "bus"), at(10))]))
    row = of_all(result)
    assert (row["both"], row["only_a"], row["only_b"], row["a_other_class"]) == (2, 0, 0, 0)
    assert (row["agreement"], row["mean_iou"], row["mean_confidence_difference"]) == (1, 1, 0)


def test_overlap_and_confidence_are_means_over_the_pairs():
    # 2 apart: 8 / 12 of both; 0 apart: all. A is surer by 0.25 and by 0.
    a = [seen(at(10, confidence=0.75), at(40))]
    b = [seen(at(12, confidence=0.5), at(40))]
    row = of_all(load(document(a=a, b=b)))
    assert row["mean_iou"] == pytest.approx((8 / 12 + 1) / 2)
    assert row["mean_confidence_difference"] == 0.125


def test_a_confidence_that_is_not_known_is_in_no_difference():
    a, b = [seen(at(10, confidence=None), at(40))], [seen(at(10), at(40, confidence=0.25))]
    assert of_all(load(document(a=a, b=b)))["mean_confidence_difference"] == 0.25
    assert of_all(load(document(a=a, b=[seen(at(10))])))["mean_confidence_difference"] is None


def test_the_table_says_who_saw_what_by_class():
    a = [seen(at(10), at(30), at(50, "bus"))]
    b = [seen(at(10), at(30, "truck"), at(5, "dog"))]
    table = {row["class_name"]: row for row in rows(load(document(a=a, b=b)))}
    assert list(table) == [None, "bus", "car", "dog", "truck"]
    counts = {
        name: [row[key] for key in ("boxes_a", "boxes_b", "both", "only_a", "only_b",
                                    "a_other_class", "b_other_class")]
        for name, row in table.items()
    }  # fmt: skip
    assert counts == {
        None: [3, 3, 1, 1, 1, 1, 1],
        "bus": [1, 0, 0, 1, 0, 0, 0],
        "car": [2, 1, 1, 0, 0, 1, 0],
        "dog": [0, 1, 0, 0, 1, 0, 0],
        "truck": [0, 1, 0, 0, 0, 0, 1],
    }
    assert table[None]["agreement"] == 1 / 4  # four objects: one agreed, one other, two alone
    assert table["car"]["agreement"] == 1 / 2
    assert table["truck"]["mean_iou"] is None


def test_class_aware_makes_no_pair_of_two_classes():
    result = load(document(a=[seen(at(30))], b=[seen(at(30, "truck"))]))
    assert of_all(result)["a_other_class"] == 1
    row = of_all(result, class_aware=True)
    assert (row["a_other_class"], row["only_a"], row["only_b"]) == (0, 1, 1)


def test_the_own_class_goes_before_a_nearer_box_of_another():
    result = load(document(a=[seen(at(30))], b=[seen(at(30, "truck"), at(32))]))
    row = of_all(result)
    assert (row["both"], row["only_b"], row["a_other_class"]) == (1, 1, 0)


def test_the_best_of_all_matches_is_taken_and_not_the_best_pair_first():
    # A0 fits B1 best (9 / 11), but then A2.5 is left alone: with B-1.5 both have a partner, each
    # 1.5 apart (8.5 / 11.5).
    result = load(document(a=[seen(at(30), at(32.5))], b=[seen(at(31), at(28.5))]))
    row = of_all(result)
    assert row["both"] == 2
    assert row["mean_iou"] == pytest.approx(8.5 / 11.5)


def test_no_other_assignment_overlaps_more():
    draw = np.random.default_rng(3)
    for _ in range(60):
        n, m = draw.integers(1, 5), draw.integers(1, 6)
        first, second = (
            np.array([[draw.uniform(0, 30), draw.uniform(0, 10), 10, 8] for _ in range(count)])
            for count in (n, m)
        )
        found = assign(first, second, (["x"] * n, ["x"] * m), iou=0.3, class_aware=False)
        overlap = ious(first, second)
        small, large = (overlap, m) if n <= m else (overlap.T, n)
        best = max(
            sum(v for v in (small[i, j] for i, j in enumerate(order)) if v >= 0.3)
            for order in itertools.permutations(range(large), len(small))
        )
        assert sum(pair[2] for pair in found) == pytest.approx(best)
        assert len({a for a, _, _ in found}) == len({b for _, b, _ in found}) == len(found)


@pytest.mark.parametrize(("apart", "pairs"), [(3.3, 1), (3.4, 0)])
def test_the_least_overlap_bounds_a_pair(apart, pairs):
    # 0.5 is (10 - n) / (10 + n) at n = 3.33
    result = load(document(a=[seen(at(30))], b=[seen(at(30 + apart))]))
    assert of_all(result)["both"] == pairs
    assert of_all(result, iou=0.4)["both"] == 1


def test_a_frame_that_one_did_not_look_at_is_not_held_against_it():
    a = [seen(at(10)), seen(at(10)), None, None]
    b = [seen(), None, seen(at(10)), None]
    result = load(document(a=a, b=b))
    row = of_all(result)
    assert (row["frames"], row["frames_a_alone"], row["frames_b_alone"]) == (1, 1, 1)
    assert (row["boxes_a"], row["only_a"], row["boxes_b"]) == (1, 1, 0)
    frames = rows(result, by="frames")
    assert [f["frame_index"] for f in frames] == [0, 5, 10]  # nobody looked at the fourth
    assert [f["only_a"] for f in frames] == [1, None, None]
    assert [(f["boxes_a"], f["boxes_b"]) for f in frames] == [(1, 0), (1, None), (None, 1)]


def moving(shift=0.0, start=0.0, end=99.0):
    """A model that sees a car going right at 10 pixels a second, from a time on to another."""

    def make(time):
        return seen(at(12 + 10 * time + shift)) if start <= time < end else seen()

    return make


@pytest.mark.parametrize("sampling", SAMPLINGS)
def test_a_model_that_sees_less_is_told_on_every_sampling(sampling):
    # B sees the car from second 1 on, 1 pixel beside: the overlap is 9 / 11 wherever both see it.
    result = load(document_of(sampling, a=moving(), b=moving(shift=1.0, start=1.0)))
    times = SAMPLINGS[sampling][1]
    early = sum(time < 1 for time in times)
    row = of_all(result)
    assert (row["both"], row["only_a"], row["only_b"]) == (len(times) - early, early, 0)
    assert row["mean_iou"] == pytest.approx(9 / 11)
    moments = rows(result, by="moments")
    assert [(m["kind"], m["start_seconds"], m["boxes"]) for m in moments] == [("only_a", 0, early)]
    assert moments[0]["end_seconds"] == max(time for time in times if time < 1)


@pytest.mark.parametrize(
    ("one", "other", "shared"),
    [
        ("full rate", "every 6th frame", 17),  # 0, 6, ..., 96
        ("full rate", "3 of 25 fps", 12),
        ("every 6th frame", "3 of 25 fps", 2),  # of 0 8 16 25 33 41 50 58 66 75 83 91: 0 and 66
    ],
)
def test_of_two_samplings_the_frames_that_both_have_are_compared(one, other, shared):
    first, second = (load(document_of(name, m=moving())) for name in (one, other))
    row = of_all(first, second)
    counts = [len(SAMPLINGS[name][0]) for name in (one, other)]
    assert row["frames"] == row["both"] == shared
    assert (row["frames_a_alone"], row["frames_b_alone"]) == (
        counts[0] - shared, counts[1] - shared,
    )  # fmt: skip
    assert row["model_a"] == row["model_b"] == "m"
    assert row["source_id"] != row["other_source_id"]


def test_moments_are_stretches_with_most_boxes_first():
    lone, two = seen(at(10)), seen(at(10), at(40, "bus"))
    a = [lone, seen(), two, two, seen(), seen(at(10))]
    b = [seen(), seen(), seen(), seen(), seen(), seen(at(10, "truck"))]
    found = [
        (m["kind"], m["rank"], m["start_frame"], m["end_frame"], m["frames"], m["boxes"],
         m["peak_frame"], m["peak_boxes"], m["classes"])
        for m in rows(load(document(a=a, b=b)), by="moments")
    ]  # fmt: skip
    assert found == [
        ("only_a", 1, 10, 15, 2, 4, 10, 2, ["bus", "car"]),
        ("only_a", 2, 0, 0, 1, 1, 0, 1, ["car"]),
        ("other_class", 1, 25, 25, 1, 1, 25, 1, ["car -> truck"]),
    ]


def test_a_gap_in_the_samples_parts_a_moment():
    frames = [0, 5, 10, 40, 45]
    result = document(a=[seen(at(10))] * 5, b=[seen()] * 5)
    result |= {"frame_offset": frames, "time_offset": [frame / 25 for frame in frames]}
    found = rows(load(result), by="moments")
    assert [(m["start_frame"], m["end_frame"]) for m in found] == [(0, 10), (40, 45)]


def test_pictures_of_two_sizes_are_brought_to_one():
    half = box(x=15.0, y=10.0, width=5.0, height=5.0)
    first, second = load(document(m=[seen(at(30))])), load(document(m=[seen(half, size=(32, 24))]))
    assert of_all(first, second)["mean_iou"] == pytest.approx(1)
    assert of_all(second, first)["mean_iou"] == pytest.approx(1)


def test_what_was_done_to_a_copy_is_found():
    """Every kind of change to the sample is counted where it was made."""
    result = load(sample_result())
    copy = result.detections.to_pylist()
    removed = [row for n, row in enumerate(copy) if n % 50 == 0]
    renamed = [row for n, row in enumerate(copy) if n % 50 == 25]
    changed = [
        row | {"class_name": "tree"} if row in renamed else row
        for row in copy if row not in removed
    ]  # fmt: skip
    lists = {"a": copy, "b": changed}
    numbers = result.frames["frame_index"].to_pylist()
    states = result.inferences.select(["frame_index", "state"]).to_pylist()
    inferred = {row["frame_index"] for row in states if row["state"] == "inferred"}
    made = {"frame_offset": numbers, "time_offset": result.frames["time_seconds"].to_pylist()}
    for name, boxes in lists.items():
        made[name] = [_element([b for b in boxes if b["frame_index"] == f]) if f in inferred
                      else None for f in numbers]  # fmt: skip
    row = of_all(load(made))
    assert (row["only_a"], row["only_b"], row["a_other_class"]) == (len(removed), 0, len(renamed))
    assert row["both"] == len(copy) - len(removed) - len(renamed)
    assert row["mean_iou"] == pytest.approx(1)
    by_frame = compare(load(made), by="frames")
    assert sum(by_frame["only_a"].to_pylist()) == len(removed)


def _element(boxes):
    return element(
        *(
            box(x=b["x_center"], y=b["y_center"], width=b["width"], height=b["height"],
                confidence=b["confidence"], class_id=None, **{"class": b["class_name"]})
            for b in boxes
        ),
        image={"width": 640, "height": 360},
    )  # fmt: skip


def test_several_videos_are_kept_apart():
    one = load(document(a=[seen(at(10))], b=[seen(at(10))]), source_id="x")
    two = load(document(a=[seen(at(10))], b=[seen()]), source_id="y")
    both = concat([one, two])
    assert [(r["source_id"], r["both"]) for r in rows(both) if r["class_name"] is None] == [
        ("x", 1), ("y", 0),
    ]  # fmt: skip
    assert [r["both"] for r in rows(both, both, models=("a", "a"))] == [1, 1, 1, 1]
    with pytest.raises(MatchError, match="the results are of other videos: x, y and x"):
        compare(both, one, models=("a", "a"))


def test_odd_results_are_compared_with_themselves():
    for name, result in odd_sources():
        model = next(iter(result.facts.models), None)
        if model is None or not result.inferences.num_rows:
            assert not result.facts.models or not rows(result, result, models=(model, model))
            continue
        row = of_all(result, result, models=(model, model), iou=0.99)
        assert row["only_a"] == row["only_b"], name
        inferred = result.inferences["state"].to_pylist()
        if "inferred" not in inferred:
            assert (row["frames"], row["agreement"], row["mean_iou"]) == (0, None, None)


def test_wrong_questions_are_refused():
    three = load(document(a=[seen()], b=[seen()], c=[seen()]))
    with pytest.raises(SelectionError, match=r"say which two models .*: there is 'a', 'b', 'c'"):
        compare(three)
    assert of_all(three, models=("a", "c"))["model_b"] == "c"
    with pytest.raises(SelectionError, match="there is no model 'd'; there is 'a', 'b', 'c'"):
        compare(three, models=("a", "d"))
    with pytest.raises(SelectionError, match="named twice"):
        compare(three, models=("a", "a"))
    with pytest.raises(SelectionError, match="iou: found 0, expected"):
        compare(three, models=("a", "b"), iou=0)
    with pytest.raises(SelectionError, match="by='day' is not known; there is class, frames"):
        compare(three, models=("a", "b"), by="day")


def test_another_video_is_refused():
    first = document(m=[seen()] * 4)
    faster = first | {"time_offset": [frame / 30 for frame in first["frame_offset"]]}
    with pytest.raises(MatchError, match=r"frame 15 is at 0\.6 s in one result and at 0\.5 s"):
        compare(load(first), load(faster))
    wide = load(document(m=[seen(size=(64, 64))] * 4))
    with pytest.raises(MatchError, match="the aspect ratios differ"):
        compare(load(first), wide)


def test_real_results_add_up(real_data):
    path = real_data / "results" / "forklift_two_jobs_wrapped_5fps.json"
    first = load(path, document="forklift_detections")
    second = load(path, document="pallet_detections")
    row, *classes = rows(first, second)
    assert (row["frames"], row["boxes_a"], row["boxes_b"]) == (195, 274, 1098)
    assert row["both"] + row["only_a"] + row["a_other_class"] == 274
    assert sum(r["boxes_b"] for r in classes) == 1098
    frames = rows(first, second, by="frames")
    moments = rows(first, second, by="moments")
    for kind in ("only_a", "only_b"):
        assert sum(f[kind] for f in frames) == row[kind]
        assert sum(m["boxes"] for m in moments if m["kind"] == kind) == row[kind]
