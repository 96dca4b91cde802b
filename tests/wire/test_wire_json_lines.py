"""JSON lines and CSV of the inference CLI and of Batch Processing."""

import csv
import io
import json

import pytest

from tests.support.documents import detection, element, rows_of
from tests.support.rebuild import plain, rebuilt
from vidresults import load
from vidresults.errors import FormatError, VidResultsWarning, WrongDocumentError


def lines(*rows):
    return "".join(json.dumps(row) + "\n" for row in rows).encode()


def table(*rows):
    """As pandas writes them: JSON for dicts and lists, nothing for null."""
    text = io.StringIO()
    writer = csv.writer(text)
    names = dict.fromkeys(name for row in rows for name in row)
    writer.writerow(names)
    for row in rows:
        values = [row.get(name) for name in names]
        writer.writerow([json.dumps(v) if isinstance(v, (dict, list)) else v for v in values])
    return text.getvalue().encode()


def row(x=100.0, **others):
    return {"boxes": element(detection(x=x)), **others}


FORMS = {"json lines": lines, "csv": table}
both = pytest.mark.parametrize("written", FORMS.values(), ids=FORMS)


def numbers(results):
    return results.frames["frame_index"].to_pylist()


@both
def test_rows_are_numbered_by_a_stride_and_timed_by_a_rate(written):
    given = written(row(1.0), row(2.0), row(3.0))
    results = load(given, stride=6, fps="29.97")
    assert numbers(results) == [0, 6, 12]
    times = [0.0, 6 * 100 / 2997, 12 * 100 / 2997]
    assert results.frames["time_seconds"].to_pylist() == times
    assert results.detections["x_center"].to_pylist() == [1.0, 2.0, 3.0]


@both
def test_rows_without_numbers_ask_for_them(written):
    with pytest.raises(FormatError, match=r"--stride N \(stride=N\).*--fps F \(fps=F\)"):
        load(written(row(), row()))


@both
def test_names_of_pictures_number_the_rows(written):
    given = written(row(1.0, image="b/frame_000012.jpg"), row(2.0, image="a/frame_000002.jpg"))
    results = load(given)
    assert rows_of(results, "detections", "frame_index", "x_center") == [(2, 2.0), (12, 1.0)]
    assert json.loads(results.frames["extra"][0].as_py()) == {"image": "a/frame_000002.jpg"}


@both
@pytest.mark.parametrize("names", [("b.jpg", "a.jpg"), ("b_1.jpg", "a_1.jpg")])
def test_names_that_number_nothing_give_the_order_as_text(written, names):
    given = written(row(1.0, image=names[0]), row(2.0, image=names[1]))
    with pytest.raises(FormatError, match="the 2 pictures carry no frame numbers"):
        load(given)
    results = load(given, stride=3)
    assert rows_of(results, "detections", "frame_index", "x_center") == [(0, 2.0), (3, 1.0)]


@both
def test_a_deducted_picture_is_no_file_name(written):
    given = written(row(image="<deducted_image>"), row(image="<deducted_image>"))
    assert numbers(load(given, stride=1)) == [0, 1]


@both
def test_nan_is_read_as_null_and_told(written):
    given = written(row(speed=[float("nan"), 1.5]), row(speed=[float("-inf"), 2.5], text="NaN"))
    with pytest.warns(VidResultsWarning, match="2 NaN or Infinity were read as null"):
        results = load(given, stride=1)
    assert json.loads(results.frames["extra"][0].as_py())["speed"] == [None, 1.5]
    second = json.loads(results.frames["extra"][1].as_py())
    assert second == {"speed": [None, 2.5], "text": "NaN"}


def test_nan_with_a_space_before_it_leaves_the_bytes_where_they_are():
    given = lines(row(a=float("nan")), row("?", b=float("nan")))
    with pytest.warns(VidResultsWarning), pytest.raises(FormatError) as error:
        load(given, stride=1)
    start = given.rindex(b'{"inference_id"')
    assert f"byte {start}, model 'boxes', element 1, frame 1" in str(error.value)


@both
def test_a_row_without_an_output_was_not_inferred(written):
    results = load(written(row(more=1), {"boxes": None, "more": 2}), stride=1)
    assert results.inferences["state"].to_pylist() == ["inferred", "not_inferred"]


def test_answers_for_images_may_stand_on_lines():
    results = load(lines(element(detection()), element()), stride=5)
    assert rows_of(results, "inferences", "model", "frame_index") == [("model", 0), ("model", 5)]


def test_blank_lines_and_windows_line_ends_are_no_rows():
    given = lines(row(), row()).replace(b"\n", b"\r\n\r\n")
    assert numbers(load(given, stride=1)) == [0, 1]


def test_a_broken_line_is_refused_at_its_byte():
    good = lines(row(), row())
    with pytest.raises(FormatError, match=f"bytes, byte {len(good) + 1}"):
        load(good + b"{oops}\n", stride=1)


def test_a_line_that_ends_too_early_is_kept_as_far_as_it_goes():
    given = lines(row(1.0), row(2.0), row(3.0))
    results = load(given[: given.rindex(b'"predictions"')], stride=1, lenient=True)
    assert results.detections["x_center"].to_pylist() == [1.0, 2.0]
    assert results.defects.num_rows


def test_lines_without_predictions_are_named():
    with pytest.raises(WrongDocumentError, match="is JSON lines without predictions"):
        load(lines({"file_path": "a.jpg", "cause": "x"}, {"file_path": "b.jpg", "cause": "y"}))


def test_a_table_without_predictions_is_named():
    with pytest.raises(WrongDocumentError, match=r"without predictions .its columns are a, b"):
        load(table({"a": {"n": 1}, "b": 2}))


WRONG_TABLES = {
    "a cell too few": (
        b'boxes,n\n"{""predictions"": []}"\n',
        "is a damaged CSV table: Row #2: Expected 2 columns, got 1",
    ),
    "a cell that is no JSON": (
        b'boxes,n\n"{""predictions"": []}",1\n"{""predictions"": [}",2\n',
        "element 1, field boxes: not well-formed JSON",
    ),
    "a cell of bytes": (
        b'boxes,n\n"{""predictions"": []}",\xff\n',
        "element 0, field n: the text is not UTF-8",
    ),
    "predictions of text": (
        b'boxes,n\n"{""predictions"": []}",1\nfailed,2\n',
        "model 'boxes', element 1, frame 1: found \"failed\", expected an object",
    ),
}


@pytest.mark.parametrize(("given", "words"), WRONG_TABLES.values(), ids=WRONG_TABLES)
def test_a_damaged_table_is_refused(given, words):
    with pytest.raises(FormatError) as error:
        load(given, stride=1)
    assert words in str(error.value)


def test_real_results_are_the_same_from_lines(real_data):
    for path in sorted((real_data / "results").glob("*_5fps.json")):
        document = json.loads(path.read_text())
        if "frame_offset" not in document:
            continue
        (model,) = document.keys() - {"frame_offset", "time_offset"}
        rows = [{model: element} for element in document[model]]
        for written in (lines, table):
            results = load(written(*rows), stride=5)
            assert plain(rebuilt(results))[model] == plain(document[model])
            assert numbers(results) == document["frame_offset"]
