"""MOT text into tables: everything counts from 1 there, and from 0 here."""

import json

import pytest

from tests.support.documents import rows_of
from vidresults import import_dataset
from vidresults.errors import FormatError, VidResultsWarning

INFO = "[Sequence]\nname=s\nframeRate=25\nseqLength=4\nimWidth=640\nimHeight=360\n"
TRUTH = "1,7,11,21,30,40,1,1,0.5\n3,7,12,21,30,40,1,1,1\n3,8,1,1,4,4,0,12,1\n"


def sequence(folder, text=TRUTH, info=INFO, file="gt/gt.txt"):
    path = folder / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    if info:
        (folder / "seqinfo.ini").write_text(info)
    return folder


def test_frames_and_pixels_count_from_zero(tmp_path):
    found = import_dataset(sequence(tmp_path / "s"), format="mot")
    row = found.detections.to_pylist()[0]
    assert (row["frame_index"], row["tracker_id"], row["confidence"]) == (0, 7, None)
    assert (row["x_center"], row["y_center"]) == (10 + 15, 20 + 20)
    assert (row["class_name"], row["class_id"]) == ("pedestrian", 1)
    assert json.loads(row["extra"]) == {"visible_share": 0.5}


def test_seqinfo_tells_size_times_and_the_frames_with_nothing_on_them(tmp_path):
    found = import_dataset(sequence(tmp_path / "s"), format="mot")
    assert rows_of(found, "frames", "frame_index", "time_seconds") == [
        (0, 0.0), (1, 0.04), (2, 0.08), (3, 0.12)
    ]  # fmt: skip
    sizes = rows_of(found, "inferences", "state", "image_width", "image_height")
    assert set(sizes) == {("inferred", 640, 360)}


def test_what_does_not_count_says_so(tmp_path):
    row = import_dataset(sequence(tmp_path / "s"), format="mot").detections.to_pylist()[2]
    assert row["class_name"] == "reflection"
    assert json.loads(row["extra"]) == {"considered": 0, "visible_share": 1.0}


def test_pictures_tell_which_frames_were_looked_at(tmp_path):
    folder = sequence(tmp_path / "s")
    (folder / "img1").mkdir()
    for number in (1, 3, 4):
        (folder / "img1" / f"{number:06d}.jpg").write_bytes(b"")
    assert import_dataset(folder, format="mot").frames["frame_index"].to_pylist() == [0, 2, 3]


def test_without_both_only_frames_with_boxes_are_there_and_it_is_said(tmp_path):
    folder = sequence(tmp_path / "s", info=None)
    with pytest.warns(VidResultsWarning, match="1 frames between others have no box"):
        found = import_dataset(folder / "gt" / "gt.txt", format="mot", fps="30000/1001")
    assert rows_of(found, "frames", "frame_index", "time_seconds") == [
        (0, 0.0), (2, 2 * 1001 / 30000)
    ]  # fmt: skip
    assert found.inferences["image_width"].to_pylist() == [None, None]


def test_results_have_confidences_and_a_class_that_the_user_names(tmp_path):
    text = "1,-1,1,1,2,2,0.75,-1,-1,-1\n1,5,1,1,2,2,-1,-1,-1,-1\n1,6,1,1,2,2,4.5,-1,-1,-1\n"
    folder = sequence(tmp_path / "s", text, file="det/det.txt")
    found = import_dataset(folder, format="mot", classes=["car"])
    assert rows_of(found, "detections", "tracker_id", "confidence", "class_name", "extra") == [
        (None, 0.75, "car", None), (5, None, "car", None), (6, None, "car", '{"score":4.5}')
    ]  # fmt: skip
    assert set(import_dataset(folder, format="mot").detections["class_name"].to_pylist()) == {
        "object"
    }


def test_labels_beside_the_text_name_the_classes(tmp_path):
    folder = sequence(tmp_path / "s", "1,1,1,1,2,2,1,2,1\n")
    (folder / "gt" / "labels.txt").write_text("cat\ndog\n")
    assert import_dataset(folder, format="mot").detections["class_name"].to_pylist() == ["dog"]


def test_a_folder_of_sequences_is_several_sources(tmp_path):
    for name in ("one", "two"):
        sequence(tmp_path / name)
    found = import_dataset(tmp_path, format="mot")
    assert found.documents["source_id"].to_pylist() == ["one", "two"]
    assert found.frames.num_rows == 8


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("1,1,1,1,2\n", "line 1: found '1,1,1,1,2', expected frame,id,left"),
        ("1,1,1,1,2,2,1,1,1\n\n0,1,1,1,2,2,1,1,1\n", "line 3: found frame 0"),
        ("1,1,1,1,-2,2,1,1,1\n", "line 1: found a box of -2x2"),
        ("1,1,1,1,nan,2,1,1,1\n", "line 1: found"),
        ("1,1,1,1,2,2,1,1,1\n1,1,5,1,2,2,1,1,1\n", "line 2: id 1 stands twice on frame 1"),
        ("1,1,1,1,2,2,1,99,1\n", "line 1: found class 99, expected 1 to 13"),
    ],
)
def test_a_wrong_line_is_named(tmp_path, text, said):
    with pytest.raises(FormatError, match=said) as error:
        import_dataset(sequence(tmp_path / "s", text), format="mot")
    assert "gt.txt" in str(error.value)


def test_a_wrong_seqinfo_is_named(tmp_path):
    with pytest.raises(FormatError, match=r"seqinfo\.ini: expected frameRate"):
        import_dataset(sequence(tmp_path / "s", info="[Sequence]\nframeRate=0\n"), format="mot")
    (tmp_path / "empty").mkdir()
    with pytest.raises(FormatError, match="holds no sequence"):
        import_dataset(tmp_path / "empty", format="mot")


def test_a_list_tells_which_frames_were_looked_at(tmp_path):
    folder = sequence(tmp_path / "s")
    (folder / "sampled.txt").write_text("1\n3\n\n40\n")
    assert import_dataset(folder, format="mot").frames["frame_index"].to_pylist() == [0, 2, 39]
    (folder / "sampled.txt").write_text("1\n0\n")
    with pytest.raises(FormatError, match=r"sampled\.txt, line 2: found '0', expected the number"):
        import_dataset(folder, format="mot")


def test_an_exact_frame_rate_goes_before_its_decimal_number(tmp_path):
    folder = sequence(tmp_path / "s", info=INFO.replace("frameRate=25", "frameRate=30"))
    (folder / "source.ini").write_text("[Source]\nframeRateFraction=30000/1001\n")
    found = import_dataset(folder, format="mot")
    assert found.frames["time_seconds"].to_pylist()[3] == 3 * 1001 / 30000
