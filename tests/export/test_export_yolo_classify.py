"""YOLO's classify: folders per class under train, of frames or of boxes."""

from __future__ import annotations

import pytest

from tests.export.test_export_crops import around, clip, metadata, near, result, seen
from vidresults.errors import SelectionError
from vidresults.export import export
from vidresults.load import load
from vidresults.results import merge

NUMBERS = {"day": 0, "night": 1, "x": 2}
IMAGE = {"width": 320, "height": 240}


def scores(*pairs):
    """What a classifier says of a frame; the first is the answer."""
    found = [
        {"class": name, "class_id": NUMBERS[name], "confidence": confidence}
        for name, confidence in pairs
    ]
    return {"image": IMAGE, "predictions": found, "top": pairs[0][0], "confidence": pairs[0][1]}


def several(*names):
    """What a classifier of several classes at once says."""
    found = {n: {"confidence": 0.9 if n in names else 0.1, "class_id": i}
             for i, n in enumerate(("day", "night", "rain"))}  # fmt: skip
    return {"image": IMAGE, "predictions": found, "predicted_classes": list(names)}


def classified(elements, video=None, model="kind"):
    sent = {"frame_offset": list(elements), "time_offset": [n / 25 for n in elements]}
    return load({**sent, model: list(elements.values())}, source_id="street", video=video)


def test_a_classified_frame_is_a_picture_of_its_class(tmp_path):
    frames = {1: scores(("night", 0.75), ("day", 0.25)), 2: None,
              4: scores(("day", 0.5), ("night", 0.5))}  # fmt: skip
    source = classified(frames, clip(tmp_path / "a.mp4"))
    report = export(source, tmp_path / "o", format="yolo", task="classify", images="copy")
    near(
        seen(tmp_path / "o"),
        {
            "train/night/street_000001.jpg": (320, 240, 40, 140),
            "train/day/street_000004.jpg": (320, 240, 100, 200),
        },
    )
    first, _ = metadata(tmp_path / "o/train")
    assert (first["file_name"], first["confidence"]) == ("night/street_000001.jpg", 0.75)
    assert not (tmp_path / "o/data.yaml").exists()
    assert report.losses == ()
    assert "2 pictures are JPEG of quality 95" in report.notes


def test_boxes_are_pictures_where_no_frame_was_classified(tmp_path):
    frames = {1: [around(10, 20, 40, 30), around(200, 0, 20, 10, "bus")]}
    source = result(frames, video=clip(tmp_path / "a.mp4"))
    export(source, tmp_path / "o", format="yolo", task="classify", images="copy")
    near(
        seen(tmp_path / "o"),
        {
            "train/car/street_000001_0.jpg": (40, 30, 40, 40),
            "train/bus/street_000001_1.jpg": (20, 10, 140, 140),
        },
    )


def test_boxes_beside_classified_frames_are_told_as_lost(tmp_path):
    pair = [classified({1: scores(("day", 0.5))}), result({1: [around(0, 0, 9, 9)]})]
    report = export(merge(pair), tmp_path / "o", format="yolo", task="classify")
    assert [(loss.what, loss.count) for loss in report.losses] == [("detections", 1)]
    assert [path.name for path in (tmp_path / "o/train").iterdir() if path.is_dir()] == ["day"]


def test_no_class_and_several_classes_are_told(tmp_path):
    frames = {1: several(), 2: several("rain", "day"), 3: several("night")}
    report = export(classified(frames), tmp_path / "o", format="yolo", task="classify")
    assert "1 classified frames have no class and are left out" in report.notes
    assert "1 frames of several classes are pictures of the first" in report.notes
    assert [row["frame_index"] for row in metadata(tmp_path / "o/train")] == [2, 3]


def test_two_classifiers_are_refused(tmp_path):
    pair = [classified({1: scores(("day", 0.5))}, model=name) for name in ("a", "b")]
    with pytest.raises(SelectionError, match="a, b classified frames, and a picture has one"):
        export(merge(pair), tmp_path / "o", format="yolo", task="classify")
    with pytest.raises(SelectionError, match="save_conf is of rows"):
        export(pair[0], tmp_path / "o", format="yolo", task="classify", save_conf=True)
    assert list(tmp_path.iterdir()) == []


def test_parts_are_the_folders_that_trainers_look_for(tmp_path):
    frames = {25 * n: scores(("day" if n < 4 else "night", 0.5), ("x", 0.1)) for n in range(8)}
    source, options = classified(frames), {"format": "yolo", "task": "classify"}
    said = "there is no folder valid beside train"
    assert any(note.startswith(said) for note in export(source, tmp_path / "p", **options).notes)
    report = export(source, tmp_path / "o", **options, split=(0.5, 0.5))
    assert not any(said in note for note in report.notes)
    assert {path.name for path in (tmp_path / "o").iterdir()} == {"train", "valid"}
    for part in ("train", "valid"):
        found = {path.name for path in (tmp_path / "o" / part).iterdir()}
        assert found == {"day", "night", "x", "metadata.jsonl"}


def test_pictures_that_trainers_refuse_for_their_size_are_left_out(tmp_path):
    sides = [around(0, 0, 10, 10), around(0, 0, 9, 40), around(0, 0, 40, 9.4)]
    source = result({1: sides})
    report = export(source, tmp_path / "o", format="yolo", task="classify")
    assert len(metadata(tmp_path / "o/train")) == 1
    assert any(note.startswith("2 boxes have fewer than 10 pixels") for note in report.notes)
    # In a video of twice the size they are large enough.
    half = result({1: [around(0, 0, 6, 6)]}, video=clip(tmp_path / "a.mp4"), size=(160, 120))
    export(half, tmp_path / "o", format="yolo", task="classify", images="copy")
    assert [values[:2] for values in seen(tmp_path / "o").values()] == [(12, 12)]
