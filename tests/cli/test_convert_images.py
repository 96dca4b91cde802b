"""`vidresults convert --images`, on the sample that everybody has."""

from __future__ import annotations

from pathlib import Path

import vidresults as vr

SAMPLE = Path(vr.__file__).parents[1] / "sample_data"


def test_a_dataset_for_trainers_in_one_command(vidresults, tmp_path):
    code, _, err = vidresults(
        "convert", SAMPLE / "street_detection.json", "--video", SAMPLE / "street.mp4",
        "--to", "yolo", "--images", "copy", "--image-quality", 80, "--out", "set",
    )  # fmt: skip
    assert code == 0, err
    assert "JPEG of quality 80" in err
    names = [{p.stem for p in (tmp_path / "set" / n).iterdir()} for n in ("images", "labels")]
    assert names[0] == names[1] != set()


def test_labels_alone_say_how_to_get_the_pictures(vidresults):
    code, _, err = vidresults(
        "convert", SAMPLE / "street_detection.json", "--to", "voc", "--out", "set"
    )
    assert code == 0, err
    assert "put the pictures beside them, in JPEGImages" in err
    assert "--images copy" in err


def test_parts_for_training_by_one_option(vidresults, tmp_path):
    code, _, err = vidresults(
        "convert", SAMPLE / "street_detection.json", "--to", "coco", "--split", "0.8/0.1/0.1",
        "--out", "set",
    )  # fmt: skip
    assert code == 0, err
    assert sorted(path.name for path in (tmp_path / "set").iterdir()) == ["test", "train", "valid"]


def test_a_split_that_is_none_is_wrong_usage(vidresults):
    code, _, err = vidresults("convert", "r.json", "--to", "coco", "--split", "80%", "--out", "s")
    assert code == 2
    assert "'80%': expected shares such as 0.8/0.1/0.1" in err


def test_crops_and_png_by_two_options(vidresults, tmp_path):
    code, _, err = vidresults(
        "convert", SAMPLE / "street_detection.json", "--video", SAMPLE / "street.mp4", "--to",
        "crops", "--images", "copy", "--image-format", "png", "--out", "set",
    )  # fmt: skip
    assert code == 0, err
    assert "pictures are PNG" in err
    lines = (tmp_path / "set/metadata.jsonl").read_text().splitlines()
    assert len(list((tmp_path / "set").rglob("*.png"))) == len(lines) > 0


def test_a_quality_of_png_is_one_line(vidresults, tmp_path):
    code, _, err = vidresults(
        "convert", SAMPLE / "street_detection.json", "--video", SAMPLE / "street.mp4", "--to",
        "coco", "--images", "copy", "--image-format", "png", "--image-quality", 9, "--out", "set",
    )  # fmt: skip
    assert code == 1
    assert "a quality is of JPEG, and image_format='png'" in err
    assert not (tmp_path / "set").exists()


def test_folders_of_pictures_by_class(vidresults, tmp_path):
    code, _, err = vidresults(
        "convert", SAMPLE / "street_detection.json", "--video", SAMPLE / "street.mp4", "--to",
        "yolo", "--task", "classify", "--images", "copy", "--out", "set",
    )  # fmt: skip
    assert code == 0, err
    assert [path.name for path in (tmp_path / "set").iterdir()] == ["train"]
    assert list((tmp_path / "set/train").rglob("*.jpg"))
