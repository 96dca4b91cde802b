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
