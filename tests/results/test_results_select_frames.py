"""Keeping the rows of chosen frames, and the lists in which they stand."""

import json

import numpy as np
import pytest

from tests.support.documents import detection, document, element, rows_of, text_of
from vidresults.errors import FormatError, SelectionError
from vidresults.load import load, scan
from vidresults.results import concat, read_frames


def results(source_id="a"):
    """Frames 0, 5, 10 and 15; 10 was not inferred."""
    one = element(detection())
    return load(document(one, one, None, element()), source_id=source_id)


@pytest.mark.parametrize("frames", [[10, 5, 5], (5, 10), iter([5, 10]), np.array([10, 5])])
def test_rows_of_other_frames_go_from_all_tables(frames):
    kept = results().select(frames=frames)
    assert rows_of(kept, "frames", "sample_index", "frame_index") == [(1, 5), (2, 10)]
    assert rows_of(kept, "inferences", "frame_index", "state") == [
        (5, "inferred"), (10, "not_inferred"),
    ]  # fmt: skip
    assert kept.detections["frame_index"].to_pylist() == [5]
    assert kept.classes.num_rows == 1
    assert kept.documents["operations"].to_pylist() == [["select(frames=[5, 10])"]]


def test_frames_by_source_keep_nothing_of_others():
    many = concat([results("a"), results("b"), results("c")])
    kept = many.select(frames={"b": [0], "a": [15, 5]})
    expected = [("a", 5), ("a", 15), ("b", 0)]
    assert rows_of(kept, "frames", "source_id", "frame_index") == expected
    assert many.select(frames={}).frames.num_rows == 0
    assert many.select(frames=[5]).frames["source_id"].to_pylist() == ["a", "b", "c"]


def test_a_stream_is_selected_alike(tmp_path):
    path = tmp_path / "a.json"
    path.write_bytes(text_of(document(element(detection()), None, element())))
    assert scan(path).select(frames=[10]).load().equals(load(path).select(frames=[10]))
    with pytest.raises(SelectionError, match="frame 11 was not sampled"):
        scan(path).select(frames=[11])


@pytest.mark.parametrize(
    ("frames", "said"),
    [
        ([0, 7], "frame 7 was not sampled in the results; the nearest that were are 5 and 10"),
        ({"a": [-1]}, "frame -1 was not sampled of 'a'; the nearest that were are 0 and 5"),
        ({"b": [0]}, "no source 'b' in the results; there is 'a'"),
        ([0.0], "frames: found 0.0, expected a frame number"),
        ([True], "frames: found True, expected a frame number"),
        ("0", "frames: found '0', expected frame numbers"),
        (5, "frames: found 5, expected frame numbers"),
    ],
)
def test_what_was_not_sampled_is_refused(frames, said):
    with pytest.raises(SelectionError, match=said):
        results().select(frames=frames)


@pytest.mark.parametrize(
    ("content", "frames"),
    [
        ("5\n10\n", [5, 10]),
        ("\ufeff# to label\r\n10  # the bus\r\n\r\n5", [10, 5]),
        ("", []),
        ("[5, 10]", [5, 10]),
        ('{"a": [5], "b": []}', {"a": [5], "b": []}),
        ('[{"frame_index": 5}]', [5]),
    ],
)
def test_lists_of_frames_are_read(tmp_path, content, frames):
    path = tmp_path / "frames"
    path.write_text(content, encoding="utf-8")
    assert read_frames(path) == frames


def test_rows_are_grouped_by_their_source(tmp_path):
    rows = [{"source_id": name, "frame_index": n} for name, n in (("a", 5), ("b", 0), ("a", 1))]
    (tmp_path / "rows.json").write_text(json.dumps(rows))
    assert read_frames(tmp_path / "rows.json") == {"a": [5, 1], "b": [0]}


@pytest.mark.parametrize(
    "content", ["a", "5 10", "1.5", "[1.5]", "[true]", "[null]", '{"a": 5}', '[{"frame": 1}]', "["]
)
def test_what_is_no_list_of_frames_is_refused(tmp_path, content):
    (tmp_path / "frames.txt").write_text(content)
    with pytest.raises(FormatError, match=r"frames\.txt: (is neither|found)"):
        read_frames(tmp_path / "frames.txt")


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(FormatError, match="cannot be read: No such file"):
        read_frames(tmp_path / "none")
