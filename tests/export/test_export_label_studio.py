"""Label Studio: keyframes by hand from its description, read by the standard library."""

from __future__ import annotations

import json
from xml.etree import ElementTree as ET

import pytest

from tests.support.grey_clips import clip
from tests.support.tracked import at, sampled
from vidresults.errors import OutputError
from vidresults.export import export
from vidresults.load import load
from vidresults.results import concat


def written(tmp_path, results):
    """The tasks and the notes."""
    report = export(results, tmp_path / "o", format="label-studio")
    assert {path.name for path in (tmp_path / "o").iterdir()} == {"tasks.json", "config.xml"}
    return json.loads((tmp_path / "o" / "tasks.json").read_text(encoding="utf-8")), report.notes


def regions_of(tmp_path, results):
    tasks, notes = written(tmp_path, results)
    return tasks[0]["predictions"][0]["result"], notes


def keyframes(region):
    return [(k["frame"], k["enabled"], k["x"]) for k in region["value"]["sequence"]]


def test_a_task_of_a_video_with_a_region_for_each_track(tmp_path):
    # 64 x 48 pixels, 25 frames a second; boxes of 20 x 10 with their top at 15.
    results = sampled([0, 5], boxes=[[at(16)], [at(32), at(8, 9)]])
    tasks, notes = written(tmp_path, results)
    (task,) = tasks
    assert task["data"] == {
        "video": "/data/local-files/?d=street", "source_id": "street", "fps": 25.0,
    }  # fmt: skip
    (prediction,) = task["predictions"]
    assert prediction["model_version"] == "boxes"
    box = {"rotation": 0, "y": 31.25, "width": 31.25, "height": 100 * 10 / 48, "score": 0.8125}
    tool = {"from_name": "box", "to_name": "video", "type": "videorectangle"}
    length = {"framesCount": 6, "duration": 0.24, "labels": ["car"]}
    assert prediction["result"] == [
        {**tool, "id": "track-7", "value": {**length, "sequence": [
            {**box, "frame": 1, "enabled": True, "x": 25.0, "time": 0.0},
            {**box, "frame": 6, "enabled": False, "x": 50.0, "time": 0.2},
        ]}},
        {**tool, "id": "track-9", "value": {**length, "sequence": [
            {**box, "frame": 6, "enabled": False, "x": 12.5, "time": 0.2},
        ]}},
    ]  # fmt: skip
    unnamed, where = notes
    assert unnamed == "1 videos are named as their results: give them (--video)"
    assert where.startswith("put the videos into Label Studio's folder of local files")


def test_the_line_ends_where_the_object_is_not_or_nobody_knows(tmp_path):
    seen, gone = [at(16)], []
    frames = [0, 5, 10, 15, 20, 25, 50, 55]
    found = [seen, seen, gone, seen, None, seen, seen, seen]  # 25 to 50 is too far
    (region,), notes = regions_of(tmp_path, sampled(frames, boxes=found))
    assert keyframes(region) == [
        (1, True, 25.0), (6, False, 25.0), (16, False, 25.0), (26, False, 25.0),
        (51, True, 25.0), (56, False, 25.0),
    ]  # fmt: skip
    assert region["value"]["framesCount"] == 56
    assert "1 times a model gave no answer on a frame: tracks end before" in notes


def test_another_class_is_another_region(tmp_path):
    bus = {"class": "bus", "class_id": 3}
    found = [[at(16)], [at(16, **bus)], [at(16)]]
    regions, _ = regions_of(tmp_path, sampled([0, 5, 10], boxes=found))
    assert [(r["id"], r["value"]["labels"], keyframes(r)) for r in regions] == [
        ("track-7", ["car"], [(1, False, 25.0), (11, False, 25.0)]),
        ("track-7-2", ["bus"], [(6, False, 25.0)]),
    ]


def test_untracked_boxes_are_regions_of_one_frame(tmp_path):
    found = [[at(16), at(0, None)], [at(16), at(0, None)]]
    regions, notes = regions_of(tmp_path, sampled([0, 5], boxes=found))
    assert [(r["id"], keyframes(r)) for r in regions] == [
        ("track-7", [(1, True, 25.0), (6, False, 25.0)]),
        ("box-1", [(1, False, 0.0)]), ("box-3", [(6, False, 0.0)]),
    ]  # fmt: skip
    assert "2 boxes without a tracker id are regions of one frame each" in notes


def test_boxes_end_at_the_frame(tmp_path):
    found = [[at(-4), at(48, 8), at(70, 9)]]
    regions, notes = regions_of(tmp_path, sampled([0], boxes=found))
    boxes = [region["value"]["sequence"][0] for region in regions]
    assert [(k["x"], k["width"]) for k in boxes] == [(0.0, 25.0), (75.0, 25.0)]
    assert "2 boxes were clipped to their pictures" in notes
    assert "1 boxes without area on their pictures are left out" in notes


def test_a_prediction_for_each_model_and_a_task_for_each_video(tmp_path):
    found = {"cars": [[at(16)], []], "people": [[at(0, 7, **{"class": "<a> & b"})], None]}
    videos = [sampled([0, 5], source_id="empty", boxes=[[], []]),
              sampled([0, 5], source_id="b", **found)]  # fmt: skip
    tasks, _ = written(tmp_path, concat(videos))
    by_source = {task["data"]["source_id"]: task["predictions"] for task in tasks}
    assert by_source["empty"] == [{"model_version": "boxes", "result": []}]
    assert [(p["model_version"], len(p["result"])) for p in by_source["b"]] == [
        ("cars", 1), ("people", 1),
    ]  # fmt: skip
    view = ET.parse(tmp_path / "o" / "config.xml").getroot()  # noqa: S314
    assert [label.get("value") for label in view.iter("Label")] == ["car", "<a> & b"]
    tags = {element.tag: element.attrib for element in view}
    assert tags["Video"] == {"name": "video", "value": "$video", "frameRate": "$fps"}
    assert tags["VideoRectangle"] == {"name": "box", "toName": "video"}
    assert tags["Labels"] == {"name": "labels", "toName": "video", "allowEmpty": "true"}


def test_a_joined_video_is_named_and_tells_the_rate(tmp_path):
    video = clip(tmp_path / "a b&c.mp4", (64, 48), 2)
    document = {"frame_offset": [0], "time_offset": [0.0], "boxes": [
        {"image": {"width": 64, "height": 48}, "predictions": [at(16)]},
    ]}  # fmt: skip
    tasks, notes = written(tmp_path, load(document, source_id="s", video=video))
    assert len(notes) == 1
    assert tasks[0]["data"]["video"] == "/data/local-files/?d=a%20b%26c.mp4"
    assert tasks[0]["data"]["fps"] == 25.0


def test_an_unknown_rate_is_told_and_left_out(tmp_path):
    tasks, notes = written(tmp_path, sampled([0], boxes=[[at(16)]]))
    assert "fps" not in tasks[0]["data"]
    value = tasks[0]["predictions"][0]["result"][0]["value"]
    assert (value["framesCount"], "duration" in value) == (1, False)
    assert any(note.startswith("1 videos are of unknown frame rate") for note in notes)


def test_an_unknown_size_is_refused(tmp_path):
    results = load({"frame_offset": [0], "time_offset": [0.0], "m": [{"predictions": [at(1)]}]})
    with pytest.raises(OutputError, match="no one known size, and Label Studio takes percent"):
        export(results, tmp_path / "o", format="label-studio")
    assert list(tmp_path.iterdir()) == []
