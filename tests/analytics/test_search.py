"""Search in vectors whose neighbours are known: they are arrows in a plane."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.documents import document, sampled
from tests.support.sources import full
from vidresults.analytics import read_vector, search, without_vector
from vidresults.analytics.plots import plot_search
from vidresults.analytics.searching.scores import mean_of_nearest
from vidresults.analytics.searching.table import SEARCH
from vidresults.errors import FormatError, MatchError, SelectionError
from vidresults.load import load, scan
from vidresults.results import concat


def arrow(degrees, length=1.0):
    """A vector that points there."""
    turn = math.radians(degrees)
    return [length * math.cos(turn), length * math.sin(turn)]


def turned(*degrees, source_id="a", **members):
    """Results with a vector on every fifth frame of a video of 25 fps, five in a second."""
    vectors = [None if angle is None else arrow(angle) for angle in degrees]
    return load(document(*vectors, model="clip", **members), source_id=source_id)


def frames(table):
    return table["frame_index"].to_pylist()


def cosines(*degrees):
    return pytest.approx([math.cos(math.radians(angle)) for angle in degrees], abs=1e-12)


def test_hits_come_by_angle_and_the_frame_itself_is_none():
    # frames 0, 5, 10, 15, 20 point to 0, 90, 10, 180 and -30 degrees
    table = search(turned(0, 90, 10, 180, -30), like_frame=0)
    assert table.schema.equals(SEARCH, check_metadata=True)
    assert frames(table) == [10, 20, 5, 15]
    assert table["similarity"].to_pylist() == cosines(10, 30, 90, 180)
    assert table["rank"].to_pylist() == [1, 2, 3, 4]
    assert table["time_seconds"].to_pylist() == [0.4, 0.8, 0.2, 0.6]
    assert set(table["clock"].to_pylist()) == {"sent"}


@pytest.mark.parametrize(
    "vector", [arrow(40), tuple(arrow(40, 1e200)), np.array([arrow(40, 1e-200)]), [3.0, 2.5]]
)
def test_a_vector_of_any_length_is_searched_by_its_direction(vector):
    # 40 degrees: 2 degrees to frame 5, 39 to frame 10, 40 to frame 0
    assert frames(search(turned(0, 42, 79), vector=vector, count=2)) == [5, 10]


def test_the_length_of_the_stored_vectors_does_not_count_either():
    long = document(arrow(0, 1e300), arrow(20, 1e-300), arrow(10, 7), model="clip")
    table = search(load(long), vector=arrow(0))
    assert frames(table) == [0, 10, 5]
    assert table["similarity"].to_pylist() == cosines(0, 10, 20)


def test_equally_similar_frames_come_in_order():
    assert frames(search(turned(30, -30, 30, 0), vector=arrow(0))) == [15, 0, 5, 10]


def test_hits_keep_apart_from_each_other_and_from_the_frame():
    # At 0.2 s a sample: 0.0 is asked for; 0.2 and 0.4 are nearest and too near; 0.6 is the best
    # of the others, then 1.2 (0.6 away), not 0.8 or 1.0
    results = turned(0, 1, 2, 3, 4, 5, 6)
    assert frames(search(results, like_frame=0, apart_seconds=0.6)) == [15, 30]
    assert frames(search(results, vector=arrow(0), apart_seconds=0.6)) == [0, 15, 30]


@pytest.mark.parametrize("asked", [25, 5, 3])
def test_apart_is_in_time_at_any_rate(asked):
    # Every frame is as good: hits are at 0 s, and then the first at 1 s or later after the last
    vectors = [arrow(0)] * (4 * asked)
    results = load(sampled(asked, *vectors, model="clip"))
    table = search(results, vector=arrow(0), apart_seconds=1, count=9)
    assert frames(table) == [0, 25, 50, 75]


def test_apart_follows_uneven_times():
    uneven = document(*[arrow(0)] * 5, model="clip") | {"time_offset": [0.0, 0.9, 1.0, 1.1, 2.05]}
    assert frames(search(load(uneven), vector=arrow(0), apart_seconds=1)) == [0, 10, 20]


def test_what_cannot_be_compared_is_stated_and_never_a_hit():
    vectors = [arrow(0), [0.0, 0.0], None, arrow(50)]
    table = search(load(document(*vectors, model="clip"), source_id="a"), like_frame=0, every=True)
    assert table["state"].to_pylist() == ["compared", "zero", "not_inferred", "compared"]
    assert table["rank"].to_pylist() == [None, None, None, 1]
    assert table["similarity"].to_pylist()[1:3] == [None, None]
    assert without_vector(table) == [
        "'a', model 'clip': 1 samples have a vector of zeros",
        "'a', model 'clip': 1 samples were not inferred",
    ]


def test_outliers_are_least_like_their_nearest():
    # With 2 neighbours. 0: 10 and 20 away. 10: 10 and 10. 20: 10 and 20. 100: 80 and 90.
    table = search(turned(0, 10, 20, 100), outliers=True, neighbours=2)
    assert frames(table)[0] == 15
    cos = lambda angle: math.cos(math.radians(angle))  # noqa: E731
    assert table["similarity"].to_pylist() == pytest.approx(
        [(cos(80) + cos(90)) / 2, (cos(10) + cos(20)) / 2, (cos(10) + cos(20)) / 2, cos(10)],
        abs=1e-12,
    )
    assert frames(table) == [15, 0, 10, 5]


def test_one_neighbour_hides_a_pair_and_three_do_not():
    # 90 and 91 degrees have each other: by one neighbour the lone arrow at 45 is the outlier
    pair = turned(0, 1, 2, 90, 91, 45)
    assert frames(search(pair, outliers=True, neighbours=1, count=1)) == [25]
    # With three, 91 has those 1, 46 and 89 away, 90 those 1, 45 and 88; 45 has 43, 44 and 45.
    assert frames(search(pair, outliers=True, neighbours=3, count=2)) == [20, 15]


def test_a_lone_vector_is_no_outlier():
    table = search(turned(10), outliers=True, every=True)
    assert rows_of_table(table, "rank", "similarity", "state") == [(None, None, "compared")]


def rows_of_table(table, *names):
    return list(zip(*(table[name].to_pylist() for name in names), strict=True))


def test_blocks_give_what_all_at_once_would():
    units = np.random.default_rng(1).normal(size=(600, 4))
    units /= np.linalg.norm(units, axis=1, keepdims=True)
    near = units @ units.T
    np.fill_diagonal(near, -2)
    expected = np.sort(near, axis=1)[:, -5:].mean(axis=1)
    assert mean_of_nearest(units, 5) == pytest.approx(expected, abs=1e-12)


def test_sources_and_models_have_their_own_hits():
    both = document(arrow(0), arrow(5), model="clip", sky=[arrow(50), arrow(0)])
    many = concat([turned(0, 30, source_id="b"), load(both, source_id="a")])
    table = search(many, vector=arrow(0), count=1)
    assert rows_of_table(table, "source_id", "model", "rank", "frame_index") == [
        ("a", "clip", 1, 0), ("a", "sky", 1, 5), ("b", "clip", 1, 0),
    ]  # fmt: skip


def test_a_frame_of_one_source_is_sought_in_all():
    many = concat([turned(0, 30, source_id="a"), turned(40, 2, source_id="b")])
    with pytest.raises(SelectionError, match=r"of which source is frame 0\? there is 'a', 'b'"):
        search(many, like_frame=0)
    with pytest.raises(SelectionError, match="no vectors of source 'c'; there is 'a', 'b'"):
        search(many, like_frame=0, source_id="c")
    table = search(many, like_frame=0, source_id="a")
    assert set(table["asked"].to_pylist()) == {"frame 0 of a"}
    # its own source has frame 5 alone, the other one frame 5 (2 degrees) and then 0 (40)
    assert rows_of_table(table, "source_id", "frame_index") == [("a", 5), ("b", 5), ("b", 0)]


def test_a_model_has_missing_samples_where_another_job_sampled_more():
    more = document(arrow(0), None, arrow(3), model="clip", other=[arrow(9), arrow(8), arrow(7)])
    table = search(load(more), like_frame=0, every=True)
    assert rows_of_table(table, "model", "rank") == [
        ("clip", None), ("clip", None), ("clip", 1), ("other", None), ("other", 1), ("other", 2),
    ]  # fmt: skip


def test_a_stream_gives_what_memory_gives(tmp_path):
    path = tmp_path / "a.json"
    path.write_text(json.dumps(document(*map(arrow, (0, 40, 10)), model="clip")))
    assert search(scan(path), like_frame=5).equals(search(load(path), like_frame=5))


@pytest.mark.parametrize(
    ("asked", "error", "said"),
    [
        ({}, SelectionError, "ask for one of"),
        ({"like_frame": 0, "outliers": True}, SelectionError, "ask for one of"),
        ({"like_frame": 7}, SelectionError, "frame 7 has no vector; the nearest .* are 5 and 10"),
        ({"vector": [1.0, 0.0, 0.0]}, MatchError, "3 numbers, those of 'a', model 'clip', have 2"),
        ({"vector": [0.0, 0.0]}, SelectionError, "it has no direction"),
        ({"vector": [math.nan, 0.0]}, SelectionError, "not finite"),
        ({"vector": "text"}, SelectionError, "found no vector, expected a list of numbers"),
        ({"vector": [[1, 2], [3, 4]]}, SelectionError, "found no vector"),
        ({"vector": [[1, 2], [3]]}, SelectionError, "found no vector"),
        ({"vector": []}, SelectionError, "found no vector"),
        ({"outliers": True, "count": 0}, SelectionError, "count: found 0, expected 1 or more"),
        ({"outliers": True, "neighbours": 0}, SelectionError, "neighbours: found 0"),
        ({"outliers": True, "apart_seconds": -1}, SelectionError, "apart_seconds: found -1"),
    ],
)  # fmt: skip
def test_wrong_questions_are_refused(asked, error, said):
    with pytest.raises(error, match=said):
        search(turned(0, 10, 20), **asked)


def test_vectors_of_several_lengths_in_a_model_are_refused():
    mixed = document([1.0, 0.0], [1.0, 0.0, 0.0], model="clip")
    with pytest.raises(MatchError, match=r"vector of frame 5 has 3 numbers .* before it have 2"):
        search(load(mixed), outliers=True)


def test_results_without_vectors_are_refused():
    with pytest.raises(SelectionError, match="no vectors in the results"):
        search(load(document(None, model="clip")), outliers=True)


def test_a_frame_whose_vector_has_no_direction_is_refused():
    with pytest.raises(SelectionError, match="frame 0 has a vector that is zero"):
        search(load(document([0.0, 0.0], arrow(1), model="clip")), like_frame=0)


def test_apart_needs_times():
    timeless = document(arrow(0), arrow(1), model="clip") | {"time_offset": [None, None]}
    table = search(load(timeless), like_frame=0)
    assert rows_of_table(table, "time_seconds", "clock") == [(None, None)]
    with pytest.raises(SelectionError, match="times of 'a' are not known"):
        search(load(timeless, source_id="a"), like_frame=0, apart_seconds=1)


def test_times_are_the_videos_own_where_they_are_known():
    table = search(full(), outliers=True)
    assert set(table["clock"].to_pylist()) == {"video"}


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.lists(st.integers(-9, 9), min_size=3, max_size=3), min_size=2, max_size=12),
    st.lists(st.integers(-9, 9), min_size=3, max_size=3).filter(any),
    st.integers(1, 14),
)
def test_hits_are_those_of_plain_python(vectors, wanted, count):
    vectors[0] = [1, 0, 0]
    table = search(
        load(document(*[[float(v) for v in vector] for vector in vectors], model="clip")),
        vector=wanted,
        count=count,
    )
    cosine = {
        5 * at: sum(a * b for a, b in zip(vector, wanted, strict=True))
        / math.sqrt(sum(a * a for a in vector) * sum(b * b for b in wanted))
        for at, vector in enumerate(vectors)
        if any(vector)
    }
    expected = sorted(cosine, key=lambda frame: (-round(cosine[frame], 12), frame))
    assert frames(table) == expected[:count]
    assert table["similarity"].to_pylist() == pytest.approx([cosine[f] for f in frames(table)])


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.json", "[0, 2.5]"),
        ("a.txt", "[[0, 2.5]]"),
        ("a.json", '{"embeddings": [[0, 2.5]], "time": 0.1}'),
        ("a.json", '{"embedding": [0, 2.5]}'),
    ],
)
def test_a_vector_is_read_as_servers_write_it(tmp_path, name, content):
    (tmp_path / name).write_text(content)
    assert read_vector(tmp_path / name).tolist() == [0, 2.5]


@pytest.mark.parametrize("kind", ["float16", "float32", "float64"])
def test_a_vector_is_read_from_numpy(tmp_path, kind):
    np.save(tmp_path / "a.npy", np.array([[0, 2.5]], kind))
    assert read_vector(tmp_path / "a.npy").tolist() == [0, 2.5]


@pytest.mark.parametrize("content", ["", "[", '{"a": 1}', '["a"]', "[1, null]", "[true]", "[]"])
def test_what_is_no_vector_is_refused(tmp_path, content):
    (tmp_path / "a.json").write_text(content)
    with pytest.raises(FormatError, match=r"a\.json: (cannot be read|found no vector)"):
        read_vector(tmp_path / "a.json")


def test_what_is_no_array_of_numpy_is_refused(tmp_path):
    (tmp_path / "a.npy").write_bytes(b"\x93NUMPY")
    with pytest.raises(FormatError, match=r"a\.npy: cannot be read"):
        read_vector(tmp_path / "a.npy")
    np.save(tmp_path / "b.npy", np.array([{"a": 1}], object), allow_pickle=True)
    with pytest.raises(FormatError, match=r"b\.npy: cannot be read"):
        read_vector(tmp_path / "b.npy")


def test_the_picture_has_a_line_with_gaps_and_a_dot_for_each_hit():
    table = search(turned(0, 20, None, 30), like_frame=0, every=True)
    (panel,) = plot_search(table).axes
    (line,) = panel.lines
    assert line.get_xdata().tolist() == pytest.approx([0, 0.2, 0.4, 0.6])
    assert np.isnan(line.get_ydata()).tolist() == [False, False, True, False]
    (dots,) = panel.collections
    assert dots.get_offsets()[:, 0].tolist() == pytest.approx([0.2, 0.6])
    assert panel.get_xlabel() == "time as sent (s)"


def test_the_picture_of_many_sources_says_which_it_shows():
    many = concat([turned(0, 30, source_id=name) for name in "abcdef"])
    figure = plot_search(search(many, vector=arrow(0)))
    assert len(figure.axes) == 4
    assert "the first 4 of 6" in figure.get_suptitle()
