"""`vidresults search` and `vidresults choose`, and the list that convert takes."""

import csv
import json

import cv2
import pytest

from tests.support.documents import detection, document, element, text_of


@pytest.fixture
def run(vidresults, tmp_path):
    """Run a command; returns its exit code, standard output and standard error.

    job.json has boxes and vectors on the frames 0, 5, 10 and 15: no doubt, one doubt, not
    inferred, half a doubt elsewhere; to the right, up, none, nearly up.
    """
    boxes = [
        element(detection(confidence=0.9)),
        element(detection(confidence=0.5)),
        None,
        element(detection(confidence=0.625, x=600.0)),
    ]
    clip = [[1.0, 0.0], [0.0, 2.0], None, [0.1, 1.0]]
    (tmp_path / "job.json").write_bytes(text_of(document(*boxes, clip=clip)))
    (tmp_path / "bare.json").write_bytes(text_of(document(*boxes)))
    (tmp_path / "text.json").write_text("[0, 1]")

    return vidresults


def test_hits_as_a_table_and_what_has_no_vector_is_said(run):
    code, out, err = run("search", "job.json", "--like-frame", "5", "--count", "1")
    assert code == 0
    head, hit = out.splitlines()
    assert head.split()[:4] == ["source_id", "model", "asked", "rank"]
    assert " 15 " in hit
    assert "model 'clip': 1 samples were not inferred" in err


@pytest.mark.parametrize(
    ("words", "frames"),
    [
        (("--vector", "text.json"), [5, 15, 0]),
        (("--vector", "text.json", "--apart", "0.5"), [5]),
        (("--outliers", "--neighbours", "1"), [0, 5, 15]),
        (("--like-frame", "0", "--count", "1"), [15]),
        (("--outliers", "--every", "--model", "clip"), [0, 5, 10, 15]),
    ],
)
def test_programs_get_json(run, words, frames):
    code, out, _ = run("search", "job.json", *words, "--json")
    assert code == 0
    assert [row["frame_index"] for row in json.loads(out)] == frames


def test_csv_and_a_picture(run, tmp_path):
    code, out, err = run("search", "job.json", "--outliers", "--csv", "a.csv", "--plot", "a.png")
    assert (code, out) == (0, "")
    with (tmp_path / "a.csv").open(newline="") as file:
        assert [row["rank"] for row in csv.DictReader(file)] == ["1", "2", "3"]
    assert "wrote a.csv (3 rows)" in err
    assert cv2.imread(str(tmp_path / "a.png")).shape == (700, 1200, 3)


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["search", "job.json"], 2, "give one of --like-frame, --vector and --outliers"),
        (["search", "job.json", "--like-frame", "5", "--outliers"], 2, "give one of"),
        (["search", "job.json", "--like-frame", "10"], 1, "the nearest that have one are 5 and 15"),
        (["search", "job.json", "--vector", "none.npy"], 1, "none.npy: cannot be read"),
        (["search", "bare.json", "--outliers"], 1, "there are no vectors in the results"),
        (["choose", "bare.json", "--count", "1", "--distances", "vectors"], 1, "no vectors"),
        (["choose", "job.json"], 2, "Missing option '--count'"),
        (["choose", "job.json", "--count", "1", "--out", "a.csv"], 1, "is a .txt or a .json"),
        (["choose", "job.json", "--count", "1", "--out", "job.json"], 1, "is an input"),
        (["choose", "job.json", "--count", "1", "--model", "clip"], 1, "choose by 'diverse'"),
        (["convert", "job.json", "--to", "csv", "--out", "a.csv", "--frames", "job.mp4"], 1,
         "job.mp4: cannot be read"),
    ],
)  # fmt: skip
def test_mistakes_are_one_line(run, words, code, said):
    found, out, err = run(*words)
    assert (found, out) == (code, "")
    assert said in err.splitlines()[-1]
    assert len(err.splitlines()) == (1 if code == 1 else 4)


def test_what_is_chosen_is_what_convert_takes(run, tmp_path):
    words = ("choose", "bare.json", "--count", "2", "--by", "uncertain", "--apart", "0.4")
    code, out, err = run(*words, "--out", "list.txt", "--json", "--plot", "a.png")
    assert code == 0
    assert [row["frame_index"] for row in json.loads(out)] == [5, 15]
    assert err.splitlines()[0] == "wrote list.txt (2 frames)"
    assert (tmp_path / "list.txt").read_text() == "5\n15\n"
    assert cv2.imread(str(tmp_path / "a.png")).shape == (700, 1200, 3)

    code, _, err = run(
        "convert", "bare.json", "--to", "csv", "--out", "boxes.csv", "--frames", "list.txt"
    )
    assert code == 0
    with (tmp_path / "boxes.csv").open(newline="") as file:
        assert [row["frame_index"] for row in csv.DictReader(file)] == ["5", "15"]


def test_what_choose_prints_is_a_list_too(run, tmp_path):
    _, out, _ = run("choose", "bare.json", "--count", "1", "--json")
    (tmp_path / "rows.json").write_text(out)
    code, _, _ = run(
        "convert", "bare.json", "--to", "csv", "--out", "boxes.csv", "--frames", "rows.json"
    )
    assert code == 0
    with (tmp_path / "boxes.csv").open(newline="") as file:
        assert [row["frame_index"] for row in csv.DictReader(file)] == ["5"]


def test_fewer_than_were_asked_for_are_said(run):
    code, _, err = run("choose", "bare.json", "--count", "3", "--by", "uncertain", "--apart", "0")
    assert code == 0
    assert ": 2 of 3 frames; all others are too near in time (--apart)" in err


@pytest.mark.parametrize(
    ("words", "frames"),
    [
        (("--apart", "0", "--threshold", "0.9", "--by", "uncertain"), [0]),
        (("--apart", "0", "--threshold", "0.7", "--margin", "0.5", "--by", "uncertain"), [15, 0]),
        (("--apart", "0", "--alike", "0", "--by", "diverse", "--distances", "scenes"), [0, 15, 5]),
        (("--apart", "0", "--by", "diverse"), [0, 5]),
        (("--apart", "0", "--alike", "0", "--by", "uncertain", "--not-inferred"), [5, 15, 10]),
        (("--apart", "0", "--every"), [0, 5, 10, 15]),
        (("--class", "car", "--start", "0.5", "--by", "uncertain"), [15]),
    ],
)
def test_options_of_choose(run, words, frames):
    code, out, _ = run("choose", "job.json", "--count", "3", *words, "--json")
    assert code == 0
    assert [row["frame_index"] for row in json.loads(out)] == frames
