import os
import re
import signal
import subprocess
import sys

import numpy as np
import pytest
import requests

from tests.localserver.api_client import KEY, Api, make_video, model
from vidresults.errors import ServerError
from vidresults.localserver import LocalServer, Settings, create_app
from vidresults.localserver.polls import PollLimit

WINDOWS = os.name == "nt"


@pytest.fixture(scope="module")
def long_clip(tmp_path_factory):
    """A clip on which a job is busy for seconds."""
    pictures = [np.full((360, 640, 3), 5 * i, np.uint8) for i in range(40)]
    path = tmp_path_factory.mktemp("clips") / "long.mp4"
    return make_video(path, [pictures[i % 40] for i in range(300)], rate=25)


def submit_long(api, long_clip):
    motion = model("motion/1", "object-detection")
    return api.submit(api.upload(long_clip, "long.mp4"), motion).json()["job_id"]


def test_two_models_in_one_job_give_two_lists_of_one_length(api, moving_square):
    wanted = model("motion/1", "object-detection"), model()
    result = api.run(moving_square, *wanted, fps=5).json()
    assert list(result) == ["frame_offset", "time_offset", "motion", "scene-state"]
    assert {len(values) for values in result.values()} == {15}


@pytest.mark.parametrize("data", [b"", b"this is no video", b"\x00" * 5000])
def test_what_cannot_be_decoded_ends_as_a_failed_job_with_the_reason(api, data):
    status = api.wait(api.submit(api.upload(data)).json()["job_id"])
    assert status["status"] == 2
    assert status["message"].startswith("the video is ")
    assert "/" not in status["message"]


@pytest.mark.parametrize(
    ("name", "task"), [("clip/1", "clip-embed-image"), ("gaze/1", "gaze-detection")]
)
def test_models_of_the_service_that_are_not_here_end_as_a_failed_job(api, clip, name, task):
    job_id = api.submit(api.upload(clip), model(), model(name, task)).json()["job_id"]
    message = api.wait(job_id)["message"]
    assert f"{name} is not served on this machine. Served are motion/1 (object-" in message


def test_a_job_keeps_the_video_it_was_submitted_with(api, clip, moving_square):
    busy = api.submit(api.upload(moving_square, "same.mp4"), model("motion/1", "object-detection"))
    first = api.submit(api.upload(clip, "same.mp4")).json()["job_id"]
    second = api.submit(api.upload(moving_square, "same.mp4")).json()["job_id"]
    sizes = []
    for job_id in (first, second, busy.json()["job_id"]):
        url = api.wait(job_id)["output_signed_url"]
        sizes.append(len(requests.get(url, timeout=10).json()["frame_offset"]))
    assert sizes == [10, 15, 15]


def test_jobs_and_results_survive_a_restart(tmp_path, clip, long_clip):
    with LocalServer(data=tmp_path, poll_interval=0) as server:
        api = Api(server.url)
        before = api.run(clip)
        done = re.search(r"/([0-9a-f-]{36})\.json", before.url)[1]
        upload = api.upload(clip, "kept.mp4")
        running, queued = submit_long(api, long_clip), api.submit(upload).json()["job_id"]
    with LocalServer(data=tmp_path, poll_interval=0) as server:
        api = Api(server.url)
        after = requests.get(api.wait(done)["output_signed_url"], timeout=10)
        assert after.content == before.content
        assert api.wait(queued)["status"] == 0
        assert api.wait(running)["status"] == 0
        assert not list((tmp_path / "arriving").iterdir())


@pytest.mark.skipif(WINDOWS, reason="signals")
def test_a_killed_server_goes_on_where_it_was(tmp_path, long_clip):
    command = ["serve", "--port", "0", "--data", str(tmp_path), "--poll-interval", "0"]
    process = subprocess.Popen(
        [sys.executable, "-m", "vidresults", *command], stderr=subprocess.PIPE, text=True
    )
    url = re.search(r"http://\S+\d", process.stderr.readline())[0]
    job_id = submit_long(Api(url), long_clip)
    while "runs" not in process.stderr.readline():
        pass
    process.kill()
    process.communicate()
    with LocalServer(data=tmp_path, poll_interval=0) as server:
        assert Api(server.url).wait(job_id)["status"] == 0


@pytest.mark.skipif(WINDOWS, reason="signals")
def test_a_worker_that_dies_fails_its_job_and_no_other(tmp_path, clip, long_clip):
    with LocalServer(data=tmp_path, poll_interval=0) as server:
        api = Api(server.url)
        job_id = submit_long(api, long_clip)
        while "progress" not in api.status(job_id).json():
            pass
        (slot,) = server._service._workers._slots
        os.kill(slot._process.pid, signal.SIGSEGV)
        assert api.wait(job_id) == {
            "status": 2,
            "message": "the worker process ended unexpectedly (signal 11): "
            "the video may be damaged",
        }
        assert api.run(clip).status_code == 200


def test_several_workers_run_several_jobs(tmp_path, clip):
    with LocalServer(data=tmp_path, poll_interval=0, workers=2) as server:
        api = Api(server.url)
        url = api.upload(clip)
        ids = [api.submit(url).json()["job_id"] for _ in range(6)]
        assert [api.wait(job_id)["status"] for job_id in ids] == [0] * 6


def test_a_data_folder_has_one_server(tmp_path):
    with (
        LocalServer(data=tmp_path),
        pytest.raises(ServerError, match="in use by another server"),
        LocalServer(data=tmp_path),
    ):
        pass
    with LocalServer(data=tmp_path):
        pass


def test_a_taken_port_is_told_in_one_line(tmp_path, server):
    port = int(server.url.rpartition(":")[2])
    with (
        pytest.raises(ServerError, match=f"cannot listen on 127.0.0.1:{port}"),
        LocalServer(data=tmp_path, port=port),
    ):
        pass


def test_the_application_runs_under_any_asgi_server(tmp_path):
    import asyncio

    async def start_and_stop():
        app = create_app(Settings(data=tmp_path))
        async with app.router.lifespan_context(app):
            assert app.state.service.settings.data == tmp_path

    asyncio.run(start_and_stop())
    with LocalServer(data=tmp_path):
        pass


@pytest.mark.parametrize(
    "wrong",
    [
        {"workers": 0},
        {"poll_interval": -1},
        {"max_upload": 0},
        {"url_lifetime": 604_801},
        {"keys": ("",)},
    ],
)
def test_settings_out_of_range_are_refused(tmp_path, wrong):
    with pytest.raises(ServerError):
        LocalServer(data=tmp_path, **wrong)


def test_a_job_may_be_looked_at_once_in_an_interval(tmp_path, clip):
    now = [0.0]
    with LocalServer(data=tmp_path, monotonic=lambda: now[0]) as server:
        api = Api(server.url)
        url = api.upload(clip)
        first, second = (api.submit(url).json()["job_id"] for _ in range(2))
        assert api.status(first).status_code == 200
        assert api.status(second).status_code == 200  # the limit is that of a job
        now[0] = 20.5
        early = api.status(first)
        assert early.status_code == 429
        assert early.headers["Retry-After"] == "40"
        assert "less than 60 seconds ago" in early.json()["error"]["message"]
        now[0] = 60.0
        assert api.status(first).status_code == 200  # a look too early did not put it off
        assert api.status(first).status_code == 429


def test_the_limit_forgets_jobs_that_nobody_looks_at():
    now = [0.0]
    limit = PollLimit(10, lambda: now[0])
    assert [limit.wait_for(str(i)) for i in range(100)] == [0] * 100
    now[0] = 10
    assert limit.wait_for("new") == 0
    assert list(limit._last) == ["new"]


def test_a_video_elsewhere_is_fetched_only_where_that_is_allowed(tmp_path, clip, server):
    there = Api(server.url)
    address = there.run(clip).url  # any http address will do: this one is no video
    with LocalServer(data=tmp_path, poll_interval=0, allow_urls=True) as other:
        api = Api(other.url)
        status = api.wait(api.submit(address).json()["job_id"])
        assert status["status"] == 2
        assert "X-Goog" not in status["message"]
        for gone in ("http://127.0.0.1:9/a.mp4", f"{server.url}/nothing.mp4"):
            message = api.wait(api.submit(gone).json()["job_id"])["message"]
            assert message.startswith("the video at 127.0.0.1 cannot be fetched")


def test_no_key_and_no_signature_is_written_anywhere(tmp_path, clip, caplog):
    caplog.set_level("DEBUG")
    with LocalServer(data=tmp_path, poll_interval=0) as server:
        api = Api(server.url)
        result = api.run(clip)
        signature = re.search("X-Goog-Signature=([0-9a-f]+)", result.url)[1].encode()
        api.submit(api.sign("never.mp4"))
        requests.get(f"{result.url}0", timeout=10)
        texts = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    kept = [record.getMessage() for record in caplog.records if "urllib3" not in record.name]
    texts += [text.encode() for text in kept]
    assert texts
    for text in texts:
        assert KEY.encode() not in text
        assert signature not in text
        assert b"X-Goog-Signature" not in text
