"""Hugging Face ImageFolder: lines by hand, read by the standard library."""

from __future__ import annotations

import json

import pytest
from PIL import Image

from tests.support.grey_clips import clip_of
from tests.support.sources import box, document, element
from vidresults.errors import SelectionError
from vidresults.export import export
from vidresults.load import load
from vidresults.results import concat


def results_of(*elements, source_id="street", **more):
    return load(document(boxes=list(elements)), source_id=source_id, **more)


def lines(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_a_line_by_hand(tmp_path):
    car = box(x=15.0, y=20.0, width=20.5, height=10.0, tracker_id=7)
    bus = box(x=8.0, y=9.0, width=4.0, height=6.0, class_id=0, confidence=None, **{"class": "bus"})
    report = export(results_of(element(car, bus)), tmp_path / "o", format="huggingface")
    assert lines(tmp_path / "o" / "metadata.jsonl") == [
        {
            "file_name": "street_000000.jpg",
            "width": 64,
            "height": 48,
            "frame_index": 0,
            "timestamp": 0.0,
            "video": "street",
            "objects": {
                "bbox": [[4.75, 15.0, 20.5, 10.0], [6.0, 6.0, 4.0, 6.0]],
                "category": ["car", "bus"],
                "area": [205.0, 24.0],
                "score": [0.8125, None],
                "track_id": [7, None],
            },
        }
    ]
    (note,) = report.notes
    assert note.startswith("these are labels alone: put the pictures beside metadata.jsonl")


def test_a_line_for_each_frame_that_was_inferred(tmp_path):
    videos = [results_of(element(box()), None, element(), source_id=name) for name in ("a", "b")]
    report = export(concat(videos), tmp_path / "o", format="huggingface")
    found = lines(tmp_path / "o" / "metadata.jsonl")
    assert {one["file_name"]: len(one["objects"]["bbox"]) for one in found} == {
        "a_000000.jpg": 1, "a_000010.jpg": 0, "b_000000.jpg": 1, "b_000010.jpg": 0,
    }  # fmt: skip
    assert "track_id" not in found[0]["objects"]
    assert "2 frames that were not inferred are no images" in report.notes


def test_the_pictures_are_those_of_the_lines(tmp_path):
    video = clip_of([30, 30, 30, 30, 30, 90], tmp_path / "v.mp4", (64, 48))
    source = results_of(element(box()), element(), video=video)
    export(source, tmp_path / "o", format="huggingface", images="copy")
    pictures = {
        path.name: Image.open(path).convert("L").getpixel((20, 20))
        for path in (tmp_path / "o").glob("*.jpg")
    }
    names = [one["file_name"] for one in lines(tmp_path / "o" / "metadata.jsonl")]
    assert sorted(pictures) == names == ["street_000000.jpg", "street_000005.jpg"]
    assert [abs(pictures[n] - g) <= 3 for n, g in zip(names, (30, 90), strict=True)] == [True] * 2
    assert len(list((tmp_path / "o").iterdir())) == 3


def test_parts_have_the_same_lists_and_one_without_boxes_is_told(tmp_path):
    elements = [element(box(tracker_id=1))] * 20 + [element()] * 20
    report = export(
        results_of(*elements), tmp_path / "o", format="huggingface", split=(0.5, 0.5)
    )  # fmt: skip
    kept = [
        {tuple(one["objects"]) for one in lines(tmp_path / "o" / part / "metadata.jsonl")}
        for part in ("train", "valid")
    ]
    assert kept == [{("bbox", "category", "area", "score", "track_id")}] * 2
    assert any(note.startswith("valid: no frame has a box") for note in report.notes)


def test_without_a_video_there_are_no_pictures_and_no_output(tmp_path):
    with pytest.raises(SelectionError, match=r"street has none: give it \(--video\)"):
        export(results_of(element(box())), tmp_path / "o", format="huggingface", images="copy")
    assert list(tmp_path.iterdir()) == []
