"""CVAT's XML, by its rules and by our own reader, which fills tracks in as CVAT does."""

import json

import pytest
from defusedxml import ElementTree

from tests.support.tracked import at, boxes_of, sampled
from vidresults import import_dataset
from vidresults.errors import OutputError, SelectionError
from vidresults.export import export
from vidresults.results import concat


def tracks(source, folder, **options):
    export(source, folder / "out", format="cvat-video", **options)
    root = ElementTree.parse(folder / "out" / "annotations.xml").getroot()
    return root, [
        [(int(box.get("frame")), int(box.get("outside")), box.get("xtl")) for box in track]
        for track in root.findall("track")
    ]


def test_every_box_is_a_keyframe_and_the_next_frame_without_it_is_outside(tmp_path):
    results = sampled([0, 5, 10, 15], boxes=[[at(1)], [at(3.125)], [], []])
    root, found = tracks(results, tmp_path)
    assert found == [[(0, 0, "1.00"), (5, 0, "3.125"), (10, 1, "3.125")]]
    first, *_ = boxes = root.findall("track/box")
    assert {box.get("keyframe") for box in boxes} == {"1"}
    assert first.attrib == {
        "frame": "0", "outside": "0", "occluded": "0", "keyframe": "1", "xtl": "1.00",
        "ytl": "15.00", "xbr": "21.00", "ybr": "25.00", "z_order": "0",
    }  # fmt: skip
    assert {a.get("name"): a.text for a in first} == {"tracker_id": "7", "confidence": "0.8125"}
    track = root.find("track")
    assert track.attrib == {"id": "0", "label": "car", "source": "auto"}


def test_the_head_has_what_cvat_asks_for(tmp_path):
    root, _ = tracks(sampled([10, 15, 20], boxes=[[at(1)], [], []]), tmp_path)
    task = root.find("meta/task")
    wanted = {"name": "street", "size": "3", "mode": "interpolation", "start_frame": "10",
              "stop_frame": "20", "frame_filter": "step=5"}  # fmt: skip
    assert {name: task.findtext(name) for name in wanted} == wanted
    assert [label.text for label in task.findall("labels/label/name")] == ["car"]
    size = root.find(".//original_size")
    assert (size.findtext("width"), size.findtext("height")) == ("64", "48")


def test_an_object_that_comes_back_is_a_track_of_its_own(tmp_path):
    results = sampled([0, 5, 10, 15], boxes=[[at(1)], [], [at(2)], [at(3)]])
    _, found = tracks(results, tmp_path)
    assert found == [[(0, 0, "1.00"), (5, 1, "1.00")], [(10, 0, "2.00"), (15, 0, "3.00")]]


def test_a_frame_that_was_not_inferred_ends_a_track(tmp_path):
    results = sampled([0, 5, 10], boxes=[[at(1)], None, [at(2)]])
    _, found = tracks(results, tmp_path)
    assert found == [[(0, 0, "1.00"), (5, 1, "1.00")], [(10, 0, "2.00")]]
    report = export(results, tmp_path / "again", format="cvat-video")
    assert "1 times a model gave no answer on a frame" in report.notes[0]


def test_no_line_is_drawn_across_a_gap_longer_than_the_interval(tmp_path):
    results = sampled([0, 5, 10, 40, 45], boxes=[[at(1)]] * 5)
    root, found = tracks(results, tmp_path)
    assert [[frame for frame, _, _ in track] for track in found] == [[0, 5, 10, 15], [40, 45]]
    assert found[0][-1] == (15, 1, "1.00")
    assert root.findtext("meta/task/frame_filter") == ""
    assert root.findtext("meta/task/size") == "46"


def test_another_class_is_another_track(tmp_path):
    bus = {"class": "bus", "class_id": 5}
    _, found = tracks(sampled([0, 5], boxes=[[at(1)], [at(2, **bus)]]), tmp_path)
    assert found == [[(0, 0, "1.00"), (5, 1, "1.00")], [(5, 0, "2.00")]]


def test_a_turned_box_is_as_it_was_before_it_was_turned(tmp_path):
    rect = [[35.0, 10.0], [35.0, 30.0], [25.0, 30.0], [25.0, 10.0]]
    turned = at(20, rect=rect, angle=-270.0)  # 20 x 10 about (30, 20), by 90 degrees
    root, _ = tracks(sampled([0, 5], boxes=[[turned], []]), tmp_path)
    for shape in root.findall("track/box"):
        edges = [shape.get(name) for name in ("xtl", "ytl", "xbr", "ybr", "rotation")]
        assert edges == ["20.00", "15.00", "40.00", "25.00", "90.00"]
    back = import_dataset(tmp_path / "out", format="cvat-video").detections.to_pylist()
    assert [row["rotated_box"]["angle_degrees"] for row in back] == [90.0]


def test_our_reader_gives_back_the_boxes_and_nothing_after_an_object_left(tmp_path):
    results = sampled(
        [0, 5, 10, 15],
        boxes=[[at(0.1), at(1 / 3, 9)], [at(2), at(30, 9)], [at(7.7, 9)], [at(1e-7, 9)]],
    )
    export(results, tmp_path / "out", format="cvat-video")
    again = import_dataset(tmp_path / "out", format="cvat-video")
    assert again.frames["frame_index"].to_pylist() == [0, 5, 10, 15]
    own = [json.loads(e)["attributes"]["tracker_id"] for e in again.detections["extra"].to_pylist()]
    assert sorted(own) == ["7", "7", "9", "9", "9", "9"]
    assert [(f, *box) for f, _, *box in boxes_of(again)] == [
        (f, *box) for f, _, *box in boxes_of(results)
    ]


def test_unevenly_sampled_boxes_come_back_as_keyframes(tmp_path):
    results = sampled([0, 5, 11, 16], boxes=[[at(1)], [at(2)], [], [at(4)]])
    export(results, tmp_path / "out", format="cvat-video")
    again = import_dataset(tmp_path / "out", format="cvat-video")
    rows = again.detections.to_pylist()
    keys = [r["frame_index"] for r in rows if "keyframe" not in json.loads(r["extra"])]
    assert keys == [0, 5, 16]
    assert [r["frame_index"] for r in rows if 11 <= r["frame_index"] < 16] == []


def test_boxes_without_an_id_among_others_are_tracks_of_one_frame(tmp_path):
    results = sampled([0, 5], boxes=[[at(1), at(9, None)], [at(2), at(9, None)]])
    report = export(results, tmp_path / "out", format="cvat-video")
    assert report.notes == ("2 boxes without a tracker id are tracks of one frame each",)
    _, found = tracks(results, tmp_path / "b")
    assert found[1:] == [[(0, 0, "9.00"), (5, 1, "9.00")], [(5, 0, "9.00")]]


def test_several_models_on_a_video_are_told_apart(tmp_path):
    root, found = tracks(sampled([0], one=[[at(1)]], two=[[at(2)]]), tmp_path)
    assert len(found) == 2
    names = [(t.get("label"), t.find("box/attribute[@name='model']").text) for t in root[2:]]
    assert names == [("one/car", "one"), ("two/car", "two")]


def test_several_videos_are_folders_and_one_file_holds_one(tmp_path):
    both = concat([sampled([0], source_id=s, boxes=[[at(1)]]) for s in ("a/b", "a:b")])
    export(both, tmp_path / "out", format="cvat-video")
    files = sorted(p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*.xml"))
    assert files == ["out/a_b-2/annotations.xml", "out/a_b/annotations.xml"]
    with pytest.raises(SelectionError, match="holds one video, the results hold 2"):
        export(both, tmp_path / "one.xml", format="cvat-video")
    export(sampled([0], boxes=[[at(1)]]), tmp_path / "one.xml", format="cvat-video")
    assert import_dataset(tmp_path / "one.xml", format="cvat-video").detections.num_rows == 1


def test_names_that_xml_cannot_hold_as_they_are(tmp_path):
    odd = {"class": 'a<&>"\n\x01é'}
    root, _ = tracks(sampled([0], boxes=[[at(1, **odd)]]), tmp_path)
    assert root.find("track").get("label") == 'a<&>"\n\ufffdé'
    assert root.findtext(".//label/name") == 'a<&>"\n\ufffdé'


def test_an_id_that_stands_twice_on_a_frame_is_refused(tmp_path):
    with pytest.raises(OutputError, match="tracker id 7 stands twice on frame 0"):
        tracks(sampled([0], boxes=[[at(1), at(2)]]), tmp_path)
