"""From a video to tables by commands alone, through the API on this machine."""

from __future__ import annotations

import json

import pytest

import vidresults
from vidresults.cli import main
from vidresults.localserver import LocalServer


@pytest.fixture
def run(monkeypatch, capsys, tmp_path):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))

    def call(*words):
        monkeypatch.setattr("sys.argv", ["vidresults", *map(str, words)])
        code = 0
        try:
            main()
        except SystemExit as stop:
            code = stop.code
        return code, capsys.readouterr()

    return call


@pytest.fixture
def server(tmp_path, monkeypatch):
    with LocalServer(data=tmp_path / "api", poll_interval=0) as running:
        monkeypatch.setenv("ROBOFLOW_API_URL", running.url)
        monkeypatch.setenv("ROBOFLOW_API_KEY", "some-key")
        yield running


@pytest.mark.usefixtures("server")
def test_two_models_in_one_job_become_tables(run, tmp_path):
    models = ("--model", "motion/1", "--model", "motion-outline/1:instance-segmentation")
    line = ("submit", vidresults.sample_video(), *models, "--infer-fps", 2, "--json")
    code, said = run(*line)
    job = json.loads(said.out)
    assert code == 0
    again, once_more = run(*line)
    assert (again, json.loads(once_more.out)["id"]) == (0, job["id"]), "the same work, the same job"

    assert run("wait", job["id"], "--poll-interval", "0.1")[0] == 0
    assert run("fetch", job["id"], "--out", tmp_path / "job.json")[0] == 0
    named = json.loads(run("info", f"job:{job['id']}", "--json")[1].out)
    fetched = json.loads(run("info", tmp_path / "job.json", "--json")[1].out)
    assert named["source_id"] == fetched["source_id"] == job["job_id"]
    tasks = {model["model"]: model["task"] for model in fetched["models"]}
    assert tasks == {"motion": "object-detection", "motion-outline": "instance-segmentation"}
    assert fetched["sampled_frames"] == 40

    listed = json.loads(run("jobs", "--state", "fetched", "--json")[1].out)
    assert [item["id"] for item in listed] == [job["id"]]
    (document,) = vidresults.load(tmp_path / "job.json").documents.to_pylist()
    assert [m["version"] for m in document["models"]] == ["1", "1"]
    assert (document["infer_fps_numerator"], document["infer_fps_denominator"]) == (2, 1)


def test_a_job_that_is_not_there_is_named(run):
    code, said = run("info", "job:nowhere")
    assert (code, "'nowhere' is no job" in said.err) == (1, True)
