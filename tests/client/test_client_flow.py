"""Submit, wait, fetch, load: what is sent, and what is remembered."""

from __future__ import annotations

import hashlib
import json
from fractions import Fraction

import pytest

from tests.client.service import KEY, RESULT, answers
from vidresults.client import Client, Model, State
from vidresults.errors import (
    ClientError,
    JobFailed,
    KeyRefusedError,
    SelectionError,
    VideoError,
    VidResultsWarning,
    WaitTimeout,
)
from vidresults.load import load

MODEL = "street/3"


def test_the_whole_way_from_a_video_to_tables(client, service, video):
    job = client.submit(video, [MODEL, "clip"], infer_fps=5, params={"confidence": 0.2})
    assert (job.state, job.is_new) == (State.SUBMITTED, True)
    results = job.wait().load()
    assert job.state is State.FETCHED
    document = results.documents.to_pylist()[0]
    assert document["source_id"] == document["job_id"] == job.job_id
    assert document["models"] == [
        {
            "model": "street",
            "version": "3",
            "task": "object-detection",
            "params": '{"confidence": 0.2}',
        }
    ]
    assert (document["infer_fps_numerator"], document["infer_fps_denominator"]) == (5, 1)
    assert set(results.frames["source_id"].to_pylist()) == {job.job_id}
    (sent,) = service.submissions
    assert sent["infer_fps"] == 5
    assert sent["models"] == [
        {
            "model_id": "street",
            "model_version": "3",
            "inference_type": "object-detection",
            "inference_params": {"confidence": 0.2},
        },
        {
            "model_id": "clip",
            "model_version": "1",
            "inference_type": "clip-embed-image",
            "inference_params": {"confidence": 0.2},
        },
    ]
    sha256 = hashlib.sha256(video.read_bytes()).hexdigest()
    name = f"{sha256[:12]}-street.mp4"
    assert service.uploads == {name: (video.stat().st_size, sha256)}
    assert f"/in/{name}?" in sent["input_url"]
    put = service.headers_of("put")[0]
    assert put["Content-Type"] == "application/octet-stream"
    assert put["Content-Length"] == str(video.stat().st_size)
    assert "Authorization" not in put


def test_the_bytes_are_kept_beside_a_record_of_their_origin(client, video, tmp_path):
    job = client.submit(video, MODEL, 5).wait()
    path = job.fetch(tmp_path / "out" / "job.json")
    assert path.read_bytes() == RESULT
    told = json.loads((tmp_path / "out" / "job.json.provenance.json").read_text())
    assert told["job_id"] == job.job_id
    assert told["infer_fps"] == "5"
    assert told["models"] == [
        {"slug": "street", "version": "3", "task": "object-detection", "params": {}}
    ]
    assert told["video"]["sha256"] == hashlib.sha256(video.read_bytes()).hexdigest()
    assert told["result"] == {"size": len(RESULT), "sha256": hashlib.sha256(RESULT).hexdigest()}
    assert all(told["times"].values())
    assert sorted(p.name for p in path.parent.iterdir()) == ["job.json", "job.json.provenance.json"]


def test_a_record_of_other_bytes_is_not_believed(client, video, tmp_path):
    path = client.submit(video, MODEL, 5).wait().fetch(tmp_path / "job.json")
    path.write_bytes(RESULT.replace(b'"street"', b'"avenue"'))
    with pytest.warns(VidResultsWarning, match="does not tell of this result"):
        results = load(path)
    assert results.documents["job_id"].to_pylist() == [None]


def test_two_versions_of_a_slug_cannot_be_told_apart_in_the_result(client, video):
    with pytest.warns(VidResultsWarning, match="share one key"):
        job = client.submit(video, ["street/3", "street/4"], 5)
    assert job.wait().load().documents["models"].to_pylist()[0][0]["version"] is None


def test_a_url_is_passed_on_and_only_its_plain_part_is_kept(client, service):
    url = "https://host.example/clips/a.mp4?X-Goog-Signature=0123abcd"
    job = client.submit(url, MODEL, 5)
    assert service.submissions[0]["input_url"] == url
    assert service.count("put") == service.count("sign") == 0
    assert job.record.video == "https://host.example/clips/a.mp4"
    assert not client.submit(url, MODEL, 5).is_new
    assert client.submit(url.replace("abcd", "ffff"), MODEL, 5).is_new


@pytest.mark.parametrize(
    ("rate", "words"),
    [(0.5, "at least 1"), ("many", "expected a number"), (26, "at most the 25 frames per second")],
)
def test_a_rate_that_cannot_be_is_refused_before_anything_is_sent(
    client, service, video, rate, words
):
    with pytest.raises(ClientError, match=words):
        client.submit(video, MODEL, rate)
    assert service.requests == []
    assert client.jobs() == []


def test_a_rate_may_be_a_fraction(client, service, video):
    client.submit(video, MODEL, "12.5")
    client.submit(video, MODEL, Fraction(25, 2) * 2)
    assert [sent["infer_fps"] for sent in service.submissions] == [12.5, 25]


def test_what_is_no_video_is_refused_before_anything_is_sent(client, service, tmp_path):
    (tmp_path / "a.mp4").write_bytes(b"no video")
    with pytest.raises(VideoError):
        client.submit(tmp_path / "a.mp4", MODEL, 5)
    with pytest.raises(VideoError):
        client.submit(tmp_path / "missing.mp4", MODEL, 5)
    assert service.requests == []


def test_the_same_work_is_one_job(client, make_client, service, video, tmp_path):
    first = client.submit(video, MODEL, 5)
    copy = tmp_path / "other name.mp4"
    copy.write_bytes(video.read_bytes())
    for again in (
        client.submit(copy, [Model.parse(MODEL)], 5.0),
        make_client().submit(video, MODEL, "5"),
    ):
        assert (again.id, again.job_id, again.is_new) == (first.id, first.job_id, False)
    assert len(service.submissions) == 1
    others = [
        client.submit(video, "street/4", 5),
        client.submit(video, MODEL, 6),
        client.submit(video, MODEL, 5, params={"confidence": 0.1}),
        client.submit(video, f"{MODEL}:instance-segmentation", 5),
        client.submit(video, MODEL, 5, again=True),
    ]
    assert len({first.job_id, *(job.job_id for job in others)}) == 6
    assert client.submit(video, MODEL, 5).id == others[-1].id


def test_failed_and_expired_jobs_are_not_taken_for_the_work(client, service, video):
    service.statuses = [{"status": 2, "message": "no memory"}]
    first = client.submit(video, MODEL, 5)
    with pytest.raises(JobFailed, match="no memory"):
        first.wait()
    assert client.submit(video, MODEL, 5).is_new
    assert len(service.submissions) == 2


def test_a_finished_job_is_known_in_another_process_without_asking(
    client, make_client, service, video
):
    stored = client.submit(video, MODEL, 5).wait().fetch()
    polls = service.count("status")
    other = make_client().submit(video, MODEL, 5)
    assert (other.state, other.wait().fetch()) == (State.FETCHED, stored)
    assert service.count("status") == polls
    assert service.count("get") == 1


def test_a_stored_result_is_copied_and_a_lost_one_is_brought_again(
    client, service, video, tmp_path
):
    job = client.submit(video, MODEL, 5).wait()
    stored = job.fetch()
    copy = job.fetch(tmp_path / "copy.json")
    assert copy.read_bytes() == RESULT
    assert (tmp_path / "copy.json.provenance.json").exists()
    assert service.count("get") == 1
    stored.write_bytes(b"damaged")
    assert job.fetch().read_bytes() == RESULT
    assert service.count("get") == 2


def test_the_first_look_is_at_once_and_the_next_a_minute_later(client, service, video, clock):
    service.statuses = [{"status": 1}] * 3
    job = client.submit(video, MODEL, 5)
    began = clock.monotonic()
    seen = []
    job.wait(on_status=lambda looked: seen.append((clock.monotonic() - began, looked.state)))
    assert [state for _, state in seen] == ["running"] * 3 + ["done"]
    assert [at for at, _ in seen] == pytest.approx([0, 60, 120, 180], abs=0.01)
    assert max(clock.slept) <= 1


def test_a_status_is_asked_for_once_a_minute_also_by_refresh_and_by_others(
    client, make_client, service, video, clock
):
    job = client.submit(video, MODEL, 5)
    assert job.refresh().state is State.RUNNING
    assert job.refresh().state is State.RUNNING
    assert make_client().job(job.id).refresh().state is State.RUNNING
    assert service.count("status") == 1
    clock.sleep(60)
    assert make_client().job(job.job_id).refresh().state is State.DONE
    assert job.refresh().state is State.DONE
    assert service.count("status") == 2


def test_a_deadline_leaves_the_job_going_on(client, service, video):
    service.statuses = [{"status": 1}] * 5
    job = client.submit(video, MODEL, 5)
    with pytest.raises(WaitTimeout, match=f"job {job.id} is still running after 90 s; it goes on"):
        job.wait(deadline_seconds=90)
    assert service.count("status") == 2
    assert job.wait().state is State.DONE


def test_an_interruption_leaves_the_job_waiting(client, make_client, video):
    job = client.submit(video, MODEL, 5)

    def interrupt(_):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        job.wait(on_status=interrupt)
    assert make_client().job(job.id).wait().load().frames.num_rows == 100


def test_a_job_that_is_not_done_cannot_be_fetched(client, video):
    job = client.submit(video, MODEL, 5)
    with pytest.raises(ClientError, match=f"still running: `vidresults wait {job.id} --ledger"):
        job.fetch()


def test_a_fetch_in_another_process_waits_for_its_turn_to_ask(
    client, make_client, video, clock, service
):
    job = client.submit(video, MODEL, 5).wait()
    before = clock.monotonic()
    make_client().job(job.id).fetch()
    assert clock.monotonic() - before == pytest.approx(60, abs=0.1)
    assert service.count("status") == 3


def test_many_jobs_are_waited_for_and_spread(client, service, video, clock):
    service.statuses = [{"status": 1}] * 2
    jobs = [client.submit(video, MODEL, rate) for rate in range(1, 6)]
    began = clock.monotonic()
    times = []
    ended = list(
        client.wait_each(jobs, on_status=lambda _: times.append(clock.monotonic() - began))
    )
    assert {job.id for job, error in ended if error is None} == {job.id for job in jobs}
    assert times[:5] == pytest.approx([0, 0.2, 0.4, 0.6, 0.8], abs=0.01)
    assert all(75 >= later - now >= 60 for now, later in zip(times[:5], times[5:10], strict=True))


def test_one_failed_job_does_not_stop_the_wait_for_others(client, service, video):
    bad = client.submit(video, MODEL, 1)
    service.statuses = [{"status": 2}]
    with pytest.raises(JobFailed):
        bad.wait()
    service.statuses = []
    good = client.submit(video, MODEL, 2)
    ended = {job.id: error for job, error in client.wait_each([bad, good])}
    assert isinstance(ended[bad.id], JobFailed)
    assert ended[good.id] is None


def test_jobs_are_found_by_state_video_model_and_age(client, video, clock, service):
    service.statuses = []
    old = client.submit(video, "a/1", 5)
    clock.sleep(3600)
    new = client.submit(video, "b/2:classification", 5)
    new.wait()

    def ids(**wanted):
        return [job.id for job in client.jobs(**wanted)]

    assert ids() == [old.id, new.id]
    assert ids(state="submitted") == [old.id]
    assert ids(state="done") == [new.id]
    assert ids(video="street.mp4") == ids(video=str(video)) == [old.id, new.id]
    assert ids(video=old.record.video_sha256[:8]) == [old.id, new.id]
    assert ids(video="other.mp4") == []
    assert ids(model="a") == ids(model="a/1") == [old.id]
    assert ids(model="b/2:classification") == [new.id]
    assert ids(newer_than=60) == [new.id]
    assert ids(older_than=60) == [old.id]
    with pytest.raises(ClientError, match="no state 'gone'; there are preparing"):
        client.jobs(state="gone")
    with pytest.raises(SelectionError, match="'xyz' is no job in"):
        client.job("xyz")


def test_an_unknown_key_is_refused_without_being_repeated(make_client, service, video):
    with pytest.raises(KeyRefusedError) as caught:
        make_client(key="rf_another_key_of_mine").submit(video, MODEL, 5)
    assert caught.value.status == 401
    assert caught.value.method == "POST /video_upload_signed_url/"
    assert "does not exist" in str(caught.value)
    assert "another_key" not in str(caught.value)
    assert service.count("sign") == 1
    assert [job.state for job in make_client().jobs()] == ["failed"]


def test_a_refused_submission_has_failed_and_says_why(client, service, video):
    service.faults["submit"] = [answers(400, {"error": {"message": "no such model"}})]
    with pytest.raises(ClientError, match=r"POST /videoinfer/ answered 400: no such model"):
        client.submit(video, MODEL, 5)
    (job,) = client.jobs()
    assert job.state is State.FAILED
    with pytest.raises(JobFailed, match="no such model"):
        job.wait()
    assert client.submit(video, MODEL, 5).state is State.SUBMITTED


def test_a_key_goes_only_where_it_was_meant_to_go(client, make_client, video):
    job = client.submit(video, MODEL, 5)
    elsewhere = make_client(base_url="https://api.roboflow.example", key="rf_elsewhere")
    with pytest.raises(ClientError, match="with another key: give that base URL"):
        elsewhere.job(job.id).refresh()
    same_key = make_client(base_url="https://api.roboflow.example")
    assert same_key.job(job.id).refresh().state is State.RUNNING


def test_listing_jobs_needs_no_key(tmp_path):
    assert Client(ledger=tmp_path / "jobs.sqlite").jobs() == []


def test_a_job_that_the_service_forgot_has_expired(client, service, video, clock):
    service.statuses = [{"status": 1}]
    job = client.submit(video, MODEL, 5)
    service.faults["status"] = [answers(404, {"error": "no job"})]
    with pytest.raises(ClientError, match="answered 404: no job"):
        job.refresh()  # a young one, never seen
    clock.sleep(60)
    assert job.refresh().state is State.RUNNING
    service.faults["status"] = [answers(404, {"error": "no job"})]
    with pytest.raises(JobFailed, match="no longer stored: GET /videoinfer/ answered 404"):
        job.wait()
    assert client.job(job.id).state is State.EXPIRED
    assert client.submit(video, MODEL, 5).is_new
    clock.sleep(60)
    assert client.job(job.id).wait().state is State.DONE  # it was there after all


def test_an_expired_result_is_told(client, service, video):
    job = client.submit(video, MODEL, 5).wait()
    service.faults["get"] = [answers(404)]
    with pytest.raises(JobFailed, match="no longer stored"):
        job.fetch()
    assert client.job(job.id).state is State.EXPIRED


def test_names_hold_no_secret(client, video):
    job = client.submit(video, MODEL, 5)
    assert repr(job) == (
        f"<Job {job.id} submitted: street/3:object-detection on {video}, job {job.job_id}>"
    )
    assert KEY not in repr(client)
