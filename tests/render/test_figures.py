"""Kinds of boxes, colours, keypoints, gazes, traces and light, checked by single pixels."""

from __future__ import annotations

import math

import numpy as np
import pytest

from tests.support.sights import row, sight
from vidresults.matching import COCO_SKELETON
from vidresults.render import Style, draw
from vidresults.render.traces import Traces

LOOK = {"labels": False, "thickness": 1, "palette": ("#FF8000", "#0080FF", "#00FF00")}
ORANGE, BLUE, GREEN = (0, 128, 255), (255, 128, 0), (0, 255, 0)
GREY = 40


def drawn(*sights, value=GREY, traces=None, **look):
    canvas = np.full((160, 200, 3), value, np.uint8)
    draw(canvas, sights, Style(**LOOK | look), traces=traces)
    return canvas


def touched(canvas, value=GREY):
    return np.any(canvas != value, axis=2)


@pytest.mark.parametrize("kind", ["rounded", "corner"])
def test_other_kinds_stand_where_the_plain_box_does_with_less_ink(kind):
    plain, other = (
        np.all(drawn(sight(row()), box_kind=k) == ORANGE, axis=2) for k in ("plain", kind)
    )
    assert 0 < other.sum() < plain.sum()
    for axis in (0, 1):
        assert (
            np.flatnonzero(plain.any(axis))[[0, -1]].tolist()
            == np.flatnonzero(other.any(axis))[[0, -1]].tolist()
        )


def test_corners_leave_the_sides_free_and_rounded_boxes_the_corners():
    corner = touched(drawn(sight(row()), box_kind="corner"))
    assert corner[60, 70]
    assert not corner[60, 100]
    rounded = touched(drawn(sight(row()), box_kind="rounded"))
    assert not rounded[60, 70]
    assert rounded[60, 100]


@pytest.mark.parametrize("kind", ["plain", "rounded", "corner"])
@pytest.mark.parametrize("side", [0.0, 0.5, 1.0, 3.0])
def test_the_smallest_boxes_are_no_error(kind, side):
    drawn(sight(row(width=side, height=side)), box_kind=kind)


def test_a_rotated_box_is_drawn_as_such():
    turned = {"x_center": 100, "y_center": 80, "width": 80, "height": 20, "angle_degrees": 45}
    ink = touched(drawn(sight(row(width=71, height=71, rotated_box=turned))))
    assert not ink[80 - 30, 100 + 30], "the upright box's corner is free"
    far = np.array([math.cos(math.pi / 4), math.sin(math.pi / 4)]) * 40
    x, y = np.round(np.array([100, 80]) + far).astype(int)
    assert ink[y - 1 : y + 2, x - 1 : x + 2].any(), "the middle of the short side"
    assert not ink[80, 100]


def test_a_fading_box_lets_the_picture_through():
    edge = [drawn(sight(row(opacity=o)))[60, 100].tolist() for o in (0.0, 0.5, 1.0)]
    assert edge == [[GREY] * 3, pytest.approx([20, 84, 148], abs=1), list(ORANGE)]


def test_colours_follow_class_track_or_model():
    rows = [row(40, class_id=1, tracker_id=2), row(150, class_id=1)]

    def colours(by):
        canvas = drawn(sight(*rows, number=2), colour_by=by)
        return [tuple(canvas[60, x].tolist()) for x in (40, 150)]

    assert colours("class") == [BLUE, BLUE]
    assert colours("track") == [GREEN, BLUE], "what has no track has its class's"
    assert colours("model") == [GREEN, GREEN]


def points(*named):
    return [
        {"x": x, "y": y, "confidence": c, "class_id": i, "class_name": name}
        for i, (name, x, y, c) in enumerate(named)
    ]


@pytest.mark.parametrize(
    ("names", "skeleton", "joined"),
    [
        (("left_hip", "left_knee"), None, True),
        (("Left Hip", "left-knee"), None, True),
        (("left_hip", "right_knee"), None, False),
        (("left_hip", "wheel"), None, False),
        (("front", "back"), (("back", "front"),), True),
        (("left_hip", "left_knee"), (), False),
    ],
)
def test_bones_join_the_pairs_of_the_skeleton(names, skeleton, joined):
    pair = points((names[0], 40, 40, 0.9), (names[1], 160, 40, None))
    canvas = drawn(sight(row(keypoints=pair)), boxes=False, skeleton=skeleton)
    assert touched(canvas)[40, 100] == joined


def test_a_bone_to_a_point_that_is_not_certain_is_left_out():
    pair = points(("left_hip", 40, 40, 0.9), ("left_knee", 160, 40, 0.2))
    assert not touched(drawn(sight(row(keypoints=pair)), boxes=False))[40, 100]


def test_the_usual_skeleton_has_the_seventeen_names_of_coco():
    assert len({name for pair in COCO_SKELETON for name in pair}) == 17


@pytest.mark.parametrize(
    ("yaw", "pitch", "right", "down"),
    [(math.pi / 2, 0.0, -1, 0), (-math.pi / 2, 0.0, 1, 0), (0.0, math.pi / 2, 0, -1)],
)
def test_an_arrow_goes_where_the_face_looks(yaw, pitch, right, down):
    face = {"x_center": 100, "y_center": 80, "width": 20, "height": 20,
            "yaw_radians": yaw, "pitch_radians": pitch}  # fmt: skip
    ink = touched(drawn(sight(gazes=[face])))
    assert ink[80 + 20 * down, 100 + 20 * right]
    assert not ink[80 - 20 * down, 100 - 20 * right]
    assert not touched(drawn(sight(gazes=[face]), gazes=False)).any()


def test_a_look_into_the_camera_is_a_point_and_an_unknown_one_is_nothing():
    face = {"x_center": 100, "y_center": 80, "width": 20, "height": 20}
    into = sight(gazes=[{**face, "yaw_radians": 0.0, "pitch_radians": 0.0}])
    assert 0 < touched(drawn(into)).sum() < 60
    unknown = sight(gazes=[{**face, "yaw_radians": None, "pitch_radians": 0.0}])
    assert not touched(drawn(unknown)).any()


def test_a_trace_goes_through_the_last_positions_of_its_track_only():
    traces = Traces(3)
    for x in (20, 60, 60, 100, 140):
        canvas = drawn(sight(row(x, 30, tracker_id=7)), traces=traces, boxes=False)
    ink = touched(canvas)[30]
    assert ink[60:140].all()
    assert not ink[:58].any()
    other = drawn(sight(row(20, 30, tracker_id=8)), traces=traces, boxes=False)
    assert not touched(other).any()


def test_the_spotlight_darkens_outside_of_the_boxes_only():
    canvas = drawn(sight(row()), value=200, spotlight=0.75, boxes=False)
    lit = np.zeros((160, 200), bool)
    lit[60:100, 70:130] = True
    assert (canvas[lit] == 200).all()
    assert (canvas[~lit] == 50).all()
    assert (drawn(sight(), value=200, spotlight=0.75) == 200).all()
