"""vidresults batch: what it says, prints and returns."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest

from tests.support.documents import detection, document, element, text_of
from vidresults.load import load


@pytest.fixture
def results(tmp_path):
    folder = tmp_path / "results"
    folder.mkdir()
    for number in range(4):
        content = text_of(document(element(detection(x=100 + number))))
        (folder / f"cam{number}.json").write_bytes(content)
    return folder


def convert(vidresults, results, *words, out="all"):
    return vidresults(
        "batch", "convert", f"{results}/*.json", "--out", out, "--workers", "0", *words
    )


def test_many_results_become_one_dataset(vidresults, results, tmp_path):
    code, stdout, stderr = convert(vidresults, results)
    assert (code, stdout) == (0, "")
    assert stderr.startswith(f"wrote {tmp_path / 'all'}: 4 done, 0 unchanged, 0 failed, in ")
    assert load(tmp_path / "all").documents.num_rows == 4
    code, _, stderr = vidresults(
        "batch", "convert", f"{results}/*.json", "--out", "all", "--workers", "0"
    )
    assert code == 0
    assert "0 done, 4 unchanged" in stderr
    _, _, stderr = convert(vidresults, results, "--again")
    assert "4 done, 0 unchanged" in stderr


def test_a_dataset_is_compacted(vidresults, results, tmp_path):
    convert(vidresults, results)
    before = load(tmp_path / "all").detections
    code, stdout, stderr = vidresults("batch", "compact", "all")
    assert (code, stdout) == (0, "")
    assert stderr.startswith(f"compacted {tmp_path / 'all'}: 4 sources taken in, 20 files (")
    assert len(list((tmp_path / "all" / "detections").iterdir())) == 1
    assert load(tmp_path / "all").detections.equals(before)
    assert "0 done, 4 unchanged" in convert(vidresults, results)[2]


def test_failures_are_named_and_the_code_is_1(vidresults, results, tmp_path):
    for number in range(12):
        (results / f"bad{number:02}.json").write_bytes(b"{")
    code, stdout, stderr = convert(vidresults, results, "--json")
    assert code == 1
    told = json.loads(stdout)
    assert (told["done"], len(told["failed"])) == (4, 12)
    assert told["failed"][0]["input"] == str(results / "bad00.json")
    lines = stderr.splitlines()
    assert "4 done, 0 unchanged, 12 failed" in lines[0]
    named = [line for line in lines if line.startswith("failed: ")]
    assert len(named) == 10
    assert named[0].startswith(f"failed: {results / 'bad00.json'}, byte ")
    assert any(line.startswith("and 2 more: `vidresults batch manifest ") for line in lines)
    code, stdout, _ = vidresults("batch", "manifest", "all", "--state", "failed", "--json")
    assert code == 0
    assert len(json.loads(stdout)) == 12
    code, stdout, _ = vidresults("batch", "manifest", "all", "--state", "done", "--csv", "done.csv")
    assert code == 0
    assert (tmp_path / "done.csv").read_text().count("cam") >= 4


def test_a_format_makes_a_file_for_each(vidresults, results, tmp_path):
    code, _, stderr = convert(vidresults, results, "--to", "srt", "--class", "car", out="srt")
    assert (code, "4 done" in stderr) == (0, True)
    assert len(list((tmp_path / "srt").glob("cam*.srt"))) == 4


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (["convert", "none/*.json", "--out", "x"], "no file is called so"),
        (["convert", "results/*.json", "--out", "x", "--to", "nothing"], "there is no format"),
        (["manifest", "results"], "holds no manifest of a batch"),
        (["submit", "none/*.mp4", "--out", "x", "--model", "a/1", "--infer-fps", "5"],
         "no file is called so"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_one_line(vidresults, results, tmp_path, words, problem):
    assert results
    code, stdout, stderr = vidresults("batch", *words)
    assert (code, stdout) == (1, "")
    assert problem in stderr
    assert len(stderr.splitlines()) == 1
    assert not (tmp_path / "x").exists()


def test_ctrl_c_leaves_a_batch_to_go_on_with(results, tmp_path):
    for number in range(300):
        (results / f"more{number:03}.json").write_bytes((results / "cam0.json").read_bytes())
    words = ["batch", "convert", f"{results}/*.json", "--out", str(tmp_path / "all"),
             "--workers", "2"]  # fmt: skip
    command = [sys.executable, "-m", "vidresults", *words]
    started = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, start_new_session=True)
    while not list((tmp_path / "all" / "_manifest" / "rows").glob("*.json")):
        time.sleep(0.01)
    os.killpg(started.pid, signal.SIGINT)  # as a terminal does: to the workers too
    _, stderr = started.communicate(timeout=60)
    assert started.returncode == 130
    assert [line for line in stderr.splitlines() if line] == [
        "what is done is kept: the same command goes on",
        "interrupted",
    ]
    ended = subprocess.run(command, capture_output=True, text=True, check=True)
    done = load(tmp_path / "all").documents.num_rows
    assert done == 304
    assert not ended.stderr.startswith(f"wrote {tmp_path / 'all'}: 304 done")
