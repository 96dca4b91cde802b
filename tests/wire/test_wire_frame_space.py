"""Predictions made on a reduced grid, on a crop, or as rotated boxes, in pixels of the frame."""

import json

import numpy as np
import pytest

from tests.support.documents import detection, document, element, runs_of, text_of
from tests.support.rebuild import plain, rebuilt
from vidresults import export, load
from vidresults.errors import FormatError
from vidresults.geometry import mask_from_rle

# A picture of 640 x 360 on a grid of 160 x 90: four pixels a cell.
GRID = {"coordinate_system": "mask_grid", "width": 160, "height": 90, "scale_x": 4, "scale_y": 4}
BOX = {"x": 25.0, "y": 12.5, "width": 10.0, "height": 5.0}
POINTS = [{"x": 20.0, "y": 10.0}, {"x": 30.0, "y": 15.0}]
SIZE = {"width": 640, "height": 360}


def in_grid(*predictions, **changes):
    told = {"image": {"width": 160, "height": 90}, "mask_metadata": GRID, "original_image": SIZE}
    return element(*predictions, **{**told, **changes})


def only(results, table):
    (row,) = results.table(table).to_pylist()
    return row


def box_of(row):
    return tuple(row[name] for name in ("x_center", "y_center", "width", "height"))


def rle(rows, key="rle"):
    """A mask of these rows of 0 and 1."""
    mask = np.array(rows, np.uint8)
    return {key: {"size": list(mask.shape), "counts": runs_of(mask.ravel(order="F").tolist())}}


def mask_of(row):
    return mask_from_rle(row["rle"]["counts"], row["rle"]["height"], row["rle"]["width"]).tolist()


SENT = {
    "grid": in_grid(detection(**BOX, points=POINTS)),
    "grid in the prediction": element(
        detection(**BOX, points=POINTS, mask_metadata=GRID), original_image=SIZE
    ),
    "grid without a size": in_grid(detection(**BOX, points=POINTS), original_image=None),
    "grid with texts": in_grid(detection(**BOX | {"x": "25.0"}, points=POINTS)),
}


@pytest.mark.parametrize("sent", SENT.values(), ids=SENT)
def test_a_grid_becomes_pixels_and_stays_as_sent_in_the_export(sent, tmp_path):
    given = document(sent)
    results = load(given)
    row = only(results, "detections")
    assert box_of(row) == (100.0, 50.0, 40.0, 20.0)
    assert row["polygons"] == [[{"x": 80.0, "y": 40.0}, {"x": 120.0, "y": 60.0}]]
    inference = only(results, "inferences")
    assert (inference["image_width"], inference["image_height"]) == (640, 360)
    assert plain(rebuilt(results)) == plain(given)
    export(results, tmp_path / "again.json", format="video-inference")
    assert plain(json.loads((tmp_path / "again.json").read_text())) == plain(given)


def test_an_empty_grid_has_the_size_of_the_frame():
    results = load(document(in_grid()))
    inference = only(results, "inferences")
    assert (inference["image_width"], inference["image_height"]) == (640, 360)
    assert inference["state"] == "inferred"


@pytest.mark.parametrize("key", ["rle", "rle_mask"])
def test_a_mask_of_cells_is_enlarged_to_the_frame(key):
    grid = {**GRID, "width": 2, "height": 2, "scale_x": 2, "scale_y": 1.5}
    sent = detection(x=1, y=0.5, width=1, height=1, **rle([[0, 1], [1, 0]], key))
    given = document(in_grid(sent, mask_metadata=grid, original_image={"width": 4, "height": 3}))
    results = load(given)
    # The middles of three rows lie in cells 0, 1 (exactly between) and 1.
    assert mask_of(only(results, "detections")) == [[0, 0, 1, 1], [1, 1, 0, 0], [1, 1, 0, 0]]
    assert plain(rebuilt(results)) == plain(given)


def test_keypoints_of_a_grid_are_scaled():
    points = [{"x": 1.0, "y": 2.0, "confidence": 0.5, "class": "nose"}]
    given = document(in_grid(detection(keypoints=points)))
    results = load(given)
    (point,) = only(results, "detections")["keypoints"]
    assert (point["x"], point["y"], point["class_name"]) == (4.0, 8.0, "nose")
    assert plain(rebuilt(results)) == plain(given)


ORIGIN = {"offset_x": 100, "offset_y": 50, "width": 640, "height": 360}
NEAR = {"offset_x": 10, "offset_y": 5, "width": 200, "height": 100}


def in_crop(*predictions):
    return element(*predictions, image={"width": 40, "height": 30})


@pytest.mark.parametrize(
    ("origins", "centre", "size"),
    [
        ({"root_parent_origin": ORIGIN, "parent_origin": NEAR}, (125.0, 62.5), (640, 360)),
        ({"parent_origin": NEAR}, (35.0, 17.5), (200, 100)),
        ({"root_parent_origin": {"offset_x": 100, "offset_y": 50}}, (125.0, 62.5), (40, 30)),
    ],
    ids=["root", "parent", "no-size"],
)
def test_boxes_of_a_crop_move_to_the_frame(origins, centre, size):
    given = document(in_crop(detection(**BOX, points=POINTS, **origins)))
    results = load(given)
    row, inference = only(results, "detections"), only(results, "inferences")
    assert box_of(row) == (*centre, 10.0, 5.0)
    dx, dy = centre[0] - BOX["x"], centre[1] - BOX["y"]
    assert row["polygons"] == [[{"x": p["x"] + dx, "y": p["y"] + dy} for p in POINTS]]
    assert (inference["image_width"], inference["image_height"]) == size
    assert plain(rebuilt(results)) == plain(given)


def test_a_mask_of_a_crop_is_laid_into_the_frame():
    origin = {"offset_x": 2, "offset_y": 1, "width": 5, "height": 3}
    given = document(in_crop(detection(root_parent_origin=origin, **rle([[1, 0], [0, 1]]))))
    results = load(given)
    expected = [[0, 0, 0, 0, 0], [0, 0, 1, 0, 0], [0, 0, 0, 1, 0]]
    assert mask_of(only(results, "detections")) == expected
    assert plain(rebuilt(results)) == plain(given)


@pytest.mark.parametrize(
    "origin",
    [{"offset_x": 4, "offset_y": 1, "width": 5, "height": 3}, {"offset_x": 4, "offset_y": 1}],
    ids=["too-far-right", "no-size"],
)
def test_a_mask_that_has_no_place_is_kept_as_sent(origin):
    given = document(in_crop(detection(root_parent_origin=origin, **rle([[1, 0], [0, 1]]))))
    results = load(given)
    row = only(results, "detections")
    assert row["rle"] is None
    assert "rle" in json.loads(row["extra"])
    assert plain(rebuilt(results)) == plain(given)


RECT = [[10, 20], [30, 10], [35, 20], [15, 30]]


def test_a_rotated_box_has_its_centre_from_the_corners_and_an_upright_box_around_it():
    given = document(
        element(detection(x=23, y=21, width=22.25, height=11.25, angle=63.5, rect=RECT))
    )
    results = load(given)
    row = only(results, "detections")
    assert row["rotated_box"] == {
        "x_center": 22.5,
        "y_center": 20.0,
        "width": 22.25,
        "height": 11.25,
        "angle_degrees": 63.5,
    }
    assert box_of(row) == (22.5, 20.0, 25.0, 20.0)
    assert plain(rebuilt(results)) == plain(given)


def test_a_rotated_box_of_a_crop_moves_too():
    sent = detection(angle=0, rect=RECT, root_parent_origin=ORIGIN)
    row = only(load(document(in_crop(sent))), "detections")
    assert row["rotated_box"]["x_center"] == 122.5
    assert box_of(row)[:2] == (122.5, 70.0)


ODD = [
    {"rect": RECT[:3], "angle": 1},
    {"rect": RECT},
    {"angle": 5},
    {"rect": "r", "angle": "a"},
    {"parent_origin": "here"},
]


@pytest.mark.parametrize("odd", ODD)
def test_fields_of_these_names_that_are_something_else_stay_unknown(odd):
    row = only(load(document(element(detection(**odd)))), "detections")
    assert row["rotated_box"] is None
    assert box_of(row) == (100.0, 50.0, 40.0, 20.0)
    assert json.loads(row["extra"]) == odd


WRONG = {
    "scale of text": (
        in_grid(detection(), mask_metadata={**GRID, "scale_x": "four"}),
        "prediction 0, field mask_metadata.scale_x: found 'four', expected a number",
    ),
    "scale of nothing": (
        in_grid(detection(), mask_metadata={**GRID, "scale_y": 0}),
        "mask_metadata.scale_y: found 0, expected a number > 0",
    ),
    "size of text": (
        in_grid(detection(), original_image={"width": "wide", "height": 3}),
        "original_image.width: found 'wide', expected a whole number",
    ),
    "offset missing": (
        element(detection(root_parent_origin={"offset_x": 3})),
        "prediction 0, field root_parent_origin.offset_y: is missing",
    ),
    "a frame without end": (
        in_grid(detection(**rle([[1]])), original_image={"width": 2**30, "height": 2**30}),
        "field rle: found a frame of 1073741824 x 1073741824 pixels",
    ),
}


@pytest.mark.parametrize(("sent", "words"), WRONG.values(), ids=WRONG)
def test_a_space_that_is_wrong_is_refused(sent, words):
    with pytest.raises(FormatError) as error:
        load(text_of(document(sent)))
    assert words in str(error.value)
