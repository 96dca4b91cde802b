"""`vidresults evaluate`: a result against a dataset, in tables and pictures."""

import functools
import json

import pytest

from tests.support.truth import coco_truth, result, truth_of
from vidresults import export

CAR = {"box": (100, 100, 40, 40)}


@pytest.fixture
def run(vidresults, tmp_path):
    frames = {0: [{**CAR, "name": "vehicle"}], 5: None, 10: []}
    export(result(frames), tmp_path / "job", format="parquet")
    coco_truth(tmp_path, {0: [CAR], 5: [CAR], 10: [CAR]})

    return functools.partial(vidresults, "evaluate")


TRUTH = ("--truth", "truth.json", "--format", "coco")
MAPPED = (*TRUTH, "--class-map", "vehicle=car")


def test_measures_as_json_and_what_was_left_out(run):
    code, out, err = run("job", *MAPPED, "--json")
    assert code == 0
    rows = {(row["class_name"], row["measure"]): row["value"] for row in json.loads(out)}
    assert (rows["car", "recall"], rows["car", "precision"]) == (0.5, 1)
    assert rows[None, "samples_not_inferred"] == 1
    assert rows["bus", "AP"] is None
    assert "note: m: 1 frames were not inferred or failed: left out" in err


def test_the_other_tables_and_pictures(run, tmp_path):
    code, out, _ = run("job", *MAPPED, "--show", "confusion", "--plot", "a.png",
                       "--plot-confusion", "b.svg")  # fmt: skip
    assert code == 0
    assert [line.split()[3:6] for line in out.splitlines()[1:]] == [
        ["car", "car", "1"], ["car", "1", "0.5"]
    ]  # fmt: skip
    assert (tmp_path / "a.png").exists()
    assert (tmp_path / "b.svg").exists()
    assert run("job", *MAPPED, "--show", "curves", "--csv", "c.csv")[0] == 0
    assert len((tmp_path / "c.csv").read_text().splitlines()) == 1 + 10 * 101


def test_the_truth_may_be_a_folder_of_tables(run, tmp_path):
    (tmp_path / "t").mkdir()
    export(truth_of(tmp_path / "t", {0: [CAR]}), tmp_path / "tables", format="parquet")
    code, out, _ = run("job", "--truth", "tables", "--class-map", "vehicle=car", "--json",
                       "--class", "car", "--model", "m", "--align", "frame")  # fmt: skip
    rows = {(row["class_name"], row["measure"]): row for row in json.loads(out)}
    assert code == 0
    assert rows["car", "F1"]["value"] == 1
    assert rows["car", "F1"]["aligned_by"] == "frame"


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ([*TRUTH, "--class-map", "vehicle"], 2, "--class-map 'vehicle': expected NAME=VALUE"),
        ([*TRUTH, "--sigma", "nose=far"], 2, "--sigma 'nose=far': expected NAME=VALUE"),
        ([*TRUTH, "--class-map", "vehicle=van"], 1, "the truth has no class 'van'"),
        (["--truth", "truth.json"], 1, "is a COCO file"),
        (["--truth", "truth.json", "--format", "voc"], 1, "there is no format 'voc'"),
        ([*MAPPED, "--iou", "mask"], 1, "m: the truth has no masks: compare boxes"),
    ],
)
def test_what_is_wrong_is_said(run, words, code, said):
    found = run("job", *words)
    assert found[0] == code
    assert said in found[2]
