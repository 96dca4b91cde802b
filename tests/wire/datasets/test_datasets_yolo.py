"""YOLO labels into tables: shares of the picture become pixels."""

import json

import pytest
from PIL import Image

from tests.support.documents import rows_of
from vidresults import import_dataset
from vidresults.errors import FormatError, VidResultsWarning

NAMES = "names: {0: car, 1: bus}\n"


def dataset(folder, labels, *, about=NAMES, pictures=True, size=(640, 360)):
    for name, text in labels.items():
        label = folder / "labels" / "train" / f"{name}.txt"
        label.parent.mkdir(parents=True, exist_ok=True)
        label.write_text(text)
        if pictures:
            picture = folder / "images" / "train" / f"{name}.png"
            picture.parent.mkdir(parents=True, exist_ok=True)
            Image.new("L", size).save(picture)
    if about:
        (folder / "data.yaml").write_text(about)
    return folder


def test_shares_of_the_picture_become_pixels(tmp_path):
    found = import_dataset(dataset(tmp_path, {"s_000006": "1 0.5 0.25 0.125 0.5\n"}), format="yolo")
    row = found.detections.to_pylist()[0]
    assert (row["x_center"], row["y_center"], row["width"], row["height"]) == (320, 90, 80, 180)
    assert (row["class_name"], row["class_id"], row["confidence"]) == ("bus", 1, None)
    assert (row["frame_index"], row["time_seconds"]) == (6, None)
    assert rows_of(found, "inferences", "image_width", "image_height") == [(640, 360)]
    assert rows_of(found, "classes", "class_id", "class_name", "declared") == [
        (0, "car", True), (1, "bus", True)
    ]  # fmt: skip


def test_an_empty_file_is_nothing_and_no_file_is_not_annotated(tmp_path):
    folder = dataset(tmp_path, {"s_0": "", "s_5": ""})
    (folder / "labels" / "train" / "s_5.txt").unlink()
    with pytest.warns(VidResultsWarning, match="1 pictures have no label file"):
        found = import_dataset(folder / "data.yaml", format="yolo", fps=25)
    assert rows_of(found, "inferences", "frame_index", "time_seconds", "state") == [
        (0, 0.0, "inferred"), (5, 0.2, "not_inferred")
    ]  # fmt: skip


def test_outlines_and_confidences(tmp_path):
    text = "0 0 0 0.5 0 0.5 1\n0 0 0 0.5 0 0.5 1 0.75\n0 0.5 0.5 1 1 0.25\n"
    found = import_dataset(dataset(tmp_path, {"1": text}, size=(64, 48)), format="yolo")
    first, second, third = found.detections.to_pylist()
    assert first["polygons"] == [[{"x": 0, "y": 0}, {"x": 32, "y": 0}, {"x": 32, "y": 48}]]
    assert (first["x_center"], first["width"], first["height"]) == (16, 32, 48)
    assert (first["confidence"], second["confidence"], third["confidence"]) == (None, 0.75, 0.25)


def test_poses_leave_out_what_nobody_saw(tmp_path):
    about = NAMES + "kpt_shape: [2, 3]\nkpt_names: {0: [nose, tail]}\n"
    folder = dataset(
        tmp_path, {"1": "0 0.5 0.5 1 1 0.25 0.5 2 0 0 0\n"}, about=about, size=(64, 48)
    )
    row = import_dataset(folder, format="yolo").detections.to_pylist()[0]
    assert row["keypoints"] == [
        {"x": 16, "y": 24, "confidence": None, "class_id": 0, "class_name": "nose"}
    ]
    assert json.loads(row["extra"]) == {"visibility": [2, 0]}


def test_without_pictures_the_size_is_needed(tmp_path):
    folder = dataset(tmp_path, {"1": "0 0.5 0.5 1 1\n"}, pictures=False)
    with pytest.raises(FormatError, match=r"1.txt, line 1: has no picture beside it.*--size"):
        import_dataset(folder, format="yolo")
    found = import_dataset(folder, format="yolo", size=(100, 50))
    assert found.detections["x_center"].to_pylist() == [50]


def test_a_picture_stored_on_its_side_is_as_large_as_it_is_shown(tmp_path):
    folder = dataset(tmp_path, {"1": "0 0.5 0.5 1 1\n"}, pictures=False)
    exif = Image.Exif()
    exif[0x0112] = 6
    (folder / "images" / "train").mkdir(parents=True)
    Image.new("RGB", (40, 20)).save(folder / "images" / "train" / "1.jpg", exif=exif)
    found = import_dataset(folder, format="yolo")
    assert rows_of(found, "detections", "width", "height") == [(20, 40)]


def test_names_may_stand_in_a_list_beside_the_labels(tmp_path):
    folder = dataset(tmp_path, {"1": "1 0.5 0.5 1 1\n"}, about=None)
    with pytest.raises(FormatError, match="has no names of classes"):
        import_dataset(folder, format="yolo")
    assert import_dataset(folder, format="yolo", classes=["a", "b"]).detections[
        "class_name"
    ].to_pylist() == ["b"]
    (folder / "classes.txt").write_text("x\ny\n")
    found = import_dataset(folder, format="yolo")
    assert found.detections["class_name"].to_pylist() == ["y"]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("7 0.5 0.5 1 1", "found class 7, expected one of the 2 named"),
        ("car 0.5 0.5 1 1", "found 'car 0.5 0.5 1 1', expected a class number"),
        ("0 0.5 0.5", "found 3 numbers"),
        ("0 0.5 0.5 -1 1", "expected none below 0"),
        ("0 0.5 0.5 1 1 1.5", "expected a confidence from 0 to 1"),
    ],
)
def test_a_wrong_row_is_named(tmp_path, line, said):
    with pytest.raises(FormatError, match=said) as error:
        import_dataset(dataset(tmp_path, {"1": f"\n{line}\n"}), format="yolo")
    assert "1.txt, line 2" in str(error.value)


def test_a_folder_without_labels_is_told(tmp_path):
    (tmp_path / "data.yaml").write_text(NAMES)
    with pytest.raises(FormatError, match="holds no labels"):
        import_dataset(tmp_path, format="yolo")


def test_a_data_yaml_may_lie_elsewhere(tmp_path):
    dataset(tmp_path / "set", {"1": "0 0.5 0.5 1 1\n"}, about=None)
    (tmp_path / "about").mkdir()
    (tmp_path / "about" / "data.yaml").write_text(NAMES + "path: ../set\n")
    found = import_dataset(tmp_path / "about" / "data.yaml", format="yolo")
    assert found.detections["class_name"].to_pylist() == ["car"]


@pytest.mark.parametrize("row", ["0 0.5 0.5 0.2 0.2 7", "0 0.5 0.5 0.2 0.2 0.9 7"])
def test_a_track_is_not_taken_for_a_point_or_a_confidence(tmp_path, row):
    (tmp_path / "labels").mkdir()
    (tmp_path / "labels" / "a_1.txt").write_text(row + "\n")
    with pytest.raises(FormatError, match=r"line 1.*ends in 7.*--from ultralytics"):
        import_dataset(tmp_path, format="yolo", size=(64, 32), classes=["car"])
