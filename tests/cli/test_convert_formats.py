"""Options of single formats on the command line."""

from __future__ import annotations

import json

import pytest

from tests.support.sources import box, document, element

SQUARE = [{"x": 16.0, "y": 12.0}, {"x": 32.0, "y": 12.0}, {"x": 32.0, "y": 24.0}]


@pytest.fixture
def convert(vidresults, tmp_path):
    """Convert one frame with these boxes; the words said, the code before them."""

    def run(boxes, *words):
        (tmp_path / "r.json").write_text(json.dumps(document(m=[element(*boxes)])))
        code, _, err = vidresults("convert", "r.json", *words)
        return code, err

    return run


def test_the_task_and_confidences_of_yolo(convert, tmp_path):
    sides = box(x=32.0, y=12.0, width=16.0, height=12.0, points=SQUARE)
    code, err = convert(
        [sides], "--to", "yolo", "--out", "o", "--task", "detect", "--save-conf"
    )  # fmt: skip
    assert code == 0, err
    (label,) = (tmp_path / "o/labels").iterdir()
    assert label.read_text() == "0 0.5 0.25 0.25 0.25\n"
    (scored,) = (tmp_path / "o/predictions").iterdir()
    assert scored.read_text() == "0 0.5 0.25 0.25 0.25 0.8125\n"


def test_a_task_that_the_boxes_do_not_serve_is_one_line(convert, tmp_path):
    code, err = convert([box()], "--to", "yolo", "--out", "o", "--task", "pose")
    assert code == 1
    assert "task 'pose': 0 of 1 boxes have keypoints" in err
    assert not (tmp_path / "o").exists()


def test_clipped_boxes_are_told(convert, tmp_path):
    over = box(x=64.0, y=48.0, width=20.0, height=10.0)
    code, err = convert([over], "--to", "coco", "--out", "a.json", "--clip")
    assert code == 0, err
    assert "note: 1 boxes were clipped to their pictures" in err
    (found,) = json.loads((tmp_path / "a.json").read_text())["annotations"]
    assert found["bbox"] == [54, 43, 10, 5]


def test_formulas_become_text(convert, tmp_path):
    boxes = [box(**{"class": "=1+1"})]
    code, err = convert(boxes, "--to", "csv", "--out", "a.csv")
    assert "note: 1 cells begin with = + - @" in err
    code, err = convert(boxes, "--to", "csv", "--out", "a.csv", "--csv-safe")
    assert code == 0, err
    assert "'=1+1" in (tmp_path / "a.csv").read_text()


def test_formulas_in_tables_of_analytics_are_told(convert, vidresults):
    convert([box(**{"class": "@x"})], "--to", "csv", "--out", "a.csv")
    code, _, err = vidresults("stats", "r.json", "--csv", "counts.csv")
    assert code == 0, err
    assert "note: 1 cells begin with = + - @" in err


def test_the_columns_of_kitti(convert, tmp_path):
    words = ("--to", "kitti", "--out", "o", "--track-ids", "--omit-scores")
    code, err = convert([box(tracker_id=7)], *words)
    assert code == 0, err
    (label,) = (tmp_path / "o/label_2").iterdir()
    columns = label.read_text().split()
    assert (columns[:2], len(columns)) == (["car", "7"], 16)


def test_the_size_of_shards(convert, tmp_path):
    code, err = convert([box()], "--to", "tfrecord", "--out", "o", "--shard-size", "5")
    assert code == 0, err
    assert (tmp_path / "o/data.tfrecord-00000-of-00001").exists()
    code, err = convert([box()], "--to", "webdataset", "--out", "w", "--shard-size", "0")
    assert code == 2
    assert "0 is not in the range x>=1" in err
