from fractions import Fraction

import cv2
import numpy as np
import pytest

from tests.localserver.api_client import make_video
from vidresults.errors import ServerError
from vidresults.load import load
from vidresults.localserver.catalogue import catalogue
from vidresults.localserver.inference import Inference
from vidresults.localserver.models.onnx_output import read_output


@pytest.fixture
def infer(tmp_path):
    """Runs one model on a video and loads what it wrote."""

    def run(video, name, *, fps=5, **params):
        entry = catalogue()[name]
        wanted = {"slug": entry.slug, "name": name, "module": entry.module, "params": params}
        wanted |= {"classes": list(entry.classes), "file": entry.file}
        request = {"infer_fps": str(Fraction(fps)), "models": [wanted], "served": ""}
        Inference(request).run(video, tmp_path / "result.json", lambda _: None)
        return load(tmp_path / "result.json")

    return run


def boxes_at(results, frame):
    rows = results.detections.to_pylist()
    return [row for row in rows if row["frame_index"] == frame]


def test_a_moving_square_gets_a_box_within_two_pixels(infer, moving_square):
    results = infer(moving_square, "motion/1")
    for frame in range(40, 75, 5):  # inside the picture, and the background is known
        (box,) = boxes_at(results, frame)
        assert box["class_name"] == "moving"
        assert box["confidence"] > 0.9
        assert box["x_center"] == pytest.approx(4 * frame - 60 + 20, abs=2)
        assert box["y_center"] == pytest.approx(120, abs=2)
        assert (box["width"], box["height"]) == pytest.approx((40, 40), abs=3)
    assert boxes_at(results, 0) == []


def test_the_outline_of_the_square_is_the_square(infer, moving_square):
    results = infer(moving_square, "motion-outline/1")
    (box,) = boxes_at(results, 50)
    ((outline),) = box["polygons"]
    corners = np.array([(p["x"], p["y"]) for p in outline])
    assert corners.min(axis=0) == pytest.approx((140, 100), abs=3)
    assert corners.max(axis=0) == pytest.approx((180, 140), abs=3)
    area = cv2.contourArea(corners.astype(np.float32))
    assert area == pytest.approx(1600, rel=0.15)
    inside = (box["x_center"] - box["width"] / 2, box["y_center"] - box["height"] / 2)
    assert (corners >= inside).all()


def test_a_higher_threshold_leaves_less(infer, moving_square):
    assert infer(moving_square, "motion/1", confidence=1.0).detections.num_rows < 14


def test_a_picture_without_motion_has_no_boxes(infer, clip):
    assert infer(clip, "motion/1").detections.num_rows == 0


def codes_picture(*, turned=0):
    """A QR code whose corners lie at 62 and 188 by 112 and 238, a marker at 420-540 by 200-320."""
    picture = np.full((480, 640, 3), 200, np.uint8)
    code = cv2.QRCodeEncoder.create().encode("vidresults")  # two cells of margin all around
    picture[100:250, 50:200] = np.kron(code, np.ones((6, 6), np.uint8))[..., None]
    dictionary = cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_4X4_50)
    picture[180:340, 400:560] = 255
    marker = cv2.aruco.generateImageMarker(dictionary, 7, 120)
    picture[200:320, 420:540] = marker[..., None]
    return np.ascontiguousarray(np.rot90(picture, -turned))


@pytest.mark.parametrize("turned", [0, 1])
def test_the_corners_of_codes_are_found_within_two_pixels(infer, tmp_path, turned):
    video = make_video(tmp_path / "codes.mp4", [codes_picture(turned=turned)] * 3)
    results = infer(video, "codes/1", fps=10)
    qr = [(62, 112), (188, 112), (188, 238), (62, 238)]
    marker = [(420, 200), (540, 200), (540, 320), (420, 320)]
    wanted = {"qr-code": qr, "aruco-marker": marker}
    found = boxes_at(results, 2)
    assert {row["class_name"] for row in found} == set(wanted)
    for row in found:
        assert row["confidence"] > 0.9
        assert row["class_id"] == list(wanted).index(row["class_name"])
        names = [point["class_name"] for point in row["keypoints"]]
        assert names == ["top-left", "top-right", "bottom-right", "bottom-left"]
        for point, (x, y) in zip(row["keypoints"], wanted[row["class_name"]], strict=True):
            right = (480 - y, x) if turned else (x, y)  # clockwise: the bottom comes left
            assert (point["x"], point["y"]) == pytest.approx(right, abs=2)
            assert 0.9 < point["confidence"] <= 1


def scene(*, dark, moves):
    """A second of an even picture with the noise of a camera; a lighter bar moves through it."""
    noise = np.random.default_rng(1).normal(0, 2, (10, 120, 160, 1)).repeat(3, axis=3)
    level = 20 if dark else 180
    pictures = np.clip(level + noise, 0, 255).astype(np.uint8)
    if moves:
        for number, picture in enumerate(pictures):
            picture[40:80, 8 * number : 8 * number + 20] = level + 40
    return list(pictures)


@pytest.mark.parametrize("name", ["dark-still", "dark-moving", "bright-still", "bright-moving"])
def test_the_scene_is_named_for_what_it_is(infer, tmp_path, name):
    pictures = scene(dark=name.startswith("dark"), moves=name.endswith("moving"))
    results = infer(make_video(tmp_path / "scene.mp4", pictures), "scene-state/1")
    rows = [r for r in results.classifications.to_pylist() if r["frame_index"] == 8]
    assert [r["class_name"] for r in rows if r["predicted"]] == [name]
    assert rows[0]["class_name"] == name
    assert len(rows) == 4
    assert sum(r["confidence"] for r in rows) == pytest.approx(1, abs=2e-4)


def test_a_scene_that_nothing_is_sure_of_has_no_answer(infer, clip):
    results = infer(clip, "scene-state/1", confidence=1.0)
    assert not any(r["predicted"] for r in results.classifications.to_pylist())


@pytest.mark.parametrize("shape", [(5, 100), (3,), (2, 3, 4), (1, 100, 9), (0,)])
def test_an_output_that_is_no_detectors_is_refused_with_its_shape(shape):
    with pytest.raises(ServerError, match="output has shape"):
        read_output(np.zeros(shape, np.float32), 3, 0.4)


def rows_of_yolo(columns):
    rows = np.zeros((50, columns), np.float32)
    rows[7, :4] = (30, 40, 20, 10)
    rows[7, -2] = 0.8
    rows[8] = rows[7] - (1, 0, 0, 0, *([0] * (columns - 4)))  # nearly the same box
    rows[8, -2] = 0.7
    rows[9, :4] = (30, 40, 20, 10)
    rows[9, -1] = 0.6  # another class: no duplicate
    return rows


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize("objectness", [False, True])
def test_outputs_of_yolo_are_read_in_both_directions(turned, objectness):
    rows = rows_of_yolo(8 if objectness else 7)
    if objectness:
        rows[:, 4] = 0.5
    output = rows.T[None] if turned else rows[None]
    boxes, scores, numbers = read_output(output, 3, 0.25)
    assert numbers.tolist() == [1, 2]
    factor = 0.5 if objectness else 1
    assert scores.tolist() == pytest.approx([0.8 * factor, 0.6 * factor])
    assert boxes.tolist() == [[20, 35, 40, 45]] * 2


@pytest.mark.parametrize("batched", [False, True])
def test_finished_boxes_are_read(batched):
    rows = np.array([[1, 2, 3, 4, 0.9, 1], [1, 2, 3, 4, 0.3, 0], [np.nan, 2, 3, 4, 0.9, 1]])
    boxes, scores, numbers = read_output(rows[None] if batched else rows, 3, 0.4)
    assert (boxes.tolist(), scores.tolist(), numbers.tolist()) == ([[1, 2, 3, 4]], [0.9], [1])
    assert len(read_output(np.zeros((0, 6)), 3, 0.4)[0]) == 0
