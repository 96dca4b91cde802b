"""MegaDetector's JSON of videos: values by hand, and what is wrong with files."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

import vidresults as vr
from vidresults.errors import FormatError, VidResultsWarning

if TYPE_CHECKING:
    from pathlib import Path


def _file(folder: Path, box: dict[str, Any] | None = None, **entry: Any) -> Path:
    detection = {"category": "1", "conf": 0.5, "bbox": [0.25, 0.5, 0.5, 0.25], "frame_number": 10}
    video = {
        "file": "a.mp4", "frame_rate": 20.0, "frames_processed": [0, 10],
        "detections": [detection | (box or {})], "width": 64, "height": 32,
    }  # fmt: skip
    whole = {
        "images": [{key: value for key, value in (video | entry).items() if value is not None}],
        "detection_categories": {"1": "animal", "2": "person"},
        "info": {"format_version": "1.5"},
    }
    path = folder / "md.json"
    path.write_text(json.dumps(whole))
    return path


def test_boxes_are_pixels_and_processed_frames_without_boxes_are_empty(tmp_path: Path) -> None:
    results = vr.import_dataset(_file(tmp_path), format="megadetector")
    frames = results.table("inferences").to_pylist()
    assert [(f["source_id"], f["frame_index"], f["time_seconds"], f["state"]) for f in frames] == [
        ("a.mp4", 0, 0.0, "inferred"),
        ("a.mp4", 10, 0.5, "inferred"),
    ]
    (box,) = results.table("detections").to_pylist()
    assert (box["x_center"], box["y_center"], box["width"], box["height"]) == (32, 20, 32, 8)
    assert (box["class_id"], box["class_name"], box["confidence"]) == (1, "animal", 0.5)


def test_without_frames_processed_only_frames_with_boxes_are_known(tmp_path: Path) -> None:
    path = _file(tmp_path, frames_processed=None, frame_rate=None)
    with pytest.warns(VidResultsWarning, match="without a box are unknown"):
        results = vr.import_dataset(path, format="megadetector")
    (frame,) = results.table("inferences").to_pylist()
    assert (frame["frame_index"], frame["time_seconds"]) == (10, None)


def test_a_failed_video_is_told_and_has_no_frames(tmp_path: Path) -> None:
    path = _file(tmp_path, failure="cannot open", detections=None, frames_processed=None)
    with pytest.warns(VidResultsWarning, match="a.mp4: failed"):
        results = vr.import_dataset(path, format="megadetector")
    assert results.table("inferences").num_rows == 0
    (document,) = results.table("documents").to_pylist()
    assert json.loads(document["extra"])["failure"] == "cannot open"


def test_the_user_tells_the_size_where_the_file_does_not(tmp_path: Path) -> None:
    path = _file(tmp_path, width=None, height=None)
    with pytest.raises(FormatError, match="unknown size"):
        vr.import_dataset(path, format="megadetector")
    results = vr.import_dataset(path, format="megadetector", size=(128, 64))
    assert results.table("detections")["x_center"].to_pylist() == [64]


@pytest.mark.parametrize(
    ("box", "says"),
    [
        ({"category": "9"}, "detection_categories"),
        ({"bbox": [10, 10, 20, 20]}, "shares from 0 to 1"),
        ({"bbox": [0.1, 0.1, -0.1, 0.1]}, "shares from 0 to 1"),
        ({"bbox": [0.1]}, "bbox"),
        ({"conf": 2}, "conf"),
        ({"frame_number": None}, "frame_number"),
    ],
)
def test_a_wrong_box_is_one_line(tmp_path: Path, box: dict[str, Any], says: str) -> None:
    with pytest.raises(FormatError, match=says) as caught:
        vr.import_dataset(_file(tmp_path, box), format="megadetector")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("text", ["{", "[]", "{}", '{"images": [], "detection_categories": {}}'])
def test_what_is_no_such_file_is_one_line(tmp_path: Path, text: str) -> None:
    path = tmp_path / "md.json"
    path.write_text(text)
    with pytest.raises(FormatError) as caught:
        vr.import_dataset(path, format="megadetector")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("entry", [{"frame_rate": 0}, {"frames_processed": [-1]}, {"width": 0}])
def test_a_wrong_video_is_one_line(tmp_path: Path, entry: dict[str, Any]) -> None:
    with pytest.raises(FormatError, match=next(iter(entry))) as caught:
        vr.import_dataset(_file(tmp_path, **entry), format="megadetector")
    assert "\n" not in str(caught.value)


def _with_videos(folder: Path, *names: str) -> Path:
    path = _file(folder)
    whole = json.loads(path.read_text())
    whole["images"] = [whole["images"][0] | {"file": name} for name in names]
    path.write_text(json.dumps(whole))
    return path


def test_each_video_is_a_source_of_its_own(tmp_path: Path) -> None:
    path = _with_videos(tmp_path, "a.mp4", "deep/b.mp4")
    boxes = vr.import_dataset(path, format="megadetector").table("detections").to_pylist()
    assert [(box["source_id"], box["frame_index"]) for box in boxes] == [
        ("a.mp4", 10),
        ("deep/b.mp4", 10),
    ]


def test_a_video_twice_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match=r"images\[1\]\.file.*'a\.mp4' stands twice"):
        vr.import_dataset(_with_videos(tmp_path, "a.mp4", "a.mp4"), format="megadetector")


def test_the_users_rate_goes_before_the_files(tmp_path: Path) -> None:
    results = vr.import_dataset(_file(tmp_path), format="megadetector", fps=10)
    times = results.table("frames")["time_seconds"].to_pylist()
    assert times == [0.0, 1.0]
