"""ActivityNet: segments by hand."""

from __future__ import annotations

import json
import subprocess

import pytest

from tests.support.sources import box, document, element
from vidresults.errors import MatchError, SelectionError
from vidresults.export import export
from vidresults.load import load
from vidresults.results import concat


def car(**fields):
    return box(**fields)


def bus():
    return box(**{"class": "bus", "class_id": 5})


def written(results, folder, **options):
    report = export(results, folder / "out.json", format="activitynet", **options)
    return json.loads((folder / "out.json").read_text(encoding="utf-8")), report


def frames():
    """Samples at 0, 0.2, ... 1.0 s: a car on 0 and 3, a bus on 1 and 2, no answer on 4."""
    return [element(car()), element(bus()), element(bus()), element(car()), None, element()]


def test_segments_have_the_layout_of_the_dataset(tmp_path):
    found, report = written(load(document(boxes=frames()), source_id="street"), tmp_path)
    assert found == {
        "version": "VERSION 1.3",
        "taxonomy": [
            {"nodeId": 0, "nodeName": "Root", "parentId": None, "parentName": None},
            {"nodeId": 1, "nodeName": "bus", "parentId": 0, "parentName": "Root"},
            {"nodeId": 2, "nodeName": "car", "parentId": 0, "parentName": "Root"},
        ],
        "database": {
            "street": {
                "duration": 1.0,
                "subset": "training",
                "resolution": "64x48",
                "annotations": [
                    {"segment": [0.0, 0.2], "label": "car"},
                    {"segment": [0.2, 0.6], "label": "bus"},
                    {"segment": [0.6, 0.8], "label": "car"},
                ],
            }
        },
    }
    assert report.notes == (
        "1 samples on which a model gave no answer are in no segment, unless a gap was bridged",
        "times are those that were sent",
        "1 videos of unknown length end with their last sample or segment: give them (--video)",
    )


def test_gaps_are_bridged_short_segments_left_out_and_the_subset_named(tmp_path):
    results = load(document(boxes=frames()), source_id="street")
    options = {"gap_seconds": 0.4, "min_seconds": 0.5, "subset": "validation"}
    entry = written(results, tmp_path, **options)[0]["database"]["street"]
    assert entry["subset"] == "validation"
    assert entry["annotations"] == [{"segment": [0.0, 0.8], "label": "car"}]


def test_a_class_that_two_models_have_is_named_with_its_model_in_every_video(tmp_path):
    two = load(document(a=[element(car()), None], b=[element(car(), bus()), None]), source_id="2")
    one = load(document(a=[element(car()), None]), source_id="1")
    found = written(concat([two, one]), tmp_path)[0]
    assert [node["nodeName"] for node in found["taxonomy"][1:]] == ["a/car", "b/car", "bus"]
    labels = {
        name: [note["label"] for note in entry["annotations"]]
        for name, entry in found["database"].items()
    }
    assert labels == {"2": ["a/car", "b/car", "bus"], "1": ["a/car"]}


def test_without_times_there_are_no_segments_and_no_length_is_invented(tmp_path):
    results = load(document(boxes=[element(car())]) | {"time_offset": [None]}, source_id="x")
    found, report = written(results, tmp_path)
    assert found["database"]["x"]["duration"] is None
    assert found["database"]["x"]["annotations"] == []
    assert "1 segments of unknown time are left out" in report.notes
    with pytest.raises(MatchError, match="tells no times"):
        written(results, tmp_path, gap_seconds=1.0)
    with pytest.raises(SelectionError, match="gap: found -1"):
        written(load(document(boxes=frames())), tmp_path, gap_seconds=-1)


def test_the_last_segment_ends_with_the_video(tmp_path):
    # 10 frames of 25 a second end at 0.4 s; the last sample, at 0.32, is held until 0.48.
    source = ["-f", "lavfi", "-i", "color=s=64x48:r=25:d=0.4", "-pix_fmt", "yuv420p"]
    subprocess.run(["ffmpeg", "-v", "error", *source, tmp_path / "v.mp4"], check=True)
    sent = {"frame_offset": [0, 4, 8], "time_offset": [0.0, 0.16, 0.32]}
    results = load(
        sent | {"boxes": [element(), element(car()), element(car())]},
        source_id="v", video=tmp_path / "v.mp4",
    )  # fmt: skip
    found, report = written(results, tmp_path)
    assert found["database"]["v"]["duration"] == 0.4
    assert found["database"]["v"]["annotations"] == [{"segment": [0.16, 0.4], "label": "car"}]
    assert report.notes == ("1 segments are cut to the video", "times are the video's own")
