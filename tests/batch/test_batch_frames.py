"""Pictures out of many videos: which frames, how they are written, what is drawn on them."""

import itertools
import json

import cv2
import numpy as np
import pytest
from PIL import Image

from tests.support.documents import detection, document, element, text_of
from vidresults.batch import Input, manifest, run
from vidresults.errors import SelectionError
from vidresults.load import load
from vidresults.sample import sample_result, sample_video


@pytest.fixture
def east(street):
    """One camera."""
    (street / "west.json").unlink()
    return street


def take(street, tmp_path, **settings):
    """The pictures of the camera, in their order, and its row of the manifest."""
    report = run("frames", f"{street}/*.json", str(tmp_path / "out"), workers=0, **settings)
    assert report.failed == ()
    (row,) = manifest(str(tmp_path / "out")).to_pylist()
    (source_id,) = row["source_ids"]
    folder = tmp_path / "out" / source_id
    return sorted(folder.iterdir()) if folder.exists() else [], row


def decoded():
    capture = cv2.VideoCapture(str(sample_video()))
    while (read := capture.read())[0]:
        yield read[1].astype(int)


def numbers(pictures):
    return [int(path.stem.removeprefix("frame_")) for path in pictures]


def test_they_are_the_sampled_frames_of_the_video(east, tmp_path):
    pictures, row = take(east, tmp_path, image_format="png")
    assert numbers(pictures) == load(sample_result()).frames["frame_index"].to_pylist()
    assert dict(row["counts"]) == {"pictures": len(pictures)}
    frames = list(itertools.islice(decoded(), 25))
    for path in pictures[:3]:
        # Conversions from YUV round in their own ways: the frame itself is the nearest one.
        mine = cv2.imread(str(path)).astype(int)
        assert np.argmin([np.abs(mine - other).mean() for other in frames]) == numbers([path])[0]


def test_only_those_with_a_class_or_with_anything(east, tmp_path):
    boxes = load(sample_result()).detections.to_pylist()
    dogs = sorted({box["frame_index"] for box in boxes if box["class_name"] == "dog"})
    assert 0 < len(dogs) < 100
    assert numbers(take(east, tmp_path, only_with=["dog"])[0]) == dogs
    pictures, _ = take(east, tmp_path, only_found=True, select={"classes": "dog"})
    assert numbers(pictures) == dogs
    pictures, row = take(east, tmp_path, only_with=["whale"])
    assert pictures == []  # those of before are gone
    assert "no sampled frame is as wanted" in row["notes"]


def test_at_given_times_they_are_what_the_video_shows_then(east, tmp_path):
    # 25 frames per second: frame 30 is shown from 1.2 s to 1.24 s.
    pictures, row = take(east, tmp_path, at_seconds=[1.21, 0, 1.22])
    assert numbers(pictures) == [0, 30]
    assert dict(row["counts"]) == {"pictures": 2}
    report = run("frames", f"{east}/*.json", str(tmp_path / "late"), workers=0, at_seconds=[99.0])
    assert "there is no frame at 99 s: the video ends at 20.000 s" in report.failed[0].reason


def test_the_quality_of_jpeg_is_as_asked(east, tmp_path):
    rough, _ = take(east, tmp_path, at_seconds=[0.0], image_quality=20)
    size = rough[0].stat().st_size
    with Image.open(rough[0]) as picture:
        assert (picture.format, picture.size) == ("JPEG", (640, 360))
    fine, _ = take(east, tmp_path, at_seconds=[0.0])
    assert fine == rough
    assert fine[0].stat().st_size > 2 * size


def test_what_was_found_is_drawn_on_them_and_what_is_to_be_hidden_is_hidden(east, tmp_path):
    car = next(b for b in load(sample_result()).detections.to_pylist() if b["class_name"] == "car")
    assert car["frame_index"] == 0
    x, y = round(car["x_center"]), round(car["y_center"])
    how = {"at_seconds": [0.0], "image_format": "png", "select": {"classes": "dog"}}

    def seen(**more):
        (path,), _ = take(east, tmp_path, **how, **more)
        picture = cv2.imread(str(path)).astype(int)
        return picture, picture[y - 5 : y + 5, x - 5 : x + 5]

    plain, car_plain = seen()
    drawn, car_drawn = seen(drawn=True, style={"palette": ["#ff00ff"], "thickness": 3})
    changed = np.abs(drawn - plain).sum(axis=2) > 0
    assert 0 < changed.mean() < 0.2
    assert (drawn[changed] == (255, 0, 255)).all(axis=1).any()
    assert (car_drawn == car_plain).all()
    # A car is covered though no car is drawn.
    _, hidden = seen(drawn=True, drawing={"pixelate": ["car"]})
    assert np.abs(hidden - car_plain).mean() > 1


def test_a_video_may_be_a_folder_of_images(east, tmp_path):
    images = tmp_path / "images"
    images.mkdir()
    for number in range(8):
        cv2.imwrite(str(images / f"{number}.png"), np.full((36, 64, 3), 20 * number, np.uint8))
    given = [Input(str(east / "east.json"), video=str(images))]
    how = {"image_format": "png", "workers": 0}
    report = run("frames", given, str(tmp_path / "out"), **how)
    assert report.failed == ()
    (folder,) = (tmp_path / "out").glob("east-*")
    shades = [int(cv2.imread(str(path)).mean()) for path in sorted(folder.iterdir())]
    assert shades == [0, 100]  # frames 0 and 5


def test_another_video_is_noticed(tmp_path):
    # The sample video has 500 frames; these were sampled long after it ended.
    boxes = [detection(x=100)]
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.mp4").write_bytes(sample_video().read_bytes())
    late = document(*[element(*boxes)] * 3, frame_offset=[9000, 9005, 9010])
    (folder / "a.json").write_bytes(text_of(late))
    report = run("frames", f"{folder}/*.json", str(tmp_path / "out"), workers=0)
    assert report.failed[0].reason.endswith(
        "not one of the 3 frames is in it: is it the video of these results?"
    )
    part = document(*[element(*boxes)] * 3, frame_offset=[490, 495, 500])
    (folder / "a.json").write_bytes(text_of(part))
    _, row = take(folder, tmp_path)
    assert "1 of 3 frames are not in the video" in row["notes"]


@pytest.mark.parametrize(
    ("settings", "problem"),
    [
        ({"drawing": {"blur": ["car"]}}, "blur is for pictures that are drawn on"),
        ({"style": {}, "drawing": {"between": "hold"}}, "between is for pictures"),
        ({"image_quality": 0}, "image_quality is 0: expected 1 to 100"),
        ({"image_format": "png", "image_quality": 90}, "expected 1 to 100, of jpeg"),
        ({"at_seconds": [1], "only_found": True}, "pictures are of given times, or of frames"),
    ],
    ids=json.dumps,
)
def test_what_makes_no_sense_is_refused(east, tmp_path, settings, problem):
    with pytest.raises(SelectionError, match=problem):
        run("frames", f"{east}/*.json", str(tmp_path / "out"), **settings)
