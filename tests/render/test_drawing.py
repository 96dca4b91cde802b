"""Drawing on one picture: the right pixels have the right colour and the others are untouched."""

from __future__ import annotations

import base64

import cv2
import numpy as np
import pytest

from tests.support.sources import ODD_NAMES, box, document, element
from vidresults.errors import MatchError, SelectionError
from vidresults.load import load
from vidresults.render import Scene, Style, draw
from vidresults.results import concat

PLAIN = Style(labels=False, thickness=1, palette=("#FF8000",))
ORANGE = (0, 128, 255)
SIZE = (64, 48)


def picture(colour=(40, 40, 40), size=SIZE):
    return np.full((size[1], size[0], 3), colour, np.uint8)


def drawn(*predictions, style=PLAIN, size=SIZE, frame=0):
    scene = Scene(load(document(m=[element(*predictions)])), size)
    canvas = picture(size=size)
    draw(canvas, scene.at(frame), style)
    return canvas


def touched(canvas):
    return np.any(canvas != 40, axis=2)


def test_a_box_is_the_border_of_its_pixels_and_nothing_else():
    canvas = drawn(box(x=20.0, y=15.0, width=20.0, height=10.0))
    border = np.zeros((48, 64), bool)
    border[10:20, 10:30] = True
    border[11:19, 11:29] = False
    assert np.array_equal(touched(canvas), border)
    assert np.all(canvas[border] == ORANGE)


def test_results_of_another_size_are_scaled_to_the_video():
    canvas = drawn(box(x=20.0, y=15.0, width=20.0, height=10.0), size=(128, 96))
    rows, columns = np.nonzero(touched(canvas))
    assert (columns.min(), columns.max(), rows.min(), rows.max()) == (20, 59, 20, 39)


def test_another_aspect_ratio_is_an_error_that_names_both_sizes():
    with pytest.raises(MatchError, match="64x48 pictures and the video is 64x64"):
        drawn(box(), size=(64, 64))


def test_a_box_outside_the_picture_is_no_error():
    canvas = drawn(box(x=-500.0, y=1e9, width=3.0, height=3.0))
    assert not touched(canvas).any()


def test_a_polygon_is_filled_and_the_picture_shows_through():
    corners = [(10, 10), (30, 10), (30, 30), (10, 30)]
    sent = box(points=[{"x": float(x), "y": float(y)} for x, y in corners])
    canvas = drawn(sent, style=Style(labels=False, boxes=False, mask_opacity=0.5,
                                     palette=("#FF8000",)))  # fmt: skip
    assert tuple(canvas[20, 20]) == pytest.approx((20, 84, 148), abs=1)
    assert not touched(canvas)[40:, 40:].any()


def test_run_lengths_keep_their_holes():
    mask = np.zeros((48, 64), np.uint8)
    mask[10:30, 10:30] = 1
    mask[18:22, 18:22] = 0
    flat = mask.T.reshape(-1)
    starts = np.flatnonzero(np.diff(flat, prepend=0))
    counts = np.diff(starts, prepend=0, append=flat.size).tolist()
    style = Style(labels=False, boxes=False, mask_opacity=1.0)
    canvas = drawn(box(rle={"size": [48, 64], "counts": counts}), style=style)
    assert np.array_equal(touched(canvas), mask.astype(bool))


def test_keypoints_under_the_threshold_are_left_out():
    points = [
        {"x": 10.0, "y": 10.0, "confidence": 0.9, "class_id": 0, "class": "a"},
        {"x": 30.0, "y": 30.0, "confidence": 0.4, "class_id": 1, "class": "b"},
        {"x": 50.0, "y": 10.0, "class_id": 2, "class": "c"},
    ]
    canvas = drawn(box(keypoints=points), style=Style(labels=False, boxes=False))
    assert [bool(touched(canvas)[y, x]) for x, y in ((10, 10), (30, 30), (50, 10))] == [
        True, False, True,
    ]  # fmt: skip


def test_a_labelled_frame_is_coloured_but_not_its_background():
    labels = np.zeros((48, 64), np.uint8)
    labels[:, 32:] = 3
    png = cv2.imencode(".png", labels)[1].tobytes()

    sent = {"predictions": {
        "segmentation_mask": base64.b64encode(png).decode(),
        "class_map": {"0": "background", "3": "road"},
    }}  # fmt: skip
    scene = Scene(load(document(m=[sent])), SIZE)
    canvas = picture()
    draw(canvas, scene.at(0), Style())
    assert touched(canvas)[:, 32:].all()
    assert not touched(canvas)[:, :32].any()


@pytest.mark.parametrize("corner", [(0.0, 0.0), (319.0, 0.0), (0.0, 239.0), (319.0, 239.0)])
def test_a_label_stays_inside_the_picture(corner):
    sent = box(x=corner[0], y=corner[1], width=2.0, height=2.0, **{"class": "forklift"})
    scene = Scene(load(document(m=[{"predictions": [sent]}])), (320, 240))
    canvas = picture(size=(320, 240))
    draw(canvas, scene.at(0), Style(boxes=False))
    rows, columns = np.nonzero(touched(canvas))
    assert columns.max() - columns.min() > 60, "the whole plate is to be seen"
    assert rows.max() - rows.min() > 10


@pytest.mark.parametrize("name", ODD_NAMES)
def test_any_class_name_can_be_drawn(name):
    sent = box(x=100.0, y=100.0, **{"class": name})
    scene = Scene(load(document(m=[{"predictions": [sent]}])), (320, 240))
    draw(picture(size=(320, 240)), scene.at(0), Style())


@pytest.mark.parametrize("name", ["叉车", "кран", "Ελλάς", "パレット", "한국어", "עברית"])
def test_scripts_are_drawn_and_not_as_question_marks(name):
    def ink(text):
        sent = {"predictions": [box(x=150.0, y=150.0, **{"class": text})]}
        scene = Scene(load(document(m=[sent])), (320, 240))
        canvas = picture(size=(320, 240))
        draw(canvas, scene.at(0), Style(boxes=False, confidences=False, text_height=24))
        return canvas

    assert not np.array_equal(ink(name), ink("?" * len(name)))


def test_the_classes_of_a_classified_frame_are_written_in_the_corner():
    sent = {"predictions": [{"class": "day", "class_id": 0, "confidence": 0.9}], "top": "day"}
    scene = Scene(load(document(m=[sent])), (320, 240))
    canvas = picture(size=(320, 240))
    draw(canvas, scene.at(0), Style())
    rows, columns = np.nonzero(touched(canvas))
    assert rows.max() < 60
    assert columns.max() < 200


def test_each_model_has_its_own_samples():
    two = document(a=[element(box()), None], b=[None, element(box())])
    scene = Scene(load(two), SIZE)
    seen = [[sight.model for sight in scene.at(frame)] for frame in (0, 4, 5, 9, 12, 13)]
    assert seen == [["a"], ["a"], ["b"], ["b"], ["b"], []]


def test_nothing_is_held_when_asked_for_none():
    scene = Scene(load(document(m=[element(box()), element(box())])), SIZE, between="none")
    assert [bool(list(scene.at(frame))) for frame in (0, 1, 5, 6)] == [True, False, True, False]


def test_results_of_several_videos_are_refused():
    pair = concat(load(document(m=[None]), source_id=s) for s in ("a", "b"))
    with pytest.raises(SelectionError, match="2 videos"):
        Scene(pair, SIZE)


@pytest.mark.parametrize("far", [1e10, -1e300])
def test_far_points_are_no_error(far):
    point = {"x": far, "y": far, "class_id": 0, "class": "a"}
    outline = [{"x": 0.0, "y": 0.0}, {"x": far, "y": 0.0}, {"x": far, "y": far}]
    drawn(box(x=abs(far), points=outline, keypoints=[point]))


def test_a_mask_of_another_aspect_ratio_is_an_error():
    with pytest.raises(MatchError, match="100x20"):
        drawn(box(rle={"size": [20, 100], "counts": [2000]}))
