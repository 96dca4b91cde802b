"""YOLO labels: rows by hand from the rules, then read by supervision and by our own import."""

from __future__ import annotations

import pyarrow as pa
import pytest
import supervision as sv
import yaml
from PIL import Image

from tests.support.sources import box, document, element
from vidresults.datasets import import_dataset
from vidresults.errors import OutputError, SelectionError
from vidresults.export import export
from vidresults.export.pictures.names import frame_file_name
from vidresults.load import load
from vidresults.results import VideoResults, concat, merge
from vidresults.schema import TABLES

NOSE = {"x": 16.0, "y": 12.0, "confidence": 0.75, "class_id": 0, "class": "nose"}
TAIL = {"x": 48.0, "y": 36.0, "confidence": 0.25, "class_id": 1, "class": "tail"}


def results_of(*elements, source_id="street"):
    return load(document(boxes=list(elements)), source_id=source_id)


def labels(folder):
    return {path.name: path.read_text(encoding="utf-8") for path in (folder / "labels").iterdir()}


def about(folder):
    return yaml.safe_load((folder / "data.yaml").read_text(encoding="utf-8"))


def with_pictures(folder, size=(64, 48)):
    (folder / "images").mkdir()
    for path in (folder / "labels").iterdir():
        Image.new("RGB", size).save(folder / "images" / f"{path.stem}.jpg")
    return folder


def points(*pairs):
    return [{"x": float(x), "y": float(y)} for x, y in pairs]


def test_rows_are_shares_of_the_picture_and_frames_without_answer_have_no_file(tmp_path):
    car = box(x=32.0, y=12.0, width=16.0, height=12.0)
    bus = box(x=16.0, y=36.0, width=8.0, height=24.0, class_id=7, **{"class": "bus"})
    report = export(results_of(element(car, bus), None, element()), tmp_path / "o", format="yolo")
    assert labels(tmp_path / "o") == {
        "street_000000.txt": "0 0.5 0.25 0.25 0.25\n1 0.25 0.75 0.125 0.5\n",
        "street_000010.txt": "",
    }
    assert about(tmp_path / "o") == {
        "path": "", "train": "images", "val": "images", "names": {0: "car", 1: "bus"},
    }  # fmt: skip
    assert "1 frames that were not inferred are no images" in report.notes
    assert "2 classes have another number than in their model" in report.notes
    assert {loss.what: loss.count for loss in report.losses} == {"detections.confidence": 2}


def test_boxes_are_clipped_before_centre_and_size_and_empty_ones_dropped(tmp_path):
    over = box(x=0.0, y=24.0, width=32.0, height=96.0)  # its part inside: 0..16, 0..48
    beyond = box(x=-40.0, y=10.0, width=8.0, height=8.0)
    flat = box(x=10.0, y=10.0, width=0.0, height=8.0)
    report = export(results_of(element(over, beyond, flat)), tmp_path / "o", format="yolo")
    assert labels(tmp_path / "o") == {"street_000000.txt": "0 0.125 0.5 0.25 1.0\n"}
    assert "1 boxes were clipped to their pictures" in report.notes
    assert "2 boxes without area on their pictures have no row" in report.notes


def test_outlines_where_all_boxes_have_one(tmp_path):
    square = box(points=points((16, 12), (32, 12), (32, 24), (16, 24)))
    pixel = box(points=points((8, 6)))
    over = box(points=points((-16, 0), (32, 0), (32, 48)))
    away = box(points=points((-9, -9), (-5, -9), (-5, -5)))
    source = results_of(element(square, pixel, over, away))
    report = export(source, tmp_path / "o", format="yolo")
    assert labels(tmp_path / "o") == {
        "street_000000.txt": "0 0.25 0.25 0.5 0.25 0.5 0.5 0.25 0.5\n"
        "0 0.125 0.125 0.125 0.125 0.125 0.125\n"
        "0 0.0 0.0 0.5 0.0 0.5 1.0\n"
    }
    assert "detections.polygons" not in {loss.what for loss in report.losses}
    assert "rows are outlines, their boxes are those around them" in report.notes
    assert "1 outlines were clipped to their pictures" in report.notes
    assert "1 outlines without area on their pictures have no row" in report.notes


def test_several_rings_are_one_with_a_bridge_there_and_back(tmp_path):
    source = results_of(element(box(points=points((16, 12), (32, 12), (32, 24)))))
    rows = source.detections.to_pylist()
    rows[0]["polygons"].append(points((48, 36), (56, 36), (56, 42)))
    tables = {name: source.table(name) for name in TABLES}
    tables["detections"] = pa.Table.from_pylist(rows, schema=TABLES["detections"])
    report = export(VideoResults(tables), tmp_path / "o", format="yolo")
    assert labels(tmp_path / "o") == {
        "street_000000.txt": "0 0.25 0.25 0.5 0.25 0.5 0.5 "
        "0.75 0.75 0.875 0.75 0.875 0.875 0.75 0.75 0.5 0.5\n"
    }
    assert "1 objects of several outlines are one outline with bridges" in report.notes


def test_a_box_without_outline_makes_all_rows_boxes_and_outlines_are_told_as_lost(tmp_path):
    square = box(points=points((16, 12), (32, 12), (32, 24)))
    report = export(results_of(element(square, box())), tmp_path / "o", format="yolo")
    rows = labels(tmp_path / "o")["street_000000.txt"].splitlines()
    assert [len(row.split()) for row in rows] == [5, 5]
    assert ("detections.polygons", 1) in [(loss.what, loss.count) for loss in report.losses]
    assert "rows are boxes, because not every box has an outline" in report.notes


def test_poses_where_all_boxes_have_keypoints(tmp_path):
    whole = box(x=32.0, y=24.0, width=64.0, height=48.0, keypoints=[TAIL, NOSE])
    part = whole | {"keypoints": [NOSE, TAIL | {"x": 70.0}]}
    less = whole | {"keypoints": [NOSE]}
    report = export(results_of(element(whole, part, less)), tmp_path / "o", format="yolo")
    unseen = "0 0.5 0.5 1.0 1.0 0.25 0.25 2 0 0 0\n"
    assert labels(tmp_path / "o") == {
        "street_000000.txt": f"0 0.5 0.5 1.0 1.0 0.25 0.25 2 0.75 0.75 1\n{unseen}{unseen}"
    }
    assert about(tmp_path / "o")["kpt_shape"] == [2, 3]
    assert "1 keypoints outside their pictures are written as not seen" in report.notes
    read = import_dataset(with_pictures(tmp_path / "o"), format="yolo").detections.to_pylist()
    assert [[p["class_name"] for p in row["keypoints"]] for row in read] == [
        ["nose", "tail"], ["nose"], ["nose"],
    ]  # fmt: skip


def test_classes_with_other_keypoints_are_no_poses(tmp_path):
    dog = box(keypoints=[NOSE, TAIL], class_id=3, **{"class": "dog"})
    report = export(results_of(element(box(keypoints=[NOSE]), dog)), tmp_path / "o", format="yolo")
    assert "kpt_shape" not in about(tmp_path / "o")
    assert ("detections.keypoints", 2) in [(loss.what, loss.count) for loss in report.losses]


def test_a_frame_on_which_one_of_two_models_answered_is_not_called_empty(tmp_path):
    first = load(document(cars=[element(box()), element(), element()]), source_id="s")
    second = load(document(dogs=[None, None, element()]), source_id="s")
    report = export(merge([first, second]), tmp_path / "o", format="yolo")
    texts = labels(tmp_path / "o")
    assert {name: bool(text) for name, text in texts.items()} == {
        "s_000000.txt": True, "s_000010.txt": False,
    }  # fmt: skip
    assert any(note.startswith("1 frames without a box have no labels") for note in report.notes)


def test_two_models_write_into_one_file_in_turn(tmp_path):
    car, dog = box(x=32.0, y=24.0, width=16.0, height=12.0), box(**{"class": "dog"})
    pair = [load(document(**{m: [element(b)] * 2}), source_id="s") for m, b in
            (("cars", car), ("dogs", dog))]  # fmt: skip
    export(merge(pair), tmp_path / "o", format="yolo")
    rows = labels(tmp_path / "o")["s_000005.txt"].splitlines()
    assert rows[0] == "0 0.5 0.5 0.25 0.25"
    assert [row[0] for row in rows] == ["0", "1"]


def test_the_list_of_classes_numbers_the_rows(tmp_path):
    source = results_of(element(box(**{"class": "car"})))
    export(source, tmp_path / "o", format="yolo", classes=["dog", "car"])
    assert labels(tmp_path / "o")["street_000000.txt"].startswith("1 ")
    assert about(tmp_path / "o")["names"] == {0: "dog", 1: "car"}
    with pytest.raises(SelectionError, match="lacks 'car'"):
        export(source, tmp_path / "p", format="yolo", classes=["dog"])


def test_an_unknown_size_is_one_clear_line(tmp_path):
    sizeless = element(box())
    del sizeless["image"]
    with pytest.raises(OutputError, match=r"size of frame 0 of street .* labels need it.*--video"):
        export(results_of(sizeless), tmp_path / "o", format="yolo")
    assert not (tmp_path / "o").exists()


@pytest.mark.parametrize("outline", [False, True])
def test_supervision_and_our_import_read_the_same_boxes(outline, tmp_path):
    extra = {"points": points((20, 15), (41, 15), (41, 25), (20, 25))} if outline else {}
    twice = [element(box(**extra)), element(), element(box(**extra), box(**extra, class_id=None))]
    videos = [results_of(*twice, source_id=name) for name in ("a", "b/ä")]
    export(concat(videos), tmp_path / "o", format="yolo")
    folder = with_pictures(tmp_path / "o")
    dataset = sv.DetectionDataset.from_yolo(
        str(folder / "images"), str(folder / "labels"), str(folder / "data.yaml")
    )
    assert dataset.classes == ["boxes/car/2", "boxes/car/None"]
    read = {path.rpartition("/")[2]: found for path, _, found in dataset}
    wanted = {0: 1, 5: 0, 10: 2}
    assert {name: len(found) for name, found in read.items()} == {
        frame_file_name(stem, frame): count for stem in ("a", "b_ä")
        for frame, count in wanted.items()
    }  # fmt: skip
    for found in read.values():
        for corners in found.xyxy:
            assert corners == pytest.approx([20, 15, 41, 25], abs=0.001)
    ours = import_dataset(folder / "data.yaml", format="yolo")
    rows = ours.detections.to_pylist()
    names = ("x_center", "y_center", "width", "height")
    assert [[row[name] for name in names] for row in rows] == [
        pytest.approx([30.5, 20.0, 21.0, 10.0], rel=1e-12)
    ] * 6
    assert sorted(row["frame_index"] for row in rows) == [0, 0, 10, 10, 10, 10]


@pytest.mark.parametrize("name", ["pallet_5fps.json", "forklift_5fps.json"])
def test_our_import_gives_back_the_real_boxes(name, real_data, tmp_path):
    results = load(real_data / "results" / name, source_id="real")
    report = export(results, tmp_path / "o", format="yolo")
    dropped = sum(int(n.split()[0]) for n in report.notes if "without area" in n)
    clipped = sum(int(n.split()[0]) for n in report.notes if "were clipped" in n)
    size = results.facts.frame_size("real")
    read = import_dataset(tmp_path / "o", format="yolo", size=size)
    sent, got = results.detections.to_pylist(), read.detections.to_pylist()
    assert len(got) == len(sent) - dropped
    assert dropped == 0
    names = ("x_center", "y_center", "width", "height")
    differ = 0
    for before, after in zip(sent, got, strict=True):
        assert before["frame_index"] == after["frame_index"]
        assert before["class_name"] == after["class_name"]
        differ += [after[n] for n in names] != pytest.approx([before[n] for n in names], rel=1e-12)
    assert differ == clipped
