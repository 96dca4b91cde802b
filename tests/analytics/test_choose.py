"""Frames to label, chosen from scenes whose doubts and distances are known."""

from __future__ import annotations

import itertools
import math
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.documents import (
    detection,
    document,
    element,
    face,
    multi_label,
    sampled,
    single_label,
)
from tests.support.sources import full, odd_sources
from vidresults.analytics import choose_frames, save_frames
from vidresults.analytics.choosing import CHOSEN
from vidresults.analytics.plots import plot_chosen
from vidresults.errors import OutputError, SelectionError
from vidresults.load import load, scan
from vidresults.results import concat, merge, read_frames


def boxes(*confidences, x=80.0, y=45.0, name="car"):
    """A frame of 640x360 with a box of each confidence, all in one place."""
    return element(*(detection(confidence=c, x=x, y=y, **{"class": name}) for c in confidences))


def labels(first, second):
    given = [{"class": n, "confidence": c} for n, c in (("day", first), ("night", second))]
    return single_label(predictions=given, top="day", confidence=first)


def street(*elements, source_id="a", **members):
    """One frame every 0.2 s."""
    return load(document(*elements, **members), source_id=source_id)


def column(table, name):
    return table[name].to_pylist()


def frames(table):
    return column(table, "frame_index")


ALL = {"apart_seconds": 0, "alike": 0}


def test_a_box_at_the_threshold_is_one_doubt_and_at_the_margin_none():
    # around 0.5, margin 0.25: 0.5 is 1, 0.625 and 0.375 a half, 0.75, 0.9 and 0.25 nothing
    results = street(boxes(0.9, 0.75), boxes(0.5), boxes(0.625, 0.375, 0.5), boxes(0.25), boxes())
    table = choose_frames(results, 9, by="uncertain", every=True, **ALL)
    assert table.schema.equals(CHOSEN, check_metadata=True)
    assert column(table, "uncertainty") == [0, 1, 2, 0, 0]
    assert column(table, "rank") == [None, 2, 1, None, None]
    assert column(table, "score") == [None, 1, 2, None, None]
    assert column(table, "reason")[1:3] == ["street: 1 box near 0.5", "street: 3 boxes near 0.5"]


def test_threshold_and_margin_are_the_users():
    # around 0.9, margin 0.2: 0.8 is a half, 1.0 a half, 0.5 nothing
    results = street(boxes(0.8, 1.0), boxes(0.5))
    table = choose_frames(results, 9, by="uncertain", threshold=0.9, margin=0.2, every=True, **ALL)
    assert column(table, "uncertainty") == pytest.approx([1, 0])


def test_a_label_is_in_doubt_by_its_lead():
    # 0.75 leads 0.25 by 0.5; 0.5 leads 0.5 by nothing; 1.0 leads by 1
    results = street(labels(0.75, 0.25), labels(0.5, 0.5), labels(1.0, 0.0), model="sky")
    table = choose_frames(results, 2, by="uncertain", **ALL)
    assert column(table, "score") == [1, 0.5]
    assert frames(table) == [5, 0]
    assert column(table, "reason")[1] == "sky: 0.75 for the first class, 0.25 for the second"


def test_a_class_that_stands_alone_leaves_the_rest_to_the_second():
    alone = single_label(predictions=[{"class": "day", "confidence": 0.875}], confidence=0.875)
    table = choose_frames(street(alone, model="sky"), 1, by="uncertain")
    assert column(table, "score") == [0.25]  # 1 - (0.875 - 0.125)


def test_several_labels_are_each_in_doubt_around_the_threshold():
    both = {"rain": {"confidence": 0.5}, "snow": {"confidence": 0.625}, "sun": {"confidence": 0.9}}
    given = multi_label(predictions=both, predicted_classes=["rain", "snow"])
    table = choose_frames(street(given, model="sky"), 1, by="uncertain")
    assert column(table, "score") == [1.5]
    assert column(table, "reason") == ["sky: 2 labels near 0.5"]


def test_faces_are_in_doubt_as_boxes_are_and_models_add_up():
    results = street(boxes(0.5), boxes(0.5), gaze=[[face(confidence=0.5)], [face(confidence=1.0)]])
    table = choose_frames(results, 2, by="uncertain", **ALL)
    assert column(table, "score") == [2, 1]
    assert column(table, "reason")[0] == "street: 1 box near 0.5, gaze: 1 face near 0.5"


def test_unknown_confidences_are_no_doubts_and_a_frame_of_them_is_unknown():
    results = street(boxes(None), boxes(None, 0.5), boxes())
    table = choose_frames(results, 3, by="uncertain", every=True, **ALL)
    assert column(table, "uncertainty") == [None, 1, 0]
    assert column(table, "rank") == [None, 1, None]


def test_frames_that_were_not_inferred_are_chosen_only_when_asked_for_and_last():
    results = street(None, boxes(0.5), None, boxes(0.9))
    assert frames(choose_frames(results, 9, by="uncertain", **ALL)) == [5]
    for by in ("diverse", "both"):
        assert set(frames(choose_frames(results, 9, by=by, **ALL))) <= {5, 15}
    table = choose_frames(results, 9, by="uncertain", not_inferred=True, **ALL)
    assert frames(table) == [5, 0, 10]
    assert column(table, "reason")[1:] == ["not inferred"] * 2
    assert column(table, "uncertainty")[1:] == [None] * 2
    # 0 is 0.2 s from 5, and so is 10
    assert frames(choose_frames(results, 9, by="uncertain", not_inferred=True)) == [5]


# The picture is 640x360, its cells 160x90 with centres at 80, 240, ... and 45, 135, ...
LEFT, NEXT, RIGHT = {"x": 80.0}, {"x": 240.0}, {"x": 600.0}


def test_diverse_takes_the_farthest_of_all():
    # Frame 0 is the first. Two of two boxes elsewhere is 1 away; one of two boxes a half.
    scenes = [
        element(detection(**LEFT), detection(**LEFT)),
        element(detection(**LEFT), detection(**NEXT)),
        element(detection(**RIGHT), detection(**RIGHT)),
    ]
    table = choose_frames(street(*scenes), 3, by="diverse", **ALL)
    assert frames(table) == [0, 10, 5]
    assert column(table, "distance") == [None, 1, 0.5]
    assert column(table, "score") == [None, 1, 0.5]
    assert column(table, "reason") == ["the first", "1 from frame 0", "0.5 from frame 0"]


def test_the_distance_is_that_to_the_nearest_chosen_frame():
    # One box in 0 and two in 5, one of them in the same place: 2 of the 3 boxes have a
    # counterpart, so 1/3 is apart. 10 is like 5 but for its class.
    scenes = [
        boxes(0.9),
        element(detection(**LEFT, y=45.0), detection(**RIGHT)),
        element(detection(**LEFT, y=45.0), detection(**RIGHT, **{"class": "bus"})),
    ]
    table = choose_frames(street(*scenes), 3, by="diverse", **ALL)
    assert frames(table) == [0, 5, 10]
    assert column(table, "distance") == [None, pytest.approx(1 / 3), pytest.approx(1 / 3)]


@pytest.mark.parametrize(
    ("first", "second", "distance"),
    [
        ((80.0, 45.0), (80.0, 45.0), 0),
        ((80.0, 45.0), (160.0, 45.0), 0.5),  # half a cell to the right
        ((80.0, 45.0), (240.0, 45.0), 1),  # a whole one
        ((80.0, 45.0), (560.0, 45.0), 1),  # three
        ((80.0, 45.0), (80.0, 67.5), 0.25),  # a quarter of a cell down
        ((80.0, 45.0), (160.0, 90.0), 0.75),  # half and half: a quarter is where it was
        ((240.0, 135.0), (256.0, 135.0), 0.1),
        ((10.0, 5.0), (-500.0, 45.0), 0),  # both in the outer cell
        ((630.0, 355.0), (9e9, 9e9), 0),
    ],
)
def test_a_box_is_as_far_as_it_moved_up_to_a_cell(first, second, distance):
    scenes = [boxes(0.9, x=x, y=y) for x, y in (first, second)]
    table = choose_frames(street(*scenes), 2, by="diverse", **ALL)
    assert column(table, "distance") == [None, pytest.approx(distance, abs=1e-12)]


@pytest.mark.parametrize("change", [{"x": 300.0}, {"y": 150.0}, {"class": "bus"}])
def test_place_and_class_tell_scenes_apart(change):
    table = choose_frames(street(boxes(0.9), element(detection(**change))), 2, by="diverse", **ALL)
    assert column(table, "distance") == [None, 1]


def test_two_models_tell_scenes_apart_by_who_saw_it():
    results = street(boxes(0.9), element(), other=[element(), boxes(0.9)])
    assert column(choose_frames(results, 2, by="diverse", **ALL), "distance") == [None, 1]


def test_a_label_counts_its_confidence_in_a_scene():
    # 0.75 + 0.25 and 0.5 + 0.5 share 0.5 + 0.25 of 1
    results = street(labels(0.75, 0.25), labels(0.5, 0.5), model="sky")
    assert column(choose_frames(results, 2, by="diverse", **ALL), "distance") == [None, 0.25]


def test_a_box_outside_of_the_picture_is_at_its_edge_and_without_a_size_nowhere():
    outside = choose_frames(
        street(boxes(0.9, x=-50.0), boxes(0.9, x=5.0)), 2, by="diverse", apart_seconds=0
    )
    assert frames(outside) == [0]
    unsized = [{"predictions": [detection(x=x)]} for x in (5.0, 600.0)]
    assert frames(choose_frames(street(*unsized), 2, by="diverse", apart_seconds=0)) == [0]


def arrow(degrees):
    return [math.cos(math.radians(degrees)), math.sin(math.radians(degrees))]


def test_vectors_come_before_scenes_and_go_by_their_angle():
    # all boxes are alike; 0, 10, 90 and 40 degrees: farthest from 0 is 90, then 40, then 10
    results = street(*[boxes(0.9)] * 4, clip=[arrow(0), arrow(10), arrow(90), arrow(40)])
    table = choose_frames(results, 9, by="diverse", **ALL)
    assert frames(table) == [0, 10, 15, 5]
    expected = [1 - math.cos(math.radians(angle)) for angle in (90, 40, 10)]
    assert column(table, "distance")[1:] == pytest.approx(expected)
    assert frames(choose_frames(results, 9, by="diverse", distances="scenes", apart_seconds=0)) == [
        0
    ]


def test_by_vectors_only_frames_that_have_one_are_chosen():
    results = street(*[boxes(0.5)] * 4, clip=[[0.0, 0.0], arrow(0), None, arrow(90)])
    assert frames(choose_frames(results, 9, by="diverse", **ALL)) == [5, 15]
    assert frames(choose_frames(results, 9, **ALL)) == [5, 15]
    assert len(choose_frames(results, 9, by="uncertain", **ALL)) == 4  # it asks for no distance


def test_both_is_the_product_of_doubts_and_distance():
    # 0: one doubt on the left. 5: half a doubt, the same place. 10: half a doubt on the right.
    # 15: no doubt, in another class.
    scenes = [boxes(0.5), boxes(0.625), boxes(0.625, x=600.0), boxes(0.9, name="bus")]
    table = choose_frames(street(*scenes), 9, apart_seconds=0)
    assert frames(table) == [0, 10, 15]  # 5 is the picture of 0
    assert column(table, "score") == [1, 0.5, 0]
    assert column(table, "reason") == [
        "street: 1 box near 0.5", "street: 1 box near 0.5; 1 from frame 0", "1 from frame 0",
    ]  # fmt: skip


def test_the_same_picture_is_not_chosen_twice():
    results = street(boxes(0.5), boxes(0.5), boxes(0.5, x=600.0))
    assert frames(choose_frames(results, 9, by="uncertain", apart_seconds=0)) == [0, 10]
    assert frames(choose_frames(results, 9, by="uncertain", apart_seconds=0, alike=2)) == [0]
    assert len(choose_frames(results, 9, by="uncertain", **ALL)) == 3


@pytest.mark.parametrize("asked", [25, 5, 3])
def test_chosen_frames_are_apart_in_time_at_any_rate(asked):
    # A box at the same doubt, in a place that no other frame has it: the first frame, and then
    # the first that is 1 s or more after it, at any rate
    count = 3 * asked
    scenes = [boxes(0.5, name=f"class {number}") for number in range(count)]
    table = choose_frames(load(sampled(asked, *scenes)), 9, by="uncertain")
    assert frames(table) == [0, 25, 50]
    seconds = sorted(column(table, "time_seconds"))
    assert all(b - a >= 1 for a, b in itertools.pairwise(seconds))


def test_uneven_times_are_kept():
    scenes = [boxes(0.5, name=name) for name in "abcd"]
    given = document(*scenes) | {"time_offset": [0.0, 0.7, 1.4, 2.4]}
    assert frames(choose_frames(load(given), 9, by="uncertain")) == [0, 10, 15]


def test_results_without_times_need_no_distance():
    given = document(boxes(0.5), boxes(0.5, x=600.0)) | {"time_offset": [None, None]}
    with pytest.raises(SelectionError, match="times of 'a' are not known"):
        choose_frames(load(given, source_id="a"), 2)
    table = choose_frames(load(given, source_id="a"), 2, apart_seconds=0)
    assert frames(table) == [0, 5]
    assert column(table, "clock") == [None, None]


def test_each_source_gets_its_own_frames():
    many = concat([
        street(boxes(0.5), boxes(0.9), source_id="b"), street(boxes(0.9), boxes(0.5)),
    ])  # fmt: skip
    table = choose_frames(many, 1)
    rows = [(row["source_id"], row["rank"], row["frame_index"]) for row in table.to_pylist()]
    assert rows == [("a", 1, 5), ("b", 1, 0)]


def test_jobs_of_different_rates_in_one_result():
    boxes_at_5 = street(*[boxes(0.5, name=str(n)) for n in range(6)])
    vectors = load(document(arrow(0), arrow(50), step=25, model="clip"), source_id="v")
    both = merge([boxes_at_5, vectors])
    assert frames(choose_frames(both, 9, **ALL)) == [0, 25]
    assert len(choose_frames(both, 9, distances="scenes", **ALL)) == 6


def test_a_stream_gives_what_memory_gives(real_data):
    path = real_data / "results" / "pallet_5fps.json"
    for by in ("uncertain", "diverse", "both"):
        kept = choose_frames(load(path), 5, by=by)
        assert kept.equals(choose_frames(scan(path), 5, by=by))
        assert kept.equals(choose_frames(load(path), 5, by=by))


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"by": "luck"}, "by: found 'luck', expected uncertain, diverse, both"),
        ({"distances": "miles"}, "distances: found 'miles', expected auto, vectors, scenes"),
        ({"distances": "vectors"}, "no vectors in the results"),
        ({"count": 0}, "count: found 0, expected 1 or more"),
        ({"apart_seconds": -1}, "apart_seconds: found -1"),
        ({"alike": math.nan}, "alike: found nan"),
        ({"margin": 0}, "margin: found 0, expected more than 0"),
    ],
)
def test_wrong_questions_are_refused(asked, said):
    with pytest.raises(SelectionError, match=said):
        choose_frames(street(boxes(0.5)), **({"count": 1} | asked))


def test_doubts_of_nothing_and_vectors_of_two_models_are_refused():
    vectors = street(arrow(0), arrow(9), model="clip")
    with pytest.raises(SelectionError, match="nothing in the results tells a confidence"):
        choose_frames(vectors, 1)
    two = street(arrow(0), model="clip", other=[arrow(1)])
    with pytest.raises(SelectionError, match="vectors of the models 'clip' and 'other': keep one"):
        choose_frames(two, 1, by="diverse")


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.none()
        | st.lists(
            st.tuples(st.sampled_from([0.3, 0.45, 0.5, 0.6, 0.9]), st.integers(0, 3)), max_size=4
        ),
        min_size=1,
        max_size=12,
    ),
    st.integers(1, 6),
    st.sampled_from(["uncertain", "diverse", "both"]),
    st.sampled_from([0, 0.2, 0.5]),
)
def test_no_rule_is_ever_broken(scenes, count, by, apart):
    elements = [
        None
        if scene is None
        else element(*(detection(confidence=c, x=80.0 + 160 * cell) for c, cell in scene))
        for scene in scenes
    ]
    if not any(scenes):
        return
    table = choose_frames(street(*elements), count, by=by, apart_seconds=apart)
    picked = [frame // 5 for frame in frames(table)]
    assert 1 <= len(picked) <= count or (by == "uncertain" and not picked)
    assert len(set(picked)) == len(picked)
    assert all(elements[at] is not None for at in picked)
    cells = [sorted(cell for _, cell in scenes[at]) for at in picked]
    for (a, one), (b, two) in itertools.combinations(zip(picked, cells, strict=True), 2):
        assert abs(a - b) * 0.2 >= apart - 1e-9
        assert one != two
    if by == "uncertain":
        doubts = [sum(max(0, 1 - abs(c - 0.5) / 0.25) for c, _ in scenes[at]) for at in picked]
        assert column(table, "score") == pytest.approx(doubts)
        assert doubts == sorted(doubts, reverse=True)


def apart_by_hand(one, two):
    """1 less twice what both have of all boxes; equal when both are empty."""
    one, two = Counter(one), Counter(two)
    return 1 - 2 * (one & two).total() / (one + two).total() if one + two else 0.0


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(st.integers(0, 3), max_size=4), min_size=2, max_size=10))
def test_diverse_is_k_centre_by_hand(scenes):
    elements = [element(*(detection(x=80.0 + 160 * c, y=45.0) for c in scene)) for scene in scenes]
    picked = [0]
    while len(picked) < len(scenes):
        nearest = {
            at: round(min(apart_by_hand(scenes[at], scenes[other]) for other in picked), 9)
            for at in range(len(scenes))
            if at not in picked
        }
        picked.append(max(nearest, key=lambda at: (nearest[at], -at)))
    table = choose_frames(street(*elements), 99, by="diverse", **ALL)
    assert frames(table) == [5 * at for at in picked]


def test_the_doubts_of_a_real_result_are_those_of_a_query(real_data):
    results = load(real_data / "results" / "pallet_5fps.json")
    rows = results.sql(
        """
        select i.frame_index, coalesce(sum(greatest(0, 1 - abs(d.confidence - 0.5) / 0.25)), 0)
        from inferences i left join detections d using (sample_index)
        where i.state = 'inferred' group by 1 order by 1
        """
    )
    table = choose_frames(results, 1, by="uncertain", every=True)
    assert frames(table) == rows.column(0).to_pylist()
    assert column(table, "uncertainty") == pytest.approx(rows.column(1).to_pylist(), abs=1e-6)


def test_odd_results_give_frames_or_one_clear_line():
    for name, results in odd_sources():
        table = choose_frames(results, 3, by="diverse", apart_seconds=0, every=True)
        assert table.num_rows == results.frames.num_rows, name
        try:
            choose_frames(results, 3, by="both", apart_seconds=0)
        except SelectionError as error:
            assert "tells a confidence" in str(error)  # noqa: PT017 - either is right


def test_times_are_the_videos_own_where_they_are_known():
    table = choose_frames(full(), 3, by="diverse", **ALL)
    assert set(column(table, "clock")) == {"video"}
    # frame 5 is at 500/2500 s, and so on
    assert column(table, "time_seconds") == [frame / 25 for frame in frames(table)]


@pytest.mark.parametrize("name", ["list.txt", "list.json"])
def test_the_list_is_what_selections_take(tmp_path, name):
    results = street(boxes(0.5), boxes(0.9), boxes(0.6, x=600.0))
    chosen = choose_frames(results, 2, every=True, **ALL)
    path = save_frames(chosen, tmp_path / name)
    assert read_frames(path) == [0, 10]
    assert results.select(frames=read_frames(path)).frames["frame_index"].to_pylist() == [0, 10]


def test_the_list_of_several_sources_is_by_source(tmp_path):
    many = concat([street(boxes(0.5), source_id=name) for name in "ab"])
    chosen = choose_frames(many, 1)
    with pytest.raises(OutputError, match=r"frames are of 2 sources: name it \.json"):
        save_frames(chosen, tmp_path / "list.txt")
    with pytest.raises(OutputError, match=r"a list of frames is a \.txt or a \.json"):
        save_frames(chosen, tmp_path / "list.csv")
    assert list(tmp_path.iterdir()) == []
    assert read_frames(save_frames(chosen, tmp_path / "l.json")) == {"a": [0], "b": [0]}


def test_the_picture_has_a_dot_for_each_frame_at_its_uncertainty():
    results = street(boxes(0.5), boxes(0.9), None, boxes(0.6, x=600.0))
    (panel,) = plot_chosen(choose_frames(results, 2, every=True, **ALL)).axes
    dots = panel.collections[-1].get_offsets()
    assert dots.tolist() == [[0, 1], [pytest.approx(0.6), pytest.approx(0.6)]]
    assert [text.get_text() for text in panel.texts] == ["1", "2"]


def test_the_picture_of_vectors_alone_shows_distances():
    table = choose_frames(street(arrow(0), arrow(90), model="clip"), 2, by="diverse", **ALL)
    (panel,) = plot_chosen(table).axes
    assert panel.get_ylabel() == "distance when chosen"
    assert panel.collections[-1].get_offsets()[:, 1].tolist() == pytest.approx([0, 1])
