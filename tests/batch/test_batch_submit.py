"""Many videos to the API: what is sent and when, what lands, and how it is gone on with."""

import json
import struct
from itertools import pairwise

import pytest

from tests.client.conftest import FakeClock
from tests.client.service import KEY, SIGNATURE, Service
from vidresults.batch import run, submit
from vidresults.batch.manifest import read_manifest
from vidresults.batch.places import At
from vidresults.client import Client, RetryPolicy
from vidresults.errors import ClientError, KeyRefusedError, SelectionError
from vidresults.load import load
from vidresults.sample import sample_video


@pytest.fixture
def service():
    with Service() as running:
        running.clock = FakeClock()
        yield running


@pytest.fixture
def make_client(service, tmp_path, monkeypatch):
    for name in ("ROBOFLOW_API_URL", "API_URL", "ROBOFLOW_API_KEY", "VIDRESULTS_LEDGER"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("ROBOFLOW_CONFIG_DIR", str(tmp_path / "no_login.json"))

    def make(**changes):
        options = {
            "base_url": service.url, "key": KEY, "ledger": tmp_path / "ledger.sqlite",
            "clock": service.clock, "random": lambda: 0.5, "policy": RetryPolicy(attempts=2),
        }  # fmt: skip
        return Client(**{**options, **changes})

    return make


@pytest.fixture
def videos(tmp_path):
    """Five videos of different bytes: each ends with a box that players skip."""
    folder = tmp_path / "videos"
    folder.mkdir()
    for number in range(5):
        box = struct.pack(">I4sI", 12, b"free", number)
        (folder / f"cam{number}.mp4").write_bytes(sample_video().read_bytes() + box)
    return folder


def send(videos, out, client, **options):
    return submit(
        f"{videos}/*.mp4", str(out), models=["street/3"], infer_fps=5, client=client,
        **{"in_flight": 2, **options},
    )  # fmt: skip


def test_every_video_becomes_a_source_named_by_its_job(make_client, service, videos, tmp_path):
    report = send(videos, tmp_path / "out", make_client())
    assert (report.done, report.failed) == (5, ())
    dataset = load(tmp_path / "out")
    documents = dataset.documents.to_pylist()
    assert len(documents) == 5
    assert all(row["source_id"] == row["job_id"] for row in documents)
    assert {row["video_path"] for row in documents} == set(map(str, videos.glob("*.mp4")))
    assert dataset.frames.num_rows == 500
    # The frames have the video's own times where the video has such frames.
    assert dataset.frames["video_time_seconds"].null_count < 500
    row = documents[0]
    kept = tmp_path / "out" / "_results" / f"{row['job_id']}.json"
    assert kept.read_bytes() == service.result
    assert (
        json.loads(kept.with_name(f"{kept.name}.provenance.json").read_bytes())["job_id"]
        == (row["job_id"])
    )


def test_no_more_jobs_are_under_way_than_were_allowed(make_client, service, videos, tmp_path):
    service.statuses = [{"status": 1}] * 3
    send(videos, tmp_path / "out", make_client(), in_flight=2)
    under_way, most = 0, 0
    for route, _ in service.requests:
        under_way += {"submit": 1, "get": -1}.get(route, 0)
        most = max(most, under_way)
    assert most == 2


def test_a_job_is_looked_at_once_a_minute(make_client, service, videos, tmp_path):
    service.statuses = [{"status": 1}] * 3
    send(videos, tmp_path / "out", make_client(), in_flight=3)
    assert len(service.polls) == 5
    for times in service.polls.values():
        assert len(times) == 4
        assert all(later - now >= 60 for now, later in pairwise(times))


def test_what_is_done_is_neither_sent_nor_asked_for_again(make_client, service, videos, tmp_path):
    send(videos, tmp_path / "out", make_client())
    asked = len(service.requests)
    report = send(videos, tmp_path / "out", make_client())
    assert (report.done, report.unchanged) == (0, 5)
    assert len(service.requests) == asked


def test_an_interruption_is_gone_on_from_without_paying_twice(
    make_client, service, videos, tmp_path
):
    def interrupt(ended, _total, _row):
        if ended == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        send(videos, tmp_path / "out", make_client(), in_flight=3, progress=interrupt)
    assert 3 <= len(service.submissions) < 5
    report = send(videos, tmp_path / "out", make_client(), in_flight=3)
    assert (report.done, report.unchanged) == (3, 2)
    assert len(service.submissions) == 5
    assert load(tmp_path / "out").documents.num_rows == 5


def test_a_job_that_fails_is_a_row_with_the_services_reason(make_client, service, videos, tmp_path):
    service.statuses = [{"status": 2, "error": "model not found"}]
    honest = service.next_status
    seen = []

    def first_fails(job_id):
        if not seen or seen[0] == job_id:
            seen.append(job_id)
            return honest(job_id)
        service.said[job_id] = 1
        return honest(job_id)

    service.next_status = first_fails
    report = send(videos, tmp_path / "out", make_client())
    assert report.done == 4
    (row,) = report.failed
    assert (row.error, row.transient) == ("JobFailed", False)
    told = read_manifest(At.of(tmp_path / "out")).to_pylist()
    assert [one["input"] for one in told if one["state"] == "failed"] == [row.input]
    assert KEY not in str(told)
    assert SIGNATURE not in str(told)


def test_videos_of_the_same_bytes_are_one_job(make_client, service, videos, tmp_path):
    (videos / "twin.mp4").write_bytes((videos / "cam4.mp4").read_bytes())
    report = send(videos, tmp_path / "out", make_client(), in_flight=6)
    assert report.done == 6
    assert len(service.submissions) == 5
    assert load(tmp_path / "out").documents.num_rows == 5
    rows = {row["input"]: row for row in read_manifest(At.of(tmp_path / "out")).to_pylist()}
    twin = rows[str(videos / "twin.mp4")]
    assert twin["source_ids"] == rows[str(videos / "cam4.mp4")]["source_ids"]
    assert twin["notes"][-1].startswith(f"the same bytes as {videos / 'cam4.mp4'}")


def test_what_is_no_video_is_a_row_and_the_others_go_on(make_client, videos, tmp_path):
    (videos / "cam2.mp4").write_text("no video")
    report = send(videos, tmp_path / "out", make_client())
    assert report.done == 4
    (row,) = report.failed
    assert str(videos / "cam2.mp4") in row.reason
    assert row.error == "VideoError"


def test_a_refused_key_ends_the_batch(make_client, service, videos, tmp_path):
    with pytest.raises(KeyRefusedError):
        send(videos, tmp_path / "out", make_client(key="wrong"))
    assert not service.submissions


def test_none_in_flight_is_refused(make_client, videos, tmp_path):
    with pytest.raises(ClientError, match="in_flight is 0, expected"):
        send(videos, tmp_path / "out", make_client(), in_flight=0)


def test_the_results_of_jobs_are_stored_and_converted(
    make_client, service, videos, tmp_path, monkeypatch
):
    client = make_client()
    monkeypatch.setenv("ROBOFLOW_API_KEY", KEY)
    jobs = [client.submit(path, ["street/3"], 5) for path in sorted(videos.glob("*.mp4"))[:3]]
    jobs[0].wait()
    jobs[1].wait()
    how = {"ledger": str(tmp_path / "ledger.sqlite"), "base_url": service.url, "poll_interval": 0}
    wanted = [f"job:{job.id}" for job in jobs]
    report = run("fetch", wanted, str(tmp_path / "out"), workers=0, retries=0, client=how)
    assert report.done == 2
    (row,) = report.failed
    assert row.input == wanted[2]
    assert "is still running: `vidresults wait" in row.reason
    for job in jobs[:2]:
        assert (tmp_path / "out" / f"{job.job_id}.json").read_bytes() == service.result
        assert (tmp_path / "out" / f"{job.job_id}.json.provenance.json").is_file()
    # The results themselves can be the inputs of any batch.
    report = run("convert", wanted[:2], str(tmp_path / "tables"), workers=0, client=how)
    assert report.done == 2
    ids = load(tmp_path / "tables").documents["source_id"].to_pylist()
    assert sorted(ids) == sorted(job.job_id for job in jobs[:2])


def test_a_key_is_no_setting(tmp_path):
    with pytest.raises(
        SelectionError, match="client takes ledger, base_url, poll_interval, and no"
    ):
        run("fetch", ["job:abc"], str(tmp_path / "out"), client={"key": KEY})
