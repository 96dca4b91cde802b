"""Answers for single images: one, a list, and a folder of files."""

import json

import pytest

from tests.support.documents import detection, element, rows_of, single_label, text_of
from vidresults import load, scan_documents
from vidresults.errors import FormatError, SelectionError, VidResultsWarning


def numbers(results):
    return results.frames["frame_index"].to_pylist()


def test_one_answer_is_frame_zero_and_its_model_is_called_as_the_file(tmp_path):
    path = tmp_path / "street.json"
    path.write_bytes(text_of(element(detection())))
    results = load(path)
    assert rows_of(results, "detections", "model", "frame_index") == [("street", 0)]
    assert results.documents["kind"].to_pylist() == ["image-response"]
    assert load(element(), fps=25).frames["time_seconds"].to_pylist() == [0.0]
    assert rows_of(load(b" \n" + text_of(single_label())), "inferences", "model", "task") == [
        ("model", "classification")
    ]


def test_a_list_of_answers_needs_numbers_and_null_was_not_inferred():
    answers = [element(detection()), None, element()]
    with pytest.raises(FormatError, match="the 3 answers carry no frame numbers"):
        load(answers)
    results = load(text_of(answers), stride=5, fps=25)
    assert numbers(results) == [0, 5, 10]
    assert results.frames["time_seconds"].to_pylist() == [0.0, 0.2, 0.4]
    assert results.inferences["state"].to_pylist() == ["inferred", "not_inferred", "inferred"]
    assert load(iter(answers), stride=5).frames.num_rows == 3


def test_a_frame_index_in_every_answer_numbers_them():
    results = load([element(frame_index=3), element(frame_index=9)])
    assert numbers(results) == [3, 9]


WRONG = {
    "descending": ([element(frame_index=3), element(frame_index=1)], "found frame_index 1 after 3"),
    "missing": ([element(frame_index=3), element()], "element 1: has no frame_index"),
    "text": ([element(frame_index="a")], "field frame_index: found no whole number"),
    "negative": ([element(frame_index=-1)], "found -1, expected a whole number from 0 on"),
    "nothing": ([], "there is no item"),
}


@pytest.mark.parametrize(("given", "words"), WRONG.values(), ids=WRONG)
def test_answers_that_contradict_are_refused(given, words):
    with pytest.raises(FormatError) as error:
        load(given)
    assert words in str(error.value)


@pytest.fixture
def folder(tmp_path):
    """Frames 0, 3 and 7 of a video, each with its number as x."""
    path = tmp_path / "frames"
    path.mkdir()
    for number in (7, 0, 3):
        (path / f"frame_{number:06d}.json").write_bytes(text_of(element(detection(x=number))))
    return path


def test_a_folder_of_frames_is_numbered_by_the_names(folder):
    (folder / "frame_000003.jpg").write_bytes(b"\xff\xd8")
    results = load(folder, fps=10)
    assert rows_of(results, "detections", "frame_index", "x_center") == [(0, 0), (3, 3), (7, 7)]
    assert results.frames["time_seconds"].to_pylist() == [0.0, 0.3, 0.7]
    assert results.documents["kind"].to_pylist() == ["frame-files"]
    assert results.documents["path"].to_pylist() == [str(folder)]
    assert list(scan_documents(folder)) == [""]
    with pytest.raises(SelectionError, match="leave out stride"):
        load(folder, stride=2)


def test_other_texts_in_the_folder_are_named(folder):
    (folder / "notes.json").write_text("{}")
    with pytest.warns(VidResultsWarning, match="left out 1 other files: notes.json"):
        assert load(folder).frames.num_rows == 3


def test_nan_in_a_frame_is_null_and_told(folder):
    (folder / "frame_000003.json").write_text('{"predictions": [], "time": NaN}')
    with pytest.warns(VidResultsWarning, match=r"frame_000003.json: 1 NaN or Infinity was read"):
        results = load(folder)
    assert results.inferences["state"].to_pylist() == ["inferred"] * 3


@pytest.mark.parametrize("text", [b'{"predictions": [', b"", b'{"a":1} {"a":2}', b"\xff"])
def test_a_damaged_frame_is_refused_or_left_out(folder, text):
    (folder / "frame_000003.json").write_bytes(text)
    with pytest.raises(FormatError, match=r"element 1, frame 3: "):
        load(folder)
    results = load(folder, lenient=True)
    assert results.inferences["state"].to_pylist() == ["inferred", "failed", "inferred"]
    assert results.detections["frame_index"].to_pylist() == [0, 7]


def test_a_folder_whose_files_are_something_else_is_refused(folder):
    (folder / "frame_000000.json").write_text('{"status": 1}')
    with pytest.raises(FormatError, match=r"frame_000000.json: is not the answer for an image"):
        load(folder)


def test_answers_for_pictures_stand_in_the_order_of_their_names(tmp_path):
    for name, x in (("b", 2), ("a", 1)):
        (tmp_path / f"{name}_prediction.json").write_bytes(text_of(element(detection(x=x))))
    with pytest.raises(FormatError, match="the 2 pictures carry no frame numbers"):
        load(tmp_path)
    results = load(tmp_path, stride=4)
    assert rows_of(results, "detections", "frame_index", "x_center") == [(0, 1), (4, 2)]


def test_the_aggregated_results_of_a_folder_are_read(tmp_path):
    rows = [{"boxes": element(detection()), "image": f"frame_{n:06d}.jpg"} for n in (0, 2)]
    text = "\n".join(json.dumps(row) for row in rows)
    (tmp_path / "aggregated_results.jsonl").write_text(text)
    assert numbers(load(tmp_path)) == [0, 2]


def test_a_folder_of_nothing_known_is_refused(tmp_path):
    with pytest.raises(FormatError, match="is a folder without stored tables"):
        load(tmp_path)
