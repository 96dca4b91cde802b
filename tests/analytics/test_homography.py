"""From pixels to metres, held to OpenCV and to a camera whose numbers are known."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from vidresults.analytics import Homography
from vidresults.errors import FormatError, SelectionError

SEEN = [[400, 300], [880, 300], [1200, 700], [80, 700]]
GROUND = [[0, 40], [7, 40], [7, 4], [0, 4]]


def test_four_pairs_lie_where_they_were_said_to_lie():
    ground = Homography.from_points(SEEN, GROUND)
    assert ground.to_metres(np.array(SEEN, float)) == pytest.approx(np.array(GROUND, float))


def test_it_is_opencvs_for_points_in_between():
    ground = Homography.from_points(SEEN, GROUND)
    theirs = cv2.getPerspectiveTransform(np.float32(SEEN), np.float32(GROUND))
    points = np.random.default_rng(3).uniform((100, 300), (1100, 700), (50, 2))
    wanted = cv2.perspectiveTransform(points[None], theirs)[0]
    assert ground.to_metres(points) == pytest.approx(wanted, rel=1e-4, abs=1e-4)


def camera(points):
    """A camera 5 m above the ground that looks 30 degrees down, focal length 1000 pixels."""
    down = np.radians(30)
    x, forth = np.array(points, float).T
    depth = forth * np.cos(down) + 5 * np.sin(down)
    below = 5 * np.cos(down) - forth * np.sin(down)
    return np.stack([640 + 1000 * x / depth, 360 + 1000 * below / depth], axis=1)


def test_a_camera_is_found_from_six_points():
    ground = [[-3, 4], [3, 4], [-3, 20], [3, 20], [0, 10], [2, 7]]
    found = Homography.from_points(camera(ground), ground)
    others = np.array([[1.0, 5.5], [-2.5, 40.0], [0.0, 15.0]])
    assert found.to_metres(camera(others)) == pytest.approx(others)


def test_above_the_horizon_is_nowhere():
    """The horizon of that camera is 1000 tan(30) pixels above the middle: y = -217.35."""
    ground = [[-3, 4], [3, 4], [-3, 20], [3, 20]]
    found = Homography.from_points(camera(ground), ground)
    below, above = found.to_metres(np.array([[640.0, -217.0], [640.0, -218.0]]))
    assert below[1] > 10_000
    assert np.isnan(above).all()


@pytest.mark.parametrize(
    ("pixels", "metres", "said"),
    [
        (SEEN[:3], GROUND[:3], "found 3 points in pixels and 3 in metres, expected four"),
        (SEEN, GROUND[:3], "found 4 points in pixels and 3 in metres"),
        ([[0, 0], [1, 1], [2, 2], [5, 0]], GROUND, "three of four stand on one line"),
        ([SEEN[0], *SEEN[:3]], GROUND, "two are the same"),
        ([SEEN[1], SEEN[0], *SEEN[2:]], GROUND, "check that they stand in one order"),
        ([[0, 0, 0]] * 4, GROUND, "pixels: found"),
        (SEEN, [["a", "b"]] * 4, "metres: found"),
    ],
)
def test_points_that_fix_nothing_are_refused(pixels, metres, said):
    with pytest.raises(SelectionError, match=said):
        Homography.from_points(pixels, metres)


def test_a_file_has_the_points_and_if_wanted_the_size(tmp_path):
    path = tmp_path / "ground.toml"
    path.write_text(f"pixels = {SEEN}\nmetres = {GROUND}\nsize = [1280, 720]\n", encoding="utf-8")
    found = Homography.from_toml(path)
    assert found.size == (1280, 720)
    assert found.matrix == pytest.approx(Homography.from_points(SEEN, GROUND).matrix)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("pixels = [", "cannot be read as TOML"),
        (f"pixels = {SEEN}", "it has no 'metres'"),
        (f"pixels = {SEEN}\nmeters = {GROUND}", "'meters' is not known; there is pixels, metres"),
        (f"pixels = {SEEN}\nmetres = {GROUND[:2]}", "expected four or more"),
        (f"pixels = {SEEN}\nmetres = {GROUND}\nsize = [0, 1]", "size: found"),
    ],
)
def test_a_file_that_is_wrong_is_said_to_be(tmp_path, text, said):
    path = tmp_path / "ground.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(FormatError, match=rf"ground\.toml: .*{said}"):
        Homography.from_toml(path)


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(FormatError, match="No such file"):
        Homography.from_toml(tmp_path / "none.toml")
