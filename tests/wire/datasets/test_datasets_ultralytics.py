"""Ultralytics' texts and JSON; the values are what its own Results wrote for such boxes."""

from __future__ import annotations

import json

import pytest

from vidresults import import_dataset
from vidresults.errors import FormatError, VidResultsWarning

NAMES = ["car", "two words"]
TRACKED = "0 0.25 0.25 0.25 0.333333 0.5 7\n1 0.03125 0.0625 0.03125 0.0416667 0.25 1\n"


def texts(folder, **files):
    inside = folder / "predict" / "labels"
    inside.mkdir(parents=True)
    for stem, text in files.items():
        (inside / f"{stem}.txt").write_text(text)
    return folder / "predict"


def imported(path, **options):
    known = {"size": (64, 48), "classes": NAMES} | options
    with pytest.warns(VidResultsWarning, match="frames on which nothing was found have no text"):
        return import_dataset(path, format="ultralytics", **known)


def rows(results, *names):
    return [tuple(row[name] for name in names) for row in results.detections.to_pylist()]


def test_rows_with_confidence_and_id_are_tracks_and_frames_count_from_1(tmp_path):
    results = imported(texts(tmp_path, clip_1=TRACKED, clip_10=TRACKED), fps=25)
    assert rows(results, "frame_index", "class_name", "confidence", "tracker_id") == [
        (0, "car", 0.5, 7), (0, "two words", 0.25, 1), (9, "car", 0.5, 7),
        (9, "two words", 0.25, 1),
    ]  # fmt: skip
    first = results.detections.to_pylist()[0]
    assert (first["x_center"], first["y_center"], first["width"]) == (16.0, 12.0, 16.0)
    assert first["height"] == pytest.approx(16, abs=1e-4)  # the text has six digits
    assert results.frames["time_seconds"].to_pylist() == [0.0, 0.36]
    assert results.inferences["model"].to_pylist() == ["ultralytics"] * 2


def test_a_confidence_is_no_id(tmp_path):
    results = imported(texts(tmp_path, clip_1="0 0.2 0.2 0.1 0.1 0.5\n0 0.2 0.2 0.1 0.1 1\n"))
    assert rows(results, "confidence", "tracker_id") == [(0.5, None), (1.0, None)]


def test_ones_that_stand_twice_on_a_frame_are_no_ids(tmp_path):
    results = imported(texts(tmp_path, clip_1="0 0.2 0.2 0.1 0.1 1\n0 0.2 0.2 0.1 0.1 1\n"))
    assert rows(results, "confidence", "tracker_id") == [(1.0, None), (1.0, None)]


def test_a_step_of_the_predictor_takes_the_last_frame_of_each_step(tmp_path):
    results = imported(texts(tmp_path, clip_1=TRACKED, clip_2=TRACKED), stride=3)
    assert results.frames["frame_index"].to_pylist() == [2, 5]


def test_outlines_and_oriented_boxes_are_polygons(tmp_path):
    path = texts(tmp_path, clip_1="0 0.125 0.25 0.125 0.5 0.25 0.5 0.375 0.25 0.5\n")
    results = imported(path)
    assert rows(results, "confidence", "x_center", "width") == [(0.5, 16.0, 16.0)]
    (ring,) = results.detections["polygons"][0].as_py()
    assert ring == [
        {"x": 8.0, "y": 12.0}, {"x": 8.0, "y": 24.0}, {"x": 16.0, "y": 24.0},
        {"x": 24.0, "y": 12.0},
    ]  # fmt: skip


def test_rows_that_may_be_poses_are_refused(tmp_path):
    path = texts(tmp_path, clip_1="0 0.25 0.25 0.25 0.3 0.1 0.2 0.9 0.1 0.2 0.2 0.5\n")
    with pytest.raises(FormatError, match=r"all rows are of 12 numbers.*to_json"):
        import_dataset(path, format="ultralytics", size=(64, 48), classes=NAMES)


def test_classes_of_frames(tmp_path):
    results = imported(texts(tmp_path, clip_1="0.75 two words\n0.25 car\n"), classes=None)
    found = [(c["class_name"], c["confidence"], c["predicted"])
             for c in results.classifications.to_pylist()]  # fmt: skip
    assert found == [("two words", 0.75, True), ("car", 0.25, False)]
    assert results.inferences["task"].to_pylist() == ["classification"]


def test_what_texts_do_not_tell_has_to_be_told(tmp_path):
    path = texts(tmp_path, clip_1=TRACKED)
    with pytest.raises(FormatError, match="expected their names"):
        import_dataset(path, format="ultralytics", size=(64, 48))
    with pytest.raises(FormatError, match=r"clip_1.txt, line 1.*its size"):
        import_dataset(path, format="ultralytics", classes=NAMES)
    (path / "labels" / "clip_0.txt").write_text("")
    with pytest.raises(FormatError, match=r"clip_0.txt is of frame 0, expected numbers from 1 on"):
        import_dataset(path, format="ultralytics", size=(64, 48), classes=NAMES)


JSON = [
    [{"name": "car", "class": 0, "confidence": 0.5, "track_id": 7,
      "box": {"x1": 8.0, "y1": 4.0, "x2": 24.0, "y2": 20.0},
      "segments": {"x": [8.0, 8.0, 23.0], "y": [4.0, 19.0, 19.0]},
      "keypoints": {"x": [10.0], "y": [12.0], "visible": [0.9]}, "more": 1}],
    [],
    [{"name": "car", "class": 0, "confidence": 0.5,
      "box": {"x1": 36.0, "y1": 29.0, "x2": 41.0, "y2": 20.0, "x3": 23.0, "y3": 10.0,
              "x4": 18.0, "y4": 19.0}}],
]  # fmt: skip


@pytest.mark.parametrize("lines", [False, True])
def test_json_of_each_frame(tmp_path, lines):
    path = tmp_path / "r.json"
    text = "\n".join(map(json.dumps, JSON)) if lines else json.dumps(JSON)
    path.write_text(text)
    results = import_dataset(path, format="ultralytics", fps="30000/1001")
    assert results.inferences["frame_index"].to_pylist() == [0, 1, 2]
    assert set(results.inferences["state"].to_pylist()) == {"inferred"}
    first, second = results.detections.to_pylist()
    box = ("x_center", "y_center", "width", "height")
    assert [first[name] for name in box] == [16.0, 12.0, 16.0, 16.0]
    assert [second[name] for name in box] == [29.5, 19.5, 23.0, 19.0]
    assert (first["tracker_id"], second["tracker_id"]) == (7, None)
    assert first["polygons"] == [
        [{"x": 8.0, "y": 4.0}, {"x": 8.0, "y": 19.0}, {"x": 23.0, "y": 19.0}]
    ]
    assert second["polygons"][0][2] == {"x": 23.0, "y": 10.0}
    assert first["keypoints"] == [
        {"x": 10.0, "y": 12.0, "confidence": 0.9, "class_id": 0, "class_name": "keypoint_0"}
    ]
    assert first["extra"] == '{"more":1}'
