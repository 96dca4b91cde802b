"""Files of supervision's sinks, and its detections in memory."""

import json
from types import SimpleNamespace

import numpy as np
import pytest
import supervision as sv

from tests.support.documents import detection, document, element, rows_of
from vidresults import load
from vidresults.errors import FormatError, SelectionError, VidResultsWarning, WrongDocumentError

PLACES = [(0, [(10.0, 20.0, 30.0, 60.0)]), (4, []), (5, [(0.0, 0.0, 4.0, 2.0), (0.1, 0.2, 0.7, 1)])]
EXACT = ("frame_index", "x_center", "y_center", "width", "height")


def detections(boxes, **fields):
    corners = np.array(boxes, float).reshape(-1, 4)
    return sv.Detections(
        xyxy=corners,
        **{
            "class_id": np.arange(len(corners)),
            "confidence": np.full(len(corners), 0.5),
            **fields,
        },
    )


def sink_of(kind, path, frame_column="frame_index", **custom):
    """A file as supervision's own sink writes it."""
    with {"csv": sv.CSVSink, "json": sv.JSONSink}[kind](str(path)) as sink:
        for frame, boxes in PLACES:
            told = {} if frame_column is None else {frame_column: frame}
            sink.append(detections(boxes), custom_data={**told, **custom})
    return path


kinds = pytest.mark.parametrize("kind", ["csv", "json"])
warned = pytest.mark.filterwarnings("ignore:.*frames without a box")


@warned
@kinds
@pytest.mark.parametrize(
    "column", ["frame_index", "frame_number", "frame_idx", "frame_id", "frame"]
)
def test_a_sink_gives_boxes_by_centre_and_size(kind, column, tmp_path):
    results = load(sink_of(kind, tmp_path / f"street.{kind}", column), fps=25)
    assert rows_of(results, "detections", *EXACT)[:2] == [
        (0, 20.0, 40.0, 20.0, 40.0),
        (5, 2.0, 1.0, 4.0, 2.0),
    ]
    assert results.frames["frame_index"].to_pylist() == [0, 5]
    assert results.frames["time_seconds"].to_pylist() == [0.0, 0.2]
    assert results.documents["kind"].to_pylist() == ["supervision-sink"]


@warned
@kinds
def test_classes_are_called_as_their_numbers_and_missing_is_null(kind, tmp_path):
    results = load(sink_of(kind, tmp_path / "a"))
    columns = ("class_name", "class_id", "confidence", "tracker_id")
    assert rows_of(results, "detections", *columns)[1:] == [
        ("0", 0, 0.5, None),
        ("1", 1, 0.5, None),
    ]


@warned
@kinds
def test_corners_that_cannot_be_had_back_and_other_columns_are_kept(kind, tmp_path):
    results = load(sink_of(kind, tmp_path / "a", zone="left", width="wide", class_name="cup"))
    extras = [json.loads(text) for text in results.detections["extra"].to_pylist()]
    columns = {"zone": "left", "columns": {"width": "wide"}}
    assert extras[0] == columns
    assert extras[2] == {"x_min": 0.1, "y_min": 0.2, "x_max": 0.7, "y_max": 1.0, **columns}
    assert results.detections["class_name"].to_pylist() == ["cup"] * 3


@kinds
def test_frames_without_boxes_are_not_there_and_that_is_said(kind, tmp_path):
    with pytest.warns(VidResultsWarning, match="only the 2 frames with one are known"):
        load(sink_of(kind, tmp_path / "a"))


@kinds
def test_without_a_frame_column_it_says_which_would_do(kind, tmp_path):
    with pytest.raises(FormatError, match="expected one of frame_index, frame_idx, frame_number"):
        load(sink_of(kind, tmp_path / "a", None))
    with pytest.raises(SelectionError, match="leave out stride"):
        load(sink_of(kind, tmp_path / "b"), stride=5)


HEADER = "x_min,y_min,x_max,y_max,class_id,confidence,tracker_id,frame_index\n"
WRONG = {
    "corner missing": ("0,,1,1,0,0.5,,0", "line 2: is missing"),
    "corner of text": ("0,left,1,1,0,0.5,,0", "line 2: found 'left', expected a number"),
    "corner nan": ("0,nan,1,1,0,0.5,,0", "line 2: found 'nan', expected a number"),
    "corners swapped": ("5,0,1,1,0,0.5,,0", "line 2: found x_max 1.0 under x_min 5.0"),
    "class of a fraction": ("0,0,1,1,0.5,0.5,,0", "line 2: found '0.5', expected a whole number"),
    "frame of text": ("0,0,1,1,0,0.5,,first", "line 2: found 'first', expected a frame number"),
    "frame missing": ("0,0,1,1,0,0.5,,", "line 2: found '', expected a frame number"),
    "frame negative": ("0,0,1,1,0,0.5,,-1", "line 2: found '-1', expected a frame number"),
    "cell too few": ("0,0,1,1,0,0.5,", "line 2 has 7 cells, expected 8 as in the header"),
    "confidence in percent": (
        "0,0,1,1,0,50,,0",
        "field confidence: found 50.0, expected a number <=",
    ),
}


@warned
@pytest.mark.parametrize(("line", "words"), WRONG.values(), ids=WRONG)
def test_a_row_that_is_wrong_is_refused_by_its_line(line, words):
    with pytest.raises(FormatError) as error:
        load((HEADER + line + "\n").encode())
    assert words in str(error.value)


@warned
def test_a_json_row_that_is_wrong_is_refused_by_its_byte():
    box = {"x_min": 0, "y_min": 0, "x_max": 1, "y_max": 1, "frame_index": 0}
    text = json.dumps([box, box | {"y_max": True}]).encode()
    with pytest.raises(FormatError, match=rf"the row at byte {text.rindex(b'{')}: found True"):
        load(text)
    with pytest.raises(FormatError, match="has no x_min, y_min, x_max, y_max, other rows have"):
        load([box, {"a": 1}])


@warned
def test_nan_in_a_json_sink_is_null_and_told():
    text = b'[{"x_min": 0, "y_min": 0, "x_max": 1, "y_max": 1, "frame": 2, "speed": NaN}]'
    with pytest.warns(VidResultsWarning, match="1 NaN or Infinity was read as null"):
        assert load(text).frames["frame_index"].to_pylist() == [2]


@warned
def test_rows_in_any_order_are_sorted_by_frame():
    lines = "0,0,1,1,,,,7\n0,0,2,2,,nan,3.0,1\n0,0,3,3,,,,7\n"
    results = load((HEADER + lines).encode())
    assert rows_of(results, "detections", "frame_index", "width", "confidence", "tracker_id") == [
        (1, 2.0, None, 3),
        (7, 1.0, None, None),
        (7, 3.0, None, None),
    ]
    assert results.detections["class_name"].to_pylist() == ["object"] * 3


def test_the_csv_of_an_export_is_named():
    text = b"source_id,frame_index,model,x_min,y_min,x_max,y_max\n"
    with pytest.raises(WrongDocumentError, match="is the CSV table of an export"):
        load(text)


def test_detections_in_memory_come_back_as_they_left():
    boxes = [detection(), detection(x=10.5, y=20.5, tracker_id=None, **{"class": "bus"})]
    first = load(document(element(*boxes), element(), None, element(detection(confidence=0.25))))
    for again in (
        load(first.iter_supervision()),
        load([found for _, found in first.iter_supervision()]),
    ):
        assert again.frames["frame_index"].to_pylist() == [0, 5, 15]
        columns = ["model", "frame_index", "detection_index", "detection_id", "class_name"]
        columns += ["class_id", "confidence", "x_center", "y_center", "width", "height", "extra"]
        assert again.detections.select(columns).equals(first.detections.select(columns))


def test_several_models_stay_apart():
    both = document(element(detection())) | {"people": [element(detection(x=50.0))]}
    again = load(load(both).iter_supervision())
    assert rows_of(again, "detections", "model", "x_center") == [
        ("street", 100.0),
        ("people", 50.0),
    ]


def test_masks_become_run_lengths_and_come_back():
    masks = np.zeros((2, 4, 6), bool)
    masks[0, 1:3, 2:4] = masks[1, 0, 0] = masks[1, 3, 5] = True
    given = detections([(2, 1, 4, 3), (0, 0, 6, 4)], mask=masks, confidence=None)
    results = load([(7, given)])
    assert rows_of(results, "inferences", "image_width", "image_height") == [(6, 4)]
    assert results.detections["confidence"].to_pylist() == [None, None]
    assert np.array_equal(results.to_supervision(frame_index=7).mask, masks)


def test_detections_without_numbers_take_a_stride():
    given = [detections([(0, 0, 2, 2)]), detections([])]
    with pytest.raises(FormatError, match="the 2 detections carry no frame numbers"):
        load(given)
    results = load(given, stride=6, fps=30)
    assert results.frames["time_seconds"].to_pylist() == [0.0, 0.2]
    assert load(given[0]).frames["frame_index"].to_pylist() == [0]


def test_an_unknown_confidence_and_odd_data_are_kept():
    given = detections(
        [(0, 0, 2, 2)],
        confidence=np.array([np.nan]),
        data={"speed": np.array([1.5]), "path": np.array([[1, 2]]), "what": np.array([b"x"])},
    )
    row = load([(0, given)]).detections.to_pylist()[0]
    assert row["confidence"] is None
    assert json.loads(row["extra"])["speed"] == 1.5
    assert json.loads(row["extra"])["path"] == [1, 2]


# supervision itself refuses to make it
NOT_FINITE = SimpleNamespace(
    xyxy=[(0, np.nan, 2, 2)], mask=None, confidence=None, class_id=None, tracker_id=None, data={}
)
BAD = {
    "corner": ([(0, NOT_FINITE)], "prediction 0, field y_min: found nan"),
    "number": ([("a", detections([]))], "element 0: found the frame number 'a'"),
    "twice": ([(3, detections([])), (3, detections([]))], "found frame number 3 after 3"),
    "some": ([(3, detections([])), detections([])], "element 1: has no frame number"),
    "other": ([3, 4], "element 0: found int, expected an answer for an image (a dict)"),
    "mixed": ([detections([]), {}], "element 1: found dict, expected an answer"),
}


@pytest.mark.parametrize(("given", "words"), BAD.values(), ids=BAD)
def test_what_is_no_frame_is_refused(given, words):
    with pytest.raises(FormatError) as error:
        load(given)
    assert words in str(error.value)
