"""The client against the local API: real pixels, real results."""

from __future__ import annotations

import pytest

from vidresults.client import Client
from vidresults.errors import JobFailed
from vidresults.load import load
from vidresults.localserver import LocalServer


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with LocalServer(data=tmp_path_factory.mktemp("served"), poll_interval=0) as running:
        yield running


@pytest.fixture
def local(server, tmp_path):
    return Client(server.url, ledger=tmp_path / "jobs.sqlite", poll_interval=0.2)


def test_two_models_in_one_job(local, video):
    job = local.submit(
        video, ["motion/1", "scene-state/1:classification"], 5, params={"confidence": 0.1}
    )
    results = job.wait(deadline_seconds=120).load(video=video)
    (document,) = results.documents.to_pylist()
    assert document["job_id"] == document["source_id"] == job.job_id
    assert [(m["model"], m["version"], m["params"]) for m in document["models"]] == [
        ("motion", "1", '{"confidence": 0.1}'),
        ("scene-state", "1", '{"confidence": 0.1}'),
    ]
    assert results.frames.num_rows == 100
    assert results.detections.num_rows > 0
    assert results.classifications.num_rows > 0
    assert load(job).documents.num_rows == 1
    assert not local.submit(
        video, ["motion/1", "scene-state/1:classification"], 5.0, params={"confidence": 0.1}
    ).is_new


def test_a_model_that_is_not_served_fails_and_says_what_is(local, video):
    job = local.submit(video, ["motion/1", "clip"], 5)
    with pytest.raises(JobFailed, match="motion"):
        job.wait(deadline_seconds=120)
