"""Pictures in datasets: exactly the frames that the labels are of, out of the right video."""

from __future__ import annotations

import json
from fractions import Fraction

import av
import cv2
import numpy as np
import pytest

from tests.support.sources import box
from vidresults.errors import OutputError, SelectionError
from vidresults.export import FORMATS, export, format_of
from vidresults.load import load
from vidresults.results import concat
from vidresults.video import VideoReader

SIZE = (320, 240)
BESIDE = [name for name in FORMATS if format_of(name).pictures and not format_of(name).own_pictures]
FOLDERS = {"coco": "images", "kitti": "image_2", "voc": "JPEGImages", "yolo": "images"}


def clip(path, first, count=12):
    """Frame n is grey of `first` + 10 n."""
    with av.open(str(path), "w") as output:
        stream = output.add_stream("libx264", rate=25, options={"crf": "1"})
        stream.width, stream.height, stream.pix_fmt = *SIZE, "yuv420p"
        for index in range(count):
            grey = np.full((SIZE[1], SIZE[0], 3), first + 10 * index, np.uint8)
            frame = av.VideoFrame.from_ndarray(grey, format="bgr24")
            frame.pts, frame.time_base = index, Fraction(1, 25)
            output.mux(stream.encode(frame))
        output.mux(stream.encode(None))
    return path


def result(video, frames, source_id, size=SIZE):
    """Results of frames {number: whether there is a box, None where the model did not run}."""
    image = {"width": size[0], "height": size[1]}
    elements = [
        None if seen is None else {"image": image, "predictions": [box()] if seen else []}
        for seen in frames.values()
    ]
    sent = {"frame_offset": list(frames), "time_offset": [n / 25 for n in frames], "m": elements}
    return load(sent, video=video, source_id=source_id)


def greys(folder):
    """The mean of every picture, by its name; each picture is one grey."""
    found = {}
    for path in sorted(folder.iterdir()):
        picture = cv2.imread(str(path))
        assert picture.std() < 2
        found[path.name] = round(float(picture.mean()))
    return found


@pytest.fixture
def two(tmp_path):
    """Two videos with equal frame numbers: boxes on 1 and 7, nothing on 4, 9 not inferred."""
    frames = {1: True, 4: False, 7: True, 9: None}
    first = result(clip(tmp_path / "a.mp4", 20), frames, "a")
    second = result(clip(tmp_path / "b.mp4", 100), {1: True}, "b")
    return concat([first, second])


@pytest.mark.parametrize("name", FOLDERS)
def test_the_pictures_are_the_frames_of_the_labels(name, two, tmp_path):
    export(two, tmp_path / "out", format=name, images="copy")
    found = greys(tmp_path / "out" / FOLDERS[name])
    expected = {"a_000001.jpg": 30, "a_000004.jpg": 60, "a_000007.jpg": 90, "b_000001.jpg": 110}
    assert found.keys() == expected.keys()
    assert all(abs(found[key] - value) <= 3 for key, value in expected.items()), found


def test_every_label_of_yolo_has_its_picture(two, tmp_path):
    export(two, tmp_path / "out", format="yolo", images="copy")
    stems = [{p.stem for p in (tmp_path / "out" / n).iterdir()} for n in ("labels", "images")]
    assert stems[0] == stems[1]


def test_coco_names_the_pictures_that_are_there(two, tmp_path):
    export(two, tmp_path / "out", format="coco", images="copy")
    listed = json.loads((tmp_path / "out/annotations.json").read_text())["images"]
    assert {i["file_name"] for i in listed} == {
        path.name for path in (tmp_path / "out/images").iterdir()
    }


def test_pictures_have_the_size_that_the_labels_speak_of(tmp_path):
    half = result(clip(tmp_path / "a.mp4", 20), {3: True}, "a", size=(160, 120))
    report = export(half, tmp_path / "out", format="coco", images="copy")
    assert cv2.imread(str(tmp_path / "out/images/a_000003.jpg")).shape == (120, 160, 3)
    assert "1 pictures were scaled to the size that the results speak of" in report.notes


def test_a_better_quality_is_a_larger_file(tmp_path):
    source = result(clip(tmp_path / "a.mp4", 20), {3: True}, "a")
    sizes = []
    for quality in (20, 100):
        export(source, tmp_path / "out", format="coco", images="copy", image_quality=quality)
        sizes.append((tmp_path / "out/images/a_000003.jpg").stat().st_size)
    assert sizes[0] < sizes[1]


def test_without_a_video_there_are_no_pictures_and_no_output(tmp_path):
    source = result(None, {3: True}, "a")
    with pytest.raises(SelectionError, match=r"a has none: give it \(--video\)"):
        export(source, tmp_path / "out", format="yolo", images="copy")
    assert list(tmp_path.iterdir()) == []


def test_a_frame_that_the_video_lacks_stops_the_export(tmp_path):
    video = clip(tmp_path / "a.mp4", 20)
    source = result(video, {3: True, 11: True}, "a")
    clip(video, 20, count=5)  # another video has come in its place
    with pytest.raises(OutputError, match="1 of 2 frames that have labels do not decode"):
        export(source, tmp_path / "out", format="yolo", images="copy")
    assert [p.name for p in tmp_path.iterdir()] == ["a.mp4"]


def test_a_format_without_pictures_says_which_have_them(two, tmp_path):
    with pytest.raises(SelectionError, match="'csv' is no dataset of pictures; those that are"):
        export(two, tmp_path / "out.csv", format="csv", images="copy")
    with pytest.raises(SelectionError, match="this needs a folder"):
        export(two, tmp_path / "out.json", format="coco", images="copy")
    with pytest.raises(SelectionError, match="expected 'copy' or 'none'"):
        export(two, tmp_path / "out", format="coco", images="yes")
    with pytest.raises(SelectionError, match="there are none without images='copy'"):
        export(two, tmp_path / "out", format="coco", image_quality=90)
    with pytest.raises(SelectionError, match="JPEG quality 101: expected 1 to 100"):
        export(two, tmp_path / "out", format="coco", images="copy", image_quality=101)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.mp4", "b.mp4"]


@pytest.mark.parametrize("name", BESIDE)
def test_png_loses_nothing_and_labels_name_it(name, two, tmp_path):
    export(two, tmp_path / "out", format=name, images="copy", image_format="png")
    files = [path for path in (tmp_path / "out").rglob("*") if path.is_file()]
    pictures = sorted(path for path in files if path.suffix == ".png")
    assert [path.name for path in pictures] == [
        "a_000001.png", "a_000004.png", "a_000007.png", "b_000001.png",
    ]  # fmt: skip
    assert not [path for path in files if path.suffix == ".jpg"]
    told = "".join(path.read_text() for path in files if path.suffix != ".png")
    assert ".jpg" not in told
    nameless = ("dota", "kitti", "yolo")  # a label is named as its picture
    assert name in nameless or "a_000004.png" in told
    with VideoReader(tmp_path / "a.mp4") as video:
        decoded = [frame.to_bgr() for frame in video]
    assert (cv2.imread(str(pictures[1])) == decoded[4]).all()


def test_the_format_of_pictures_is_checked(two, tmp_path):
    export(two, tmp_path / "out.json", format="coco")  # the next export is of JPEG again
    assert ".jpg" in (tmp_path / "out.json").read_text()
    with pytest.raises(SelectionError, match="image_format='gif': expected 'jpeg' or 'png'"):
        export(two, tmp_path / "out", format="coco", images="copy", image_format="gif")
    with pytest.raises(SelectionError, match="a quality is of JPEG"):
        export(two, tmp_path / "out", format="coco", images="copy", image_format="png",
               image_quality=90)  # fmt: skip
    with pytest.raises(SelectionError, match="'csv' is no dataset of pictures"):
        export(two, tmp_path / "out.csv", format="csv", image_format="png")
    assert not (tmp_path / "out").exists()
