"""Annotators of supervision, and others with its contract, as steps on a picture."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from tests.support.sights import row, sight
from vidresults.errors import SelectionError
from vidresults.render.annotators import apply_annotators, check_annotators, detections_on

GREY = 40


def test_detections_for_annotators_are_in_pixels_of_the_picture():
    ring = [{"x": 70, "y": 60}, {"x": 130, "y": 60}, {"x": 130, "y": 100}, {"x": 70, "y": 100}]
    seen = sight(row(polygons=[ring], tracker_id=4), row(20, 20, confidence=None, tracker_id=5))
    seen.scale = (2.0, 2.0)
    found = detections_on([seen], (400, 320))
    assert found.xyxy[0].tolist() == [140, 120, 260, 200]
    assert found.tracker_id.tolist() == [4, 5]
    assert found.data["class_name"].tolist() == ["car", "car"]
    assert np.isnan(found.confidence[1])
    assert found.mask.shape == (2, 320, 400)
    assert found.mask[0, 121:199, 141:259].all()
    assert not found.mask[0, :118].any()
    assert not found.mask[1].any()
    assert len(detections_on([], (400, 320))) == 0


def test_annotators_of_supervision_draw_one_after_the_other():
    import supervision as sv

    canvas = np.full((160, 200, 3), GREY, np.uint8)
    steps = [sv.BoxAnnotator(thickness=1), sv.LabelAnnotator(), sv.ColorAnnotator()]
    apply_annotators(canvas, detections_on([sight(row())], (200, 160)), steps)
    assert np.any(canvas[80, 100] != GREY)
    apply_annotators(canvas, detections_on([], (200, 160)), steps)


def test_an_annotator_may_give_back_a_new_picture():
    class Negative:
        def annotate(self, scene, detections):  # noqa: ARG002 - the names are the contract
            return cv2.bitwise_not(scene)

    canvas = np.full((160, 200, 3), GREY, np.uint8)
    apply_annotators(canvas, detections_on([], (200, 160)), [Negative()])
    assert (canvas == 255 - GREY).all()


def test_what_is_no_annotator_is_refused():
    class Nothing:
        def annotate(self, scene, detections):
            pass

    for wrong in (3, Nothing):
        with pytest.raises(SelectionError, match="expected an object with annotate"):
            check_annotators([wrong])
    canvas = np.full((160, 200, 3), GREY, np.uint8)
    with pytest.raises(SelectionError, match="Nothing gave None"):
        apply_annotators(canvas, detections_on([], (200, 160)), [Nothing()])
