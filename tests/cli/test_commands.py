"""The commands: what they print, what they make, how they end."""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

import vidresults
from tests.support.sources import box, document, element
from vidresults.cli import main
from vidresults.load import load


@pytest.fixture
def run(monkeypatch, capsys):
    """Run a command line; returns its exit code, standard output and standard error."""

    def call(*words, stdin=None):
        monkeypatch.setattr("sys.argv", ["vidresults", *map(str, words)])
        if stdin is not None:
            monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(stdin)))
        code = 0
        try:
            main()
        except SystemExit as stop:
            code = stop.code
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return call


@pytest.fixture
def result(tmp_path):
    path = tmp_path / "job.json"
    sent = element(box(), box(confidence=0.4, class_id=1, **{"class": "bus"}))
    path.write_text(json.dumps(document(m=[sent, None, element()])))
    return path


def test_info_tells_the_facts_of_a_real_result(run, real_data):
    code, out, _ = run("info", real_data / "results" / "pallet_5fps.json", "--json")
    said = json.loads(out)
    assert code == 0
    assert (said["sampled_frames"], said["detections"], said["video_fps"]) == (195, 1098, 25.0)
    assert (said["width"], said["height"], said["infer_fps"]) == (1920, 1080, 5.0)
    assert [model["model"] for model in said["models"]] == ["pallet-unicd-k2rg0"]
    assert f"{said['models'][0]['lowest_confidence']:.5f}" == "0.40009"
    _, words, _ = run("info", real_data / "results" / "pallet_5fps.json")
    assert "lowest confidence 0.40009 (nothing under 0.40: the server's default)" in words


def test_info_names_the_documents_of_a_wrapped_file(run, real_data):
    path = real_data / "results" / "forklift_two_jobs_wrapped_5fps.json"
    code, out, _ = run("info", path, "--json")
    documents = json.loads(out)["documents"]
    assert code == 0
    counts = {name: said["detections"] for name, said in documents.items()}
    assert counts == {"forklift_detections": 274, "pallet_detections": 1098}
    one = json.loads(run("info", path, "--json", "--document", "forklift_detections")[1])
    assert (one["detections"], one["models"][0]["empty_frames"]) == (274, 12)


def test_info_keeps_empty_frames_and_frames_not_inferred_apart(run, result):
    said = json.loads(run("info", result, "--json")[1])["models"][0]
    assert said["states"] == {"inferred": 2, "not_inferred": 1, "failed": 0}
    assert said["empty_frames"] == 1
    assert said["classes"] == {"car": 1, "bus": 1}


def test_a_result_can_come_from_standard_input_and_packed(run, result, tmp_path):
    packed = gzip.compress(result.read_bytes())
    code, out, _ = run("info", "-", "--json", stdin=packed)
    assert (code, json.loads(out)["detections"]) == (0, 2)
    assert run("convert", "-", "--to", "csv", "--out", tmp_path / "o.csv", stdin=packed)[0] == 0


@pytest.mark.parametrize(
    ("options", "left"),
    [
        ((), ["car", "bus"]),
        (("--class", "bus"), ["bus"]),
        (("--min-confidence", "0.5"), ["car"]),
        (("--start", "0.1"), []),
        (("--end", "0.1"), ["car", "bus"]),
        (("--model", "m"), ["car", "bus"]),
    ],
)
def test_convert_keeps_what_was_asked_for(run, result, tmp_path, options, left):
    code, _, said = run("convert", result, "--to", "csv", "--out", tmp_path / "o.csv", *options)
    assert (code, "wrote" in said) == (0, True)
    with (tmp_path / "o.csv").open(newline="") as file:
        assert [row["class_name"] for row in csv.DictReader(file)] == left


def test_convert_says_what_is_lost_and_strict_refuses(run, result, tmp_path):
    out = tmp_path / "o.csv"
    assert (
        "csv keeps no frames without a box (2)"
        in run("convert", result, "--to", "csv", "--out", out)[2]
    )
    out.unlink()
    code, _, said = run("convert", result, "--to", "csv", "--out", out, "--strict")
    assert (code, out.exists()) == (1, False)
    assert said.startswith("error: csv cannot keep frames without a box (2): a row is a box")


def test_a_format_that_holds_nothing_of_it_gives_a_valid_empty_dataset(run, tmp_path):
    path = tmp_path / "clip.json"
    path.write_text(json.dumps(document(clip=[[0.5, 0.25]])))
    code, _, said = run("convert", path, "--to", "coco", "--out", tmp_path / "o.json")
    assert code == 0
    assert "coco keeps no embeddings (1)" in said
    assert json.loads((tmp_path / "o.json").read_text())["annotations"] == []


def test_several_results_make_one_dataset_and_each_takes_its_video(run, result, tmp_path):
    other = tmp_path / "other.json"
    other.write_text(json.dumps(document(m=[element(box(), box())])))
    code, _, _ = run("convert", result, other, "--to", "parquet", "--out", tmp_path / "many")
    assert code == 0
    assert load(tmp_path / "many").facts.rows["detections"] == 4
    code, _, said = run("convert", result, other, "--to", "csv", "--out", "x", "--video", "v.mp4")
    assert (code, "one for each" in said) == (2, True)


def test_the_video_gives_the_frames_their_own_times(run, tmp_path):
    sample, video = vidresults.sample_result(), vidresults.sample_video()
    run("convert", sample, "--to", "parquet", "--out", tmp_path / "o", "--video", video)
    frames = load(tmp_path / "o").frames
    assert frames["video_time_seconds"].to_pylist()[:3] == [0.0, 0.2, 0.4]
    document_row = load(tmp_path / "o").documents.to_pylist()[0]
    assert (document_row["video_fps_numerator"], document_row["video_fps_denominator"]) == (25, 1)


def test_a_video_that_does_not_fit_is_an_error(run, result, tmp_path):
    video = vidresults.sample_video()
    code, _, said = run("convert", result, "--to", "csv", "--out", tmp_path / "o", "--video", video)
    assert (code, "aspect ratios differ" in said) == (1, True)


@pytest.mark.parametrize("text", ["names: [car, bus]", "names: {0: car, 1: bus}"])
def test_a_class_list_is_a_data_yaml_or_plain_text(run, result, tmp_path, text):
    for name, content in (("data.yaml", text), ("names.txt", "car\nbus\n")):
        (tmp_path / name).write_text(content)
        out = tmp_path / "o.json"
        words = ("--to", "coco", "--out", out, "--classes", tmp_path / name)
        assert run("convert", result, *words)[0] == 0
        categories = json.loads(out.read_text())["categories"]
        assert [(c["id"], c["name"]) for c in categories] == [(1, "car"), (2, "bus")]


def test_merge_makes_two_jobs_two_models_of_one_result(run, real_data, tmp_path):
    wrapped = real_data / "results" / "forklift_two_jobs_wrapped_5fps.json"
    parts = [f"{wrapped}#forklift_detections", f"{wrapped}#pallet_detections"]
    assert run("merge", *parts, "--out", tmp_path / "both")[0] == 0
    merged = load(tmp_path / "both")
    assert merged.facts.models == ["forklift-i3vog-vwafw", "pallet-unicd-k2rg0"]
    assert (merged.frames.num_rows, merged.detections.num_rows) == (195, 274 + 1098)


def test_demo_leaves_tables_datasets_the_annotated_video_and_a_page(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    code, _, said = run("demo", "--out", "demo_out")
    assert code == 0
    made = {path.name for path in Path("demo_out").iterdir()}
    assert made == {
        "street.mp4", "job.json", "job.json.provenance.json", "parquet", "detections.csv", "coco",
        "annotated.mp4", "report.html",
    }  # fmt: skip
    assert "$ vidresults submit demo_out/street.mp4 --model motion/1" in said
    assert "$ vidresults render demo_out/job.json" in said
    steps = [line for line in said.splitlines() if line.strip().startswith("$")]
    assert steps[-1].split()[1:3] == ["vidresults", "report"], "it ends with the page"
    assert load("demo_out/parquet").detections.num_rows > 100
    assert run("demo", "--out", "demo_out")[0] == 0, "a second time works too"


def test_a_selection_is_made_of_all_results_together(run, tmp_path):
    for name, kind in (("a", "car"), ("b", "bus")):
        sent = document(m=[element(box(**{"class": kind}))])
        (tmp_path / f"{name}.json").write_text(json.dumps(sent))
    parts = (tmp_path / "a.json", tmp_path / "b.json")
    words = ("--to", "csv", "--out", tmp_path / "o.csv", "--class", "bus")
    assert run("convert", *parts, *words)[0] == 0
    with (tmp_path / "o.csv").open(newline="") as file:
        assert [row["class_name"] for row in csv.DictReader(file)] == ["bus"]


def test_an_input_is_never_overwritten(run, result, tmp_path):
    before = result.read_bytes()
    code, _, said = run("convert", result, "--to", "csv", "--out", result)
    assert (code, "is an input" in said, result.read_bytes()) == (1, True, before)
    (tmp_path / "demo").mkdir()
    (tmp_path / "demo" / "street.mp4").write_text("mine")
    code, _, said = run("demo", "--out", tmp_path / "demo")
    assert (code, "is not the sample" in said) == (1, True)
    assert (tmp_path / "demo" / "street.mp4").read_text() == "mine"


def test_pipes_and_devices_are_left_alone_and_links_are_followed(run, result, tmp_path):
    os.mkfifo(tmp_path / "pipe")
    code, _, said = run("convert", result, "--to", "csv", "--out", tmp_path / "pipe")
    assert (code, "a device or a pipe" in said) == (1, True)
    assert (tmp_path / "pipe").is_fifo()
    (tmp_path / "link").symlink_to(tmp_path / "real.csv")
    assert run("convert", result, "--to", "csv", "--out", tmp_path / "link")[0] == 0
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real.csv").read_text().startswith("source_id,")


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["-", "-"], 2, "only one"),
        (["--start", "5", "--end", "2"], 1, "is not after"),
        (["--start", "nan"], 1, "NaN"),
        (["--out", "-"], 2, "not -"),
    ],
)
def test_what_makes_no_sense_is_said(run, result, tmp_path, words, code, said):
    line = ["convert", result, "--to", "csv", "--out", tmp_path / "o.csv", *words]
    found, _, error = run(*line, stdin=b"{}")
    assert (found, said in error) == (code, True)


def test_quiet_says_nothing_and_version_tells_it(run, result, tmp_path):
    words = ("--quiet", "convert", result, "--to", "csv", "--out", tmp_path / "o.csv")
    assert run(*words) == (0, "", "")
    assert run("--version")[1].strip() == f"vidresults {vidresults.__version__}"


@pytest.mark.parametrize(
    "words", [["nonsense"], ["convert"], ["render", "a", "b", "--out", "c", "--between", "x"]]
)
def test_wrong_usage_ends_with_two(run, words):
    assert run(*words)[0] == 2


def test_an_interruption_ends_with_130(monkeypatch):
    class Interrupting:
        def read(self, _size=-1):
            raise KeyboardInterrupt

    monkeypatch.setattr("sys.argv", ["vidresults", "info", "-"])
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=Interrupting()))
    with pytest.raises(SystemExit) as stop:
        main()
    assert stop.value.code == 130


def test_a_reader_that_goes_away_is_no_error(result):
    command = f"{sys.executable} -m vidresults info {result} --json | head -c 1"
    done = subprocess.run(command, shell=True, capture_output=True, text=True, check=False)  # noqa: S602
    assert (done.stdout, done.stderr) == ("{", "")
