"""Detections as supervision's type."""

import numpy as np
import pyarrow as pa
import pytest

from tests.support.documents import detection, document, element, runs_of
from vidresults import TABLES, VideoResults, concat, load
from vidresults.errors import MatchError, SelectionError
from vidresults.geometry import compress_runs

# Columns 2 to 5 and rows 1 to 3, borders included, of a frame of 640 by 360.
RECTANGLE = [{"x": x, "y": y} for x, y in ((2, 1), (5, 1), (5, 3), (2, 3))]


def rectangle_mask(height=360, width=640):
    mask = np.zeros((height, width), bool)
    mask[1:4, 2:6] = True
    return mask


def rle_of(mask):
    counts = compress_runs(runs_of(mask.ravel(order="F").tolist()))
    return {"size": list(mask.shape), "counts": counts}


def boxes_of(*boxes, frame_index=0):
    return load(document(element(*boxes))).to_supervision(frame_index=frame_index)


def test_boxes_become_corners_with_everything_that_belongs_to_them():
    results = load(document(element(detection(tracker_id=4), detection(x=10.0, tracker_id=5))))
    boxes = results.to_supervision(frame_index=0)
    assert boxes.xyxy.tolist() == [[80, 40, 120, 60], [-10, 40, 30, 60]]
    assert boxes.confidence.tolist() == [0.875, 0.875]
    assert boxes.class_id.tolist() == [2, 2]
    assert boxes.tracker_id.tolist() == [4, 5]
    assert boxes.data["class_name"].tolist() == ["car", "car"]
    assert boxes.data["detection_id"].tolist() == ["d-1", "d-1"]
    assert boxes.data["model"].tolist() == ["street", "street"]
    assert boxes.metadata == {"frame_index": 0, "source_id": results.facts.source_ids[0]}
    assert boxes.mask is None


def test_an_unknown_confidence_is_nan_among_known_ones_and_none_alone():
    some = boxes_of(detection(), detection(confidence=None)).confidence
    assert some[0] == 0.875
    assert np.isnan(some[1])
    assert boxes_of(detection(confidence=None)).confidence is None


@pytest.mark.parametrize("field", ["class_id", "tracker_id"])
def test_numbers_of_which_one_is_unknown_are_none(field):
    assert getattr(boxes_of(detection(**{field: 3}), detection(**{field: None})), field) is None
    assert getattr(boxes_of(detection(**{field: 3})), field).tolist() == [3]


def test_ids_of_which_one_is_unknown_are_left_out():
    boxes = boxes_of(detection(), detection(detection_id=None))
    assert set(boxes.data) == {"class_name", "model"}


def test_polygon_and_run_lengths_give_the_same_mask():
    boxes = boxes_of(detection(points=RECTANGLE), detection(rle=rle_of(rectangle_mask())))
    assert boxes.mask.shape == (2, 360, 640)
    assert boxes.mask.dtype == bool
    assert np.array_equal(boxes.mask[0], rectangle_mask())
    assert np.array_equal(boxes.mask[1], rectangle_mask())


def test_there_are_no_masks_where_one_box_has_none():
    assert boxes_of(detection(points=RECTANGLE), detection()).mask is None
    assert boxes_of(detection(points=RECTANGLE), detection(points=[])).mask is None


def test_masks_of_several_sizes_are_refused():
    small = detection(rle=rle_of(rectangle_mask(10, 10)))
    with pytest.raises(MatchError, match="masks of frame 0 have several sizes"):
        boxes_of(small, detection(points=RECTANGLE))


@pytest.mark.parametrize("counts", ["04", "\x10", "é", "o"])
def test_damaged_run_lengths_are_refused(counts):
    good = load(document(element(detection(rle=rle_of(rectangle_mask())))))
    (row,) = good.detections.to_pylist()
    row["rle"] = {"height": 9, "width": 9, "counts": counts}
    tables = {name: good.table(name) for name in ("documents", "frames", "inferences")}
    tables["detections"] = pa.Table.from_pylist([row], schema=TABLES["detections"])
    with pytest.raises(MatchError, match="mask of frame 0 cannot be read"):
        VideoResults(tables).to_supervision(frame_index=0)


def test_a_frame_without_boxes_gives_no_boxes():
    boxes = load(document(element())).to_supervision(frame_index=0)
    assert len(boxes) == 0
    assert boxes.xyxy.shape == (0, 4)
    assert boxes.metadata["frame_index"] == 0


def test_a_frame_that_was_not_inferred_is_refused_for_nothing_is_known_of_it():
    with pytest.raises(SelectionError, match="frame 0 was not inferred"):
        load(document(None)).to_supervision(frame_index=0)


def test_a_frame_that_was_not_sampled_is_refused_with_those_that_were():
    results = load(document(*[element()] * 9))
    expected = r"frame 3 was not sampled; sampled frames: 0, 5, 10, 15, 20, 25, ... 40"
    with pytest.raises(SelectionError, match=expected):
        results.to_supervision(frame_index=3)


@pytest.fixture
def two_models():
    """Boxes at frames 0 and 10 in streets, at 10 on rails; nobody looked at frame 5."""
    street = [element(detection(), detection()), None, element(detection())]
    return load(document(*street, element(), rail=[element(), None, element(detection()), None]))


def test_iterating_gives_every_frame_that_was_looked_at(two_models):
    found = {number: len(boxes) for number, boxes in two_models.iter_supervision()}
    assert found == {0: 2, 10: 2, 15: 0}
    found = {number: len(boxes) for number, boxes in two_models.iter_supervision(model="rail")}
    assert found == {0: 0, 10: 1}


def test_iterating_gives_what_asking_for_the_frame_gives(two_models):
    for number, boxes in two_models.iter_supervision(model="street"):
        assert boxes == two_models.to_supervision(frame_index=number, model="street")


def test_a_failed_frame_is_skipped():
    results = load(document({"error": "broken"}, element()))
    assert [number for number, _ in results.iter_supervision()] == [5]


def test_a_model_is_chosen_by_name(two_models):
    assert len(two_models.to_supervision(frame_index=10)) == 2
    assert len(two_models.to_supervision(frame_index=10, model="rail")) == 1
    with pytest.raises(SelectionError, match="there is no model 'sea'"):
        two_models.to_supervision(frame_index=10, model="sea")


def test_one_of_several_sources_must_be_named():
    one = load(document(element(detection())), source_id="one")
    two = load(document(element(detection(), detection())), source_id="two")
    both = concat([one, two])
    with pytest.raises(SelectionError, match="2 sources: name one; there is 'one', 'two'"):
        both.to_supervision(frame_index=0)
    with pytest.raises(SelectionError, match="no source 'three'; there is 'one', 'two'"):
        list(both.iter_supervision(source_id="three"))
    assert len(both.to_supervision(frame_index=0, source_id="two")) == 2
    assert [len(boxes) for _, boxes in both.iter_supervision(source_id="one")] == [1]
