"""Every break of network, service and storage: nothing is lost, nothing is paid twice."""

from __future__ import annotations

import email.utils
import itertools

import pytest

from tests.client.service import (
    RESULT,
    answers,
    never_answers,
    resets,
    resets_after,
    sends,
    sends_result,
    storage_error,
    takes_then,
)
from vidresults.client import State
from vidresults.errors import (
    ApiError,
    ClientError,
    ConnectionFailedError,
    DownloadError,
    JobFailed,
    JobUncertain,
    OutputError,
    ProtocolError,
    VideoError,
    VidResultsError,
    WaitTimeout,
)

PAGE = b"<!DOCTYPE html><html><body>Sign in to the hotel's network</body></html>"


def brings_the_result(client, video):
    return client.submit(video, "street/3", 5).wait().fetch().read_bytes() == RESULT


@pytest.mark.parametrize("size", [0, 1, 500_000])
def test_a_reset_during_the_upload(client, service, video, size):
    service.faults["put"] = [resets_after(size), resets_after(size)]
    assert brings_the_result(client, video)
    assert (service.count("put"), len(service.submissions)) == (3, 1)


@pytest.mark.parametrize("percent", [10, 50, 99])
@pytest.mark.parametrize("packed", [False, True])
def test_a_reset_of_the_download(client, service, video, percent, packed):
    service.packed = packed
    size = len(service.stored) * percent // 100
    service.faults["get"] = [sends_result(reset_at=size)]
    job = client.submit(video, "street/3", 5).wait()
    assert job.fetch().read_bytes() == service.stored
    assert job.load().frames.num_rows == 100
    second = service.headers_of("get")[1]
    if "Range" in second:  # what was in flight when the reset came may be lost
        assert second["If-Range"] == service.etag
        assert int(second["Range"].removeprefix("bytes=").removesuffix("-")) <= size


def test_a_download_is_gone_on_with_where_it_broke_off(client, service, video):
    half = len(RESULT) // 2
    service.faults["get"] = [sends_result(cut_at=half)]
    assert brings_the_result(client, video)
    second = service.headers_of("get")[1]
    assert (second["Range"], second["If-Range"]) == (f"bytes={half}-", service.etag)


def test_a_download_is_gone_on_with_by_another_process(client, make_client, service, video):
    half = len(RESULT) // 2
    service.faults["get"] = [sends_result(cut_at=half), *[answers(503)] * 4]
    job = client.submit(video, "street/3", 5).wait()
    with pytest.raises(
        DownloadError, match=f"answered 503.*{half} bytes are there, fetching again goes on"
    ):
        job.fetch()
    assert make_client().job(job.id).fetch().read_bytes() == RESULT
    assert service.headers_of("get")[-1]["Range"] == f"bytes={half}-"


def test_a_changed_object_is_downloaded_from_its_start(client, service, video):
    half = len(RESULT) // 2

    def changes(handler):
        sends_result(cut_at=half)(handler)
        service.etag, service.result = '"version-2"', RESULT + b" "
        return True

    service.faults["get"] = [changes]
    job = client.submit(video, "street/3", 5).wait()
    assert job.fetch().read_bytes() == RESULT + b" "


@pytest.mark.parametrize("etag", [None, 'W/"weak"'])
def test_without_a_strong_version_a_download_begins_anew(client, service, video, etag):
    service.etag = etag
    service.faults["get"] = [sends_result(cut_at=1000)]
    assert brings_the_result(client, video)
    assert "Range" not in service.headers_of("get")[1]


@pytest.mark.parametrize("route", ["sign", "put", "submit", "get"])
def test_429_with_retry_after_in_seconds(client, service, video, clock, route):
    service.faults[route] = [answers(429, {"message": "slow down"}, Retry_After="17")]
    assert brings_the_result(client, video)
    assert 17 in clock.slept
    assert len(service.submissions) == 1


def test_429_with_retry_after_as_a_date(client, service, video, clock):
    date = email.utils.formatdate(clock.now() + 40, usegmt=True)
    service.faults["sign"] = [answers(429, None, Retry_After=date)]
    client.submit(video, "street/3", 5)
    assert max(clock.slept) == pytest.approx(40, abs=1)


def test_429_that_asks_for_hours_is_not_waited_for(client, service, video):
    service.faults["sign"] = [answers(429, {"message": "quota"}, Retry_After="7200")]
    with pytest.raises(ApiError, match="answered 429: quota"):
        client.submit(video, "street/3", 5)
    (job,) = client.jobs()
    assert job.wait().fetch().read_bytes() == RESULT  # it was kept, and goes on


@pytest.mark.parametrize("route", ["sign", "put", "submit", "get"])
def test_429_without_retry_after_and_408(client, service, video, clock, route):
    service.faults[route] = [answers(429), answers(408)]
    assert brings_the_result(client, video)
    assert [pause for pause in clock.slept if pause < 1] == pytest.approx([0.375, 0.75])
    assert len(service.submissions) == 1


@pytest.mark.parametrize("headers", [{}, {"Retry_After": "130"}])
def test_429_to_a_look_is_waited_for_without_looking_more_often(
    client, service, video, clock, headers
):
    service.statuses = []
    service.faults["status"] = [answers(429, None, **headers)]
    began = clock.monotonic()
    assert brings_the_result(client, video)
    assert clock.monotonic() - began == pytest.approx(130 if headers else 60, abs=0.1)
    assert service.count("status") == 2


@pytest.mark.parametrize("route", ["sign", "put", "status", "get"])
@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_500_then_fine(client, service, video, route, status):
    service.faults[route] = [answers(status)]
    assert brings_the_result(client, video)
    assert len(service.submissions) == 1


@pytest.mark.parametrize("route", ["sign", "put", "status", "get"])
@pytest.mark.parametrize("fault", [resets, never_answers(1.5)], ids=["reset", "silence"])
def test_an_answer_that_never_comes(make_client, service, video, route, fault):
    client = make_client(read_seconds=1)  # a busy machine answers sooner
    service.faults[route] = [fault]
    assert brings_the_result(client, video)
    assert len(service.submissions) == 1


@pytest.mark.parametrize("route", ["sign", "put"])
def test_500_without_end_keeps_the_job(client, service, video, route):
    service.faults[route] = [answers(500, {"message": "out of order"})] * 4
    with pytest.raises(ApiError, match="answered 500: out of order"):
        client.submit(video, "street/3", 5)
    (job,) = client.jobs()
    assert job.state is State.UPLOADING
    assert brings_the_result(client, video)
    assert len(client.jobs()) == len(service.submissions) == 1


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (takes_then(resets), "the connection was"),
        (takes_then(never_answers(0.5, read=False)), "no answer in time"),
        (takes_then(lambda handler: handler.answer(500, None) or True), "answered 500"),
        (takes_then(lambda handler: handler.answer(504, None) or True), "answered 504"),
        (takes_then(lambda handler: handler.send(200, PAGE, "text/html") or True), "an HTML page"),
        (
            takes_then(lambda handler: handler.answer(200, {"message": "hm"}) or True),
            "no|without a",
        ),
        (resets, "the connection was"),
    ],
)
def test_a_submission_that_may_have_arrived_is_not_repeated(
    make_client, service, video, fault, reason
):
    client = make_client(read_seconds=0.2)

    service.faults["submit"] = [fault]
    with pytest.raises(JobUncertain, match=reason) as caught:
        client.submit(video, "street/3", 5)
    (job,) = client.jobs()
    command = f"vidresults jobs resolve {job.id}"
    assert f"`{command} --job-id J --ledger" in str(caught.value)
    assert f"`{command} --not-sent --ledger" in str(caught.value)
    for attempt in (lambda: client.submit(video, "street/3", 5), job.wait, job.fetch):
        with pytest.raises(JobUncertain):
            attempt()
    assert service.count("submit") == 1


def test_an_uncertain_submission_is_settled_either_way(client, service, video):
    service.faults["submit"] = [takes_then(resets), resets]
    with pytest.raises(JobUncertain):
        client.submit(video, "street/3", 5)
    with pytest.raises(JobUncertain):
        client.submit(video, "street/4", 5)
    arrived, lost = client.jobs()
    job_id = service.submissions[0]["job_id"]
    with pytest.raises(ClientError, match="give either"):
        client.resolve(lost.id)
    assert client.resolve(arrived.id, job_id=job_id).wait().fetch().read_bytes() == RESULT
    assert client.resolve(lost.id, not_sent=True).wait().fetch().read_bytes() == RESULT
    assert len(service.submissions) == 2
    with pytest.raises(ClientError, match="there is nothing to settle"):
        client.resolve(lost.id, not_sent=True)


def test_a_submission_that_surely_did_not_arrive_is_kept(make_client, clock):
    client = make_client(base_url="http://127.0.0.1:9")
    with pytest.raises(ConnectionFailedError, match="the connection was refused"):
        client.submit("https://host.example/a.mp4", "street/3", 5)
    (job,) = client.jobs()
    assert job.state is State.UPLOADED
    assert len(clock.slept) == 3


def test_a_truncated_body_with_a_right_length(client, service, video):
    service.faults["get"] = [sends_result(cut_at=200), sends_result(cut_at=len(RESULT) - 1)]
    assert brings_the_result(client, video)
    assert service.count("get") == 3


def altered(body):
    return body[:-9] + b"x" + body[-8:]


@pytest.mark.parametrize("hashes", ["lines", "joined"])
@pytest.mark.parametrize("packed", [False, True])
def test_a_wrong_hash(client, service, video, hashes, packed):
    service.hashes, service.packed = hashes, packed
    service.faults["get"] = [sends_result(alter=altered)]
    job = client.submit(video, "street/3", 5).wait()
    assert job.fetch().read_bytes() == service.stored
    assert service.count("get") == 2
    assert "Range" not in service.headers_of("get")[1]


def test_a_hash_that_stays_wrong_is_told_and_nothing_is_stored(client, service, video, tmp_path):
    service.faults["get"] = [sends_result(alter=altered)] * 3
    job = client.submit(video, "street/3", 5).wait()
    with pytest.raises(DownloadError, match="the checksum is wrong, 3 times"):
        job.fetch(tmp_path / "out" / "job.json")
    assert list((tmp_path / "out").iterdir()) == []
    assert job.fetch().read_bytes() == RESULT


def test_a_body_unpacked_on_the_way_cannot_be_held_against_its_hash(client, service, video):
    service.hashes = None
    service.faults["get"] = [
        sends_result(
            headers=[
                ("x-goog-stored-content-encoding", "gzip"),
                ("x-goog-hash", "md5=ofThePackedBytes=="),
            ]
        )
    ]
    assert brings_the_result(client, video)
    assert service.count("get") == 1


def test_a_body_packed_on_the_way_is_held_against_the_unpacked_bytes(client, service, video):
    from base64 import b64encode
    from gzip import compress

    from google_crc32c import Checksum

    service.packed, service.hashes = True, None
    checksum = b64encode(Checksum(RESULT).digest()).decode()
    service.faults["get"] = [sends_result(headers=[("x-goog-hash", f"crc32c={checksum}")])]
    job = client.submit(video, "street/3", 5).wait()
    assert job.fetch().read_bytes() == compress(RESULT, mtime=0)
    assert service.count("get") == 1


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (400, "ExpiredToken"),
        (403, "ExpiredToken"),
        (403, "AccessDenied"),
        (403, "SignatureDoesNotMatch"),
    ],
)
def test_an_expired_url_is_renewed_once(client, service, video, clock, status, code):
    service.faults["get"] = [storage_error(status, code)]
    job = client.submit(video, "street/3", 5).wait()
    looks, began = service.count("status"), clock.monotonic()
    assert job.fetch().read_bytes() == RESULT
    assert service.count("status") == looks + 1
    assert clock.monotonic() - began == pytest.approx(60, abs=0.1)  # its turn to ask


def test_a_url_that_expires_at_once_is_not_renewed_for_ever(client, service, video):
    service.faults["get"] = [storage_error(403, "AccessDenied")] * 2
    job = client.submit(video, "street/3", 5).wait()
    with pytest.raises(ApiError, match="answered 403: AccessDenied: It does not serve"):
        job.fetch()
    assert service.count("get") == 2
    assert client.job(job.id).state is State.DONE
    assert job.fetch().read_bytes() == RESULT


def test_a_url_that_expires_on_the_way_is_renewed_and_gone_on_with(client, service, video):
    service.faults["get"] = [sends_result(cut_at=1000), storage_error(400, "ExpiredToken")]
    assert brings_the_result(client, video)
    assert service.headers_of("get")[2]["Range"] == "bytes=1000-"


def test_an_upload_url_that_expired_is_asked_for_again(client, service, video):
    service.faults["put"] = [storage_error(403, "SignatureDoesNotMatch")]
    assert brings_the_result(client, video)
    assert (service.count("sign"), service.count("put")) == (2, 2)


def test_an_upload_that_is_refused_twice_has_failed(client, service, video):
    service.faults["put"] = [storage_error(403, "AccessDenied")] * 2
    with pytest.raises(
        ApiError, match=r"PUT \(upload to the signed URL\) answered 403: AccessDenied"
    ):
        client.submit(video, "street/3", 5)
    assert client.jobs()[0].state is State.FAILED


def test_a_content_type_is_sent_only_where_it_is_signed(client, service, video):
    service.content_type_signed = True
    assert brings_the_result(client, video)
    assert service.headers_of("get")[0]["Content-Type"] == "application/json"


def test_html_instead_of_json(client, service, video):
    service.faults["sign"] = [sends(200, PAGE)]
    with pytest.raises(ProtocolError, match="answered an HTML page, expected JSON"):
        client.submit(video, "street/3", 5)
    service.faults["status"] = [sends(200, PAGE)] * 2
    service.faults["get"] = [sends(200, PAGE)]
    assert brings_the_result(client, video)
    assert len(service.submissions) == 1


def test_a_status_answer_of_html_is_told_to_who_looks_once(client, service, video):
    job = client.submit(video, "street/3", 5)
    service.faults["status"] = [sends(200, PAGE)]
    with pytest.raises(ProtocolError, match="GET /videoinfer/ answered an HTML page"):
        job.refresh()


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        ({"progress": 0.5}, 'has no status: {"progress": 0.5}'),
        ({"status": "weird"}, "has an unknown status"),
        ({"status": -1}, "has an unknown status"),
        ({"status": True}, "has an unknown status"),
        ({"status": None}, "has an unknown status"),
        ({"status": 0}, "says done and has no output_signed_url"),
        ({"status": 0, "output_signed_url": "gs://x"}, "says done and has no output_signed_url"),
        (["status", 0], "answered a JSON list, expected an object"),
    ],
)
def test_a_status_that_tells_nothing_is_asked_for_again_and_then_told(
    client, service, video, answer, problem
):
    service.statuses = [answer] * 9
    assert brings_the_result(client, video)
    service.statuses = [answer] * 20
    job = client.submit(video, "street/4", 5)
    with pytest.raises(ProtocolError) as caught:
        job.wait()
    assert problem in str(caught.value)
    assert len(service.polls[job.job_id]) == 10
    service.statuses = []
    assert job.wait().fetch().read_bytes() == RESULT


@pytest.mark.parametrize(
    ("running", "done"),
    [("processing", "completed"), ("1", "0"), ("In_Progress", "DONE"), (1.0, 0.0)],
)
def test_a_status_as_text(client, service, video, running, done):
    service.statuses = [{"status": running}]
    job = client.submit(video, "street/3", 5)
    assert job.refresh().state is State.RUNNING
    url = service.signed_url(f"out/{job.job_id}.json", "GET")
    service.statuses = [None, {"status": done, "output_signed_url": url}]
    assert job.wait().fetch().read_bytes() == RESULT


@pytest.mark.parametrize("status", [2, 7, "failed", "3", "cancelled", 10**30])
def test_a_failed_job(client, service, video, status):
    url = service.signed_url("x", "PUT")
    service.statuses = [{"status": status, "message": "cannot decode", "input_url": url}]
    job = client.submit(video, "street/3", 5)
    with pytest.raises(JobFailed, match=f"job {job.id} .* failed: .*cannot decode"):
        job.wait()
    with pytest.raises(JobFailed):
        client.job(job.id).wait()
    with pytest.raises(JobFailed):
        client.job(job.id).fetch()
    assert service.count("status") == 1


@pytest.mark.parametrize("jump", [-86400.0, -59.0, -0.5, 30.0, 86400.0])
def test_a_clock_that_is_set_while_waiting(client, service, video, clock, jump):
    service.statuses = [{"status": 1}] * 3
    service.clock = clock
    job = client.submit(video, "street/3", 5)

    def looked(_):
        if len(service.polls[job.job_id]) == 2 and not jumps:
            jumps.append(jump)
            clock.wall += jump

    jumps = []
    job.wait(on_status=looked)
    polls = service.polls[job.job_id]
    gaps = [later - now for now, later in itertools.pairwise(polls)]
    assert len(polls) == 4
    assert all(60 - 1e-6 <= gap <= 121 for gap in gaps)


@pytest.mark.parametrize("jump", [-86400.0, -1.0])
def test_a_clock_that_was_set_back_between_processes(
    client, make_client, service, video, clock, jump
):
    job = client.submit(video, "street/3", 5)
    job.refresh()
    clock.wall += jump
    began = clock.monotonic()
    make_client().job(job.id).wait()
    assert 60 - 1e-6 <= clock.monotonic() - began <= 61
    assert service.count("status") == 2


def test_a_clock_that_was_set_forward_gives_no_second_look(client, service, video, clock):
    job = client.submit(video, "street/3", 5)
    job.refresh()
    clock.wall += 86400
    job.refresh()
    assert service.count("status") == 1


def test_a_job_that_another_process_uploads_is_left_to_it(client, service, video):
    service.faults["sign"] = [answers(500)] * 4
    with pytest.raises(ApiError):
        client.submit(video, "street/3", 5)
    (job,), before = client.jobs(), len(service.requests)
    with client._context.ledger.locks.hold(job.id), pytest.raises(WaitTimeout, match="uploading"):
        job.wait(deadline_seconds=30)
    assert len(service.requests) == before
    assert job.wait().fetch().read_bytes() == RESULT


def test_a_video_that_changes_during_the_upload_is_not_submitted(client, service, video):
    def changes(handler):
        with video.open("r+b") as file:
            file.seek(-10, 2)
            file.write(b"0123456789")
        return resets(handler)

    service.faults["put"] = [changes]
    with pytest.raises(VideoError, match="changed while it was uploaded"):
        client.submit(video, "street/3", 5)
    assert service.submissions == []


def test_a_disk_that_is_full_gives_one_clear_line(client, video):
    job = client.submit(video, "street/3", 5).wait()
    with pytest.raises(OutputError, match=r"cannot be written"):
        job.fetch("/dev/full/job.json")
    assert job.fetch().read_bytes() == RESULT


def test_a_part_of_a_result_that_is_gone_is_not_taken_for_it(client, service, video, tmp_path):
    service.faults["get"] = [sends_result(cut_at=1000), answers(404)]
    job = client.submit(video, "street/3", 5).wait()
    with pytest.raises(JobFailed, match="no longer stored"):
        job.fetch(tmp_path / "out" / "job.json")
    assert list((tmp_path / "out").iterdir()) == []


def test_a_result_does_not_replace_its_video(client, video):
    job = client.submit(video, "street/3", 5).wait()
    before = video.read_bytes()
    with pytest.raises(OutputError, match="is the job's video"):
        job.fetch(video)
    assert video.read_bytes() == before


def test_a_look_that_is_put_off_for_hours_is_put_off_for_one(client, service, video, clock):
    service.statuses = []
    service.faults["status"] = [answers(429, None, Retry_After="7200")]
    began = clock.monotonic()
    assert brings_the_result(client, video)
    assert clock.monotonic() - began == pytest.approx(3600, abs=1)


def test_object_storage_that_refuses_says_nothing_of_the_key(client, service, video):
    service.faults["get"] = [sends(403, PAGE)]
    job = client.submit(video, "street/3", 5).wait()
    with pytest.raises(ApiError, match="answered 403: an HTML page") as caught:
        job.fetch()
    assert type(caught.value) is ApiError


def test_a_folder_is_no_file_for_a_result(client, video, tmp_path):
    job = client.submit(video, "street/3", 5).wait()
    with pytest.raises(OutputError, match="is a folder"):
        job.fetch(tmp_path)


def test_every_error_is_one_line(client, service, video):
    service.faults["sign"] = [
        answers(400, {"error": {"message": "two\nlines", "hint": "and\tmore"}})
    ]
    with pytest.raises(VidResultsError) as caught:
        client.submit(video, "street/3", 5)
    assert str(caught.value).endswith("answered 400: two lines and more")
