"""Whatever stands in place of a value: tables that can be written, or one line that says what."""

import copy
import json
import re
from pathlib import Path
from tempfile import mkdtemp

import pytest

from vidresults import VidResultsError, export, import_dataset

ODD = (None, 1, -1, 1.5, "x", "", [], {}, [1], [None], True, 1e308, 2**70, [[1, 2, 3, 4, 5, 6]],
       {"size": [1, 1], "counts": [1]}, {"size": [2], "counts": "a"})  # fmt: skip
TEXTS = ("", "x", "-1", "1e9", "99999999999999999999", "nan", "1,2", "1.5", "0")
COCO = {
    "videos": [{"id": 1, "name": "v", "fps": 25}],
    "images": [{"id": 1, "file_name": "a_1.jpg", "width": 64, "height": 48, "video_id": 1,
                "frame_index": 3, "timestamp": 0.1}],
    "annotations": [{"id": 1, "image_id": 1, "category_id": 1, "bbox": [1, 2, 3, 4],
                     "segmentation": [[1, 1, 5, 1, 5, 5]], "iscrowd": 0, "area": 3,
                     "keypoints": [1, 2, 2], "keypoint_scores": [0.5], "track_id": 3,
                     "attributes": {"track_id": 1}}],
    "categories": [{"id": 1, "name": "c", "keypoints": ["n"], "class_id": 4}],
}  # fmt: skip
CVAT = (
    "<annotations><meta><task><size>5</size><start_frame>0</start_frame><stop_frame>4</stop_frame>"
    "<frame_filter>step=1</frame_filter><labels><label><name>car</name></label></labels></task>"
    "<original_size><width>64</width><height>48</height></original_size></meta>"
    '<track id="0" label="car"><box frame="1" outside="0" keyframe="1" xtl="1" ytl="2" xbr="3" '
    'ybr="4" rotation="5"/><mask frame="2" rle="6" left="0" top="0" width="3" height="2"/>'
    '<polygon frame="3" points="1,2;3,4;5,6"/><skeleton frame="4"><points label="a" '
    'points="1,2"/></skeleton></track></annotations>'
)


def check(folder, path, name, **options):
    """Import and write; an error is one line."""
    said = path.name
    try:
        results = import_dataset(path, format=name, **options)
        export(results, Path(mkdtemp(dir=folder)) / "tables", format="parquet")
    except VidResultsError as error:
        said = str(error)
    assert "\n" not in said
    assert path.name in said


REKOGNITION = {
    "JobStatus": "SUCCEEDED",
    "VideoMetadata": {"FrameRate": 25.0, "FrameWidth": 64, "FrameHeight": 48},
    "Labels": [{"Timestamp": 200, "Label": {
        "Name": "Car", "Confidence": 50.0, "Parents": [{"Name": "Vehicle"}],
        "Instances": [{"BoundingBox": {"Left": 0.25, "Top": 0.5, "Width": 0.5, "Height": 0.25},
                       "Confidence": 75.0}]}}],
    "Persons": [{"Timestamp": 400, "Person": {"Index": 3, "BoundingBox": {
        "Left": 0, "Top": 0, "Width": 1, "Height": 1}}}],
}  # fmt: skip
INTELLIGENCE = {"annotationResults": [{
    "inputUri": "/bucket/a.mp4",
    "objectAnnotations": [{
        "entity": {"entityId": "/m/1", "description": "car"}, "confidence": 0.5, "trackId": "7",
        "frames": [{"normalizedBoundingBox": {"left": 0.25, "top": 0.5, "right": 0.75,
                                              "bottom": 0.75}, "timeOffset": "0.200s"}]}],
    "personDetectionAnnotations": [{"tracks": [{"confidence": 0.5, "timestampedObjects": [
        {"normalizedBoundingBox": {"right": 1}, "timeOffset": {"seconds": "1", "nanos": 5}}]}]}],
    "frameLabelAnnotations": [{"entity": {"description": "street"},
                               "frames": [{"timeOffset": "0.2s", "confidence": 0.5}]}],
    "shotLabelAnnotations": [{"entity": {"description": "day"}}],
}]}  # fmt: skip
ULTRALYTICS = [[{
    "name": "car", "class": 0, "confidence": 0.5, "track_id": 7,
    "box": {"x1": 8.0, "y1": 4.0, "x2": 24.0, "y2": 20.0},
    "segments": {"x": [8.0, 8.0, 23.0], "y": [4.0, 19.0, 19.0]},
    "keypoints": {"x": [10.0], "y": [12.0], "visible": [0.5]},
}]]  # fmt: skip
SERVICES = {
    "rekognition": (REKOGNITION, {}),
    "video-intelligence": (INTELLIGENCE, {"size": (64, 48), "fps": 25}),
    "ultralytics": (ULTRALYTICS, {}),
}


def paths_in(value, path=()):
    """Where everything stands in a decoded document."""
    yield path
    if isinstance(value, dict | list):
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from paths_in(item, (*path, key))


def with_odd(value, path, odd):
    """The document with something else at one place."""
    if not path:
        return odd
    changed = copy.deepcopy(value)
    place = changed
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = odd
    return changed


@pytest.mark.filterwarnings("ignore::vidresults.VidResultsWarning")
@pytest.mark.parametrize("name", SERVICES)
def test_services(tmp_path, name):
    document, options = SERVICES[name]
    path = tmp_path / "a.json"
    for place in paths_in(document):
        for odd in ODD:
            path.write_text(json.dumps(with_odd(document, place, odd)))
            check(tmp_path, path, name, **options)


@pytest.mark.parametrize(("part", "key"), [(p, k) for p, items in COCO.items() for k in items[0]])
def test_coco(tmp_path, part, key):
    path = tmp_path / "a.json"
    for odd in ODD:
        changed = copy.deepcopy(COCO)
        changed[part][0][key] = odd
        path.write_text(json.dumps(changed))
        check(tmp_path, path, "coco")
    del changed[part][0][key]
    path.write_text(json.dumps(changed))
    check(tmp_path, path, "coco")


def test_cvat(tmp_path):
    path = tmp_path / "a.xml"
    for found in re.finditer(r'"([^"]*)"|(?<=>)([^<]+)(?=<)', CVAT):
        start, end = found.span(1 if found[1] is not None else 2)
        for text in TEXTS:
            path.write_text(CVAT[:start] + text + CVAT[end:])
            check(tmp_path, path, "cvat-video")


@pytest.mark.parametrize("at", range(9))
def test_mot(tmp_path, at):
    path = tmp_path / "gt.txt"
    for text in TEXTS:
        words = ["1", "1", "1", "1", "2", "2", "1", "1", "1"]
        words[at] = text
        path.write_text(",".join(words))
        check(tmp_path, path, "mot")


@pytest.mark.parametrize("line", ["0 .5 .5 .1 .1", "0 .1 .1 .2 .2 .3 .3"])
def test_yolo(tmp_path, line):
    path = tmp_path / "set" / "1.txt"
    path.parent.mkdir()
    for at in range(len(line.split())):
        for text in TEXTS:
            words = line.split()
            words[at] = text
            path.write_text(" ".join(words))
            check(tmp_path, path.parent, "yolo", size=(64, 48), classes=["a"])


@pytest.mark.parametrize(
    "text",
    ["names: 5", "names: {a: b}", "names: [1]\nkpt_shape: x", "- 1", "names: {0: a}\npath: [1]",
     "names: [1]\nkpt_names: {x: 1}\nkpt_shape: [1, 2]", "names: [1]\nkpt_shape: [1]", "a: [", ""],
)  # fmt: skip
def test_data_yaml(tmp_path, text):
    folder = tmp_path / "set"
    folder.mkdir()
    (folder / "1.txt").write_text("0 .5 .5 .1 .1")
    (folder / "data.yaml").write_text(text)
    check(tmp_path, folder, "yolo", size=(64, 48))
