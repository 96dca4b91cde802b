"""Parts of a dataset: no neighbours on both sides, nothing by chance."""

from __future__ import annotations

import json

import pytest
import yaml

from tests.support.truth import result
from vidresults.errors import SelectionError
from vidresults.export import export
from vidresults.results import concat

BOX = {"box": (10, 10, 20, 20)}


def video(name, count=100, step=5):
    """Sampled 5 times a second; on every tenth sample is another class."""
    boxes = [[BOX | ({"name": "bus", "class_id": 1} if i % 10 == 5 else {})] for i in range(count)]
    return result({step * i: seen for i, seen in enumerate(boxes)}, source_id=name)


def frames(folder, name="v"):
    """The frame numbers of every part, by the names of the labels."""
    return {
        part.name: sorted(
            int(path.stem.rpartition("_")[2])
            for path in (part / "labels").iterdir()
            if path.stem.startswith(f"{name}_")
        )
        for part in folder.iterdir()
        if part.is_dir()
    }


def test_blocks_of_time_a_second_apart(tmp_path):
    export(video("v"), tmp_path / "out", format="yolo", split=(0.8, 0.1, 0.1))
    parts = frames(tmp_path / "out")
    # 100 samples every 0.2 s: borders before samples 80 and 90; the last before a border is
    # sample 79 (frame 395), and a second later is sample 84 (frame 420).
    assert parts["train"] == list(range(0, 400, 5))
    assert parts["valid"] == list(range(420, 450, 5))
    assert parts["test"] == list(range(470, 500, 5))


def test_at_least_one_sample_lies_between_two_parts(tmp_path):
    slow = video("v", count=10, step=250)  # every ten seconds
    export(slow, tmp_path / "out", format="yolo", split=(0.5, 0.5))
    parts = frames(tmp_path / "out")
    assert parts == {"train": [0, 250, 500, 750, 1000], "valid": [1500, 1750, 2000, 2250]}


def test_videos_stay_whole(tmp_path):
    source = concat([video(name, count=6) for name in "abcdefghij"])
    export(source, tmp_path / "out", format="yolo", split=(0.8, 0.1, 0.1), split_by="video")
    held = [
        {path.stem.rpartition("_")[0] for path in (tmp_path / "out" / part / "labels").iterdir()}
        for part in ("train", "valid", "test")
    ]
    assert [len(names) for names in held] == [8, 1, 1]
    assert set.union(*held) == set("abcdefghij")
    assert sum(len(frames(tmp_path / "out", name)["train"]) for name in "abcdefghij") == 48


def test_fewer_videos_than_parts_are_refused(tmp_path):
    with pytest.raises(SelectionError, match="1 videos cannot be split into 2 parts: split by"):
        export(video("v"), tmp_path / "o", format="yolo", split=(0.8, 0.2), split_by="video")
    assert list(tmp_path.iterdir()) == []


def test_all_parts_have_the_same_classes(tmp_path):
    source = video("v", count=20)
    export(source, tmp_path / "out", format="coco", split=(0.2, 0.8))
    lists = [
        json.loads((tmp_path / "out" / part / "annotations.json").read_text())["categories"]
        for part in ("train", "valid")
    ]
    assert lists[0] == lists[1]
    assert [entry["name"] for entry in lists[0]] == ["car", "bus"]


def test_one_data_yaml_names_the_pictures_of_all_parts(tmp_path):
    report = export(video("v"), tmp_path / "out", format="yolo", split=(0.8, 0.1, 0.1))
    about = yaml.safe_load((tmp_path / "out/data.yaml").read_text())
    assert {key: about[key] for key in ("train", "val", "test")} == {
        "train": "train/images",
        "val": "valid/images",
        "test": "test/images",
    }
    assert [p.name for p in (tmp_path / "out").rglob("data.yaml")] == ["data.yaml"]
    assert "sampled frames: 80 train, 6 valid, 6 test, 8 between the parts left out" in report.notes
    assert not any("same pictures" in note for note in report.notes)


@pytest.mark.parametrize("shares", [(1,), (0, 1, 0), (0.5, -0.5), (0.4, 0.3, 0.2, 0.1)])
def test_shares_that_are_none_are_refused(shares, tmp_path):
    with pytest.raises(SelectionError, match="expected shares of train, valid and test"):
        export(video("v"), tmp_path / "out", format="yolo", split=shares)


def test_a_table_has_no_parts(tmp_path):
    with pytest.raises(SelectionError, match="'csv' is no dataset of pictures"):
        export(video("v"), tmp_path / "out.csv", format="csv", split=(0.8, 0.2))
