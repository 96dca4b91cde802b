"""`vidresults import`: a dataset becomes a folder of tables."""

import pytest

from vidresults import load


@pytest.fixture
def run(vidresults):
    return vidresults


@pytest.fixture
def labels(tmp_path):
    (tmp_path / "set" / "labels").mkdir(parents=True)
    (tmp_path / "set" / "labels" / "a.txt").write_text("0 0.5 0.5 1 1\n")
    (tmp_path / "set" / "labels" / "b.txt").write_text("")
    (tmp_path / "names.txt").write_text("car\n")


@pytest.mark.usefixtures("labels")
def test_every_option_reaches_the_tables(run):
    code, out, err = run(
        "import", "set", "--from", "yolo", "--out", "truth", "--model", "people", "--source-id",
        "street", "--stride", "6", "--fps", "25", "--size", "640x360", "--classes", "names.txt",
    )  # fmt: skip
    assert (code, out, err) == (0, "", "wrote truth (parquet)\n")
    found = load("truth")
    row = found.detections.to_pylist()[0]
    assert (row["source_id"], row["model"], row["class_name"]) == ("street", "people", "car")
    assert (row["width"], row["height"], row["confidence"]) == (640, 360, None)
    assert found.frames["time_seconds"].to_pylist() == [0, 0.24]
    assert found.documents["kind"].to_pylist() == ["yolo"]


@pytest.mark.usefixtures("labels")
@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["set", "--from", "voc", "--out", "t"], 1, "there is no format 'voc'; there are coco"),
        (["no", "--from", "yolo", "--out", "t"], 1, "error: no: no such file or folder"),
        (["set", "--from", "yolo", "--out", "t", "--size", "5"], 2, "no size such as 1920x1080"),
        (["set", "--from", "yolo", "--out", "t", "--size", "0x5"], 1, "size is (0, 5)"),
        (["set", "--from", "yolo", "--out", "t", "--fps", "0"], 1, "fps is '0'"),
        (["names.txt", "--from", "coco", "--out", "t"], 1, "names.txt: is not JSON"),
    ],
)
def test_what_cannot_be_read_is_said_in_one_line(run, tmp_path, words, code, said):
    found = run("import", *words)
    assert found[:2] == (code, "")
    assert said in found[2]
    assert not (tmp_path / "t").exists()
    if code == 1:
        assert found[2].count("\n") == 1
