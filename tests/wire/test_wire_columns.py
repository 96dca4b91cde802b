"""The quick way reads what the exact way reads, value for value, or leaves it alone."""

import copy
import json

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.documents import detection, element
from tests.support.strategies import elements
from vidresults.errors import FormatError
from vidresults.wire.columns import read_columns
from vidresults.wire.rows import Samples
from vidresults.wire.window import read_exactly
from vidresults.wire.windows import Window

FULL = detection(
    class_confidence=0.25,
    tracker_id=3,
    parent_id="p",
    points=[{"x": 1, "y": 2.5}, {"x": 3, "y": -0.0}],
    keypoints=[{"x": 1.0, "y": 2.0, "confidence": 0.019, "class_id": 4, "class": "nose"}],
)


def both(texts):
    """What the quick and the exact way make of these elements; None where the first gives up."""
    window = Window(first=2, parts=[text.encode() for text in texts])
    samples = Samples(
        source_id="s",
        model="m",
        first=2,
        frames=np.arange(len(texts)) * 5,
        times=np.where(np.arange(len(texts)) % 2, np.nan, 0.2),
    )
    quick = read_columns(window, samples)
    return quick, read_exactly(window, samples, file="f")


def assert_same(quick, exact):
    assert {table for table, _ in quick} == {table for table, _ in exact}
    for table, batch in quick:
        (other,) = [b for name, b in exact if name == table]
        assert [plain(row) for row in batch.to_pylist()] == [plain(r) for r in other.to_pylist()]


def plain(row):
    """The row with what is left over as a value: its keys may stand in another order."""
    return row | ({"extra": row["extra"] and json.loads(row["extra"])} if "extra" in row else {})


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param([element()], id="no-boxes"),
        pytest.param([element(detection()), None, element()], id="null-between"),
        pytest.param([None, None, element(detection())], id="null-first"),
        pytest.param([element(FULL), element(detection()), element(FULL, FULL)], id="full"),
        pytest.param([element(detection(points=[]), detection(keypoints=[]))], id="empty-lists"),
        pytest.param([{"predictions": [FULL]}, element(image=None, time=None)], id="bare"),
        pytest.param([element(image={"width": 640})], id="width-alone"),
        pytest.param([element(detection(confidence=None, class_id=None))], id="nulls"),
        pytest.param(
            [element(detection(mask_format="polygon", b=None)), element(detection(a=True, n=1))],
            id="unknown-fields",
        ),
        pytest.param([element(frame_id=3, new=None), None, element(label="x")], id="unknown-above"),
        pytest.param([[0.5, 1, -2.0], None, [1e-300, 0.1, 3]], id="vectors"),
        pytest.param([None, [1.5]], id="null-then-vector"),
    ],
)
@pytest.mark.parametrize("indent", [None, 2])
def test_the_quick_way_takes_what_is_plain(sent, indent):
    quick, exact = both([json.dumps(item, indent=indent) for item in sent])
    assert quick is not None
    assert_same(quick, exact)


@pytest.mark.parametrize(
    "item",
    [
        pytest.param(element(detection(new={"a": 1})), id="unknown-object"),
        pytest.param(element(detection(new=2.0**60)), id="unknown-large-number"),
        pytest.param(element(new=[1]), id="unknown-list"),
        pytest.param(element(detection(new="2026-01-01")), id="looks-like-a-date"),
        pytest.param({"predictions": [], "top": "", "confidence": 0}, id="no-label"),
        pytest.param(element(detection(x=2**53)), id="too-large-to-be-sure"),
        pytest.param(element(image={}), id="empty-size"),
        pytest.param(element(image={"width": "640", "height": "480"}), id="sizes-as-text"),
        pytest.param(element(detection(points=[{"x": 1, "y": 2, "z": 3}])), id="third-coordinate"),
        pytest.param(element(detection(rle={"size": [1, 1], "counts": "01"})), id="mask"),
        pytest.param({"response": "x"}, id="no-predictions"),
        pytest.param([], id="empty-list"),
        pytest.param([{"face": {}}], id="faces"),
        pytest.param([1, None], id="null-in-a-vector"),
        pytest.param(element(detection(confidence=1.5)), id="confidence-too-high"),
        pytest.param(element(detection(width=-1)), id="negative-width"),
        pytest.param(element(detection(**{"class": None})), id="no-class"),
        pytest.param(element(detection(class_id=1.5)), id="fraction"),
        pytest.param(element(detection(class_id=2**63)), id="too-long"),
        pytest.param(element(None), id="null-prediction"),
        pytest.param(element(detection(points=[None])), id="null-point"),
        pytest.param(element(detection(keypoints=[{"x": 1}])), id="half-a-point"),
        pytest.param(element(image={"width": -1, "height": 1}), id="negative-size"),
    ],
)
def test_the_quick_way_leaves_alone_what_is_not(item):
    samples = Samples(source_id="s", model="m", first=0, frames=np.arange(2), times=np.zeros(2))
    parts = [json.dumps(element(detection())).encode(), json.dumps(item).encode()]
    assert read_columns(Window(first=0, parts=parts), samples) is None


@pytest.mark.parametrize(
    "item",
    ["[]", "[1, null]", "[[1], [2]]", '["1"]', "[true]", "[1e999]", "[9007199254740993]", "3"],
)
@pytest.mark.parametrize("before", ["[0.5]", "[[1], [2]]"])
def test_a_list_that_is_no_vector_is_left_alone(before, item):
    samples = Samples(source_id="s", model="m", first=0, frames=np.arange(2), times=np.zeros(2))
    parts = [before.encode(), item.encode()]
    assert read_columns(Window(first=0, parts=parts), samples) is None


@pytest.mark.parametrize(
    "text",
    [
        '{"predictions":[{"x":1,"x":2,"y":1,"width":1,"height":1,"class":"a"}]}',
        '{"predictions":[],"predictions":[]}',
        '{"inference_id":"\xff","predictions":[]}',
    ],
)
def test_what_the_decoder_would_let_pass_is_left_alone(text):
    samples = Samples(source_id="s", model="m", first=0, frames=np.arange(1), times=np.zeros(1))
    assert read_columns(Window(first=0, parts=[text.encode("latin-1")]), samples) is None


@pytest.mark.parametrize("name", ["pallet_5fps", "forklift_5fps"])
def test_real_results_go_the_quick_way(real_data, name):
    document = json.loads((real_data / "results" / f"{name}.json").read_text())
    for model in document.keys() - {"frame_offset", "time_offset"}:
        quick, exact = both([json.dumps(item) for item in document[model]])
        assert quick is not None
        assert_same(quick, exact)


@pytest.mark.parametrize("name", ["yolo26_det", "yolov8_pose", "yolov8_seg"])
def test_real_responses_go_the_quick_way(real_data, name):
    response = json.loads((real_data / "server_responses" / f"{name}.json").read_text())
    quick, exact = both([json.dumps(response), json.dumps(response)])
    assert quick is not None
    assert_same(quick, exact)


@settings(
    max_examples=300,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(sent=st.lists(elements, min_size=1, max_size=4), style=st.sampled_from([None, 1, "\r\n"]))
def test_both_ways_agree_on_documents_of_any_task(sent, style):
    quick, exact = both([json.dumps(item, indent=style, ensure_ascii=False) for item in sent])
    if quick is not None:
        assert_same(quick, exact)


@settings(max_examples=300, deadline=None, derandomize=True, database=None)
@given(data=st.data())
def test_both_ways_agree_on_boxes_with_one_value_changed(data):
    sent = element(copy.deepcopy(FULL), detection())
    target = data.draw(st.sampled_from([sent, *sent["predictions"], sent["image"]]))
    key = data.draw(st.sampled_from(sorted(target)))
    odd = [None, 0, -1, 1.0, 1.5, "", "1", True, [], {}, [None], 2**53, 2**63, 1e300, -0.0]
    target[key] = data.draw(st.sampled_from(odd))
    text = json.dumps(sent)
    try:
        quick, exact = both([text, text])
    except FormatError:
        samples = Samples(source_id="s", model="m", first=0, frames=np.arange(1), times=np.zeros(1))
        assert read_columns(Window(first=0, parts=[text.encode()]), samples) is None
    else:
        if quick is not None:
            assert_same(quick, exact)
