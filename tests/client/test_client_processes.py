"""Several processes with one ledger, and processes that are killed."""

from __future__ import annotations

import base64
import hashlib
import itertools
import os
import random
import subprocess
import sys
import time
from pathlib import Path

import google_crc32c
import pytest

from tests.client.service import KEY, RESULT, Service
from vidresults.client import Client, State
from vidresults.errors import JobUncertain

CHILD = Path(__file__).with_name("child.py")


@pytest.fixture
def start():
    """Start a child; the ones that still run are killed at the end."""
    running = []

    def start_child(url, ledger, *words):
        child = subprocess.Popen(
            [sys.executable, str(CHILD), url, str(ledger), *map(str, words)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "ROBOFLOW_API_KEY": KEY},
        )
        running.append(child)
        assert child.stdout.readline() == "ready\n", child.stderr.read()
        return child

    yield start_child
    for child in running:
        child.kill()
        child.communicate()


def all_at_once(children):
    for child in children:
        child.stdin.write("go\n")
        child.stdin.flush()


def delays(seconds):
    def fault(_):
        time.sleep(seconds)
        return False

    return fault


def test_processes_that_submit_the_same_work_at_once_end_with_one_job(
    service, start, video, tmp_path
):
    service.faults["put"] = [delays(0.3)]
    service.faults["submit"] = [delays(0.3)]
    ledger = tmp_path / "jobs.sqlite"
    children = [start(service.url, ledger, "submit", video) for _ in range(3)]
    all_at_once(children)
    ended = [child.communicate(timeout=30) for child in children]
    assert [error for _, error in ended] == [""] * 3
    assert len({out for out, _ in ended}) == 1
    assert len(service.submissions) == service.count("put") == 1


def kill_somewhere(start, video, folder, chance):
    """Kill a run at a random moment; returns the job's end and whether it was uncertain."""
    with Service() as service:
        service.statuses = [{"status": 1}] * 2
        for route in ("sign", "put", "submit", "status", "get"):
            service.faults[route] = [delays(0.03)] * 4
        ledger = folder / "jobs.sqlite"
        child = start(service.url, ledger, "run", video)
        time.sleep(chance.uniform(0, 0.45))
        child.kill()
        child.wait()
        service.faults.clear()
        while service.busy:  # what was sent before the kill still arrives
            time.sleep(0.01)
        client = Client(service.url, KEY, ledger, poll_interval=0.05)
        jobs = client.jobs()
        assert len(jobs) <= 1
        job = jobs[0] if jobs else client.submit(video, "street/3", 5)
        died_in, uncertain = job.state, False
        try:
            path = job.wait().fetch()
        except JobUncertain:
            uncertain = True
            # only the call itself can leave it open; what the service knows settles it
            arrived = [sent["job_id"] for sent in service.submissions]
            client.resolve(job.id, job_id=arrived[0] if arrived else None, not_sent=not arrived)
            path = job.wait().fetch()
        assert path.read_bytes() == RESULT
        assert len(service.submissions) == 1
        assert uncertain == (died_in is State.UNCERTAIN)
        return died_in if jobs else None


@pytest.mark.parametrize("run", range(4))
def test_a_killed_run_is_gone_on_with(start, video, tmp_path, run):
    kill_somewhere(start, video, tmp_path, random.Random(run))  # noqa: S311 - no secret


@pytest.mark.slow
def test_twenty_killed_runs_are_gone_on_with(start, video, tmp_path):
    chance = random.Random()  # noqa: S311 - no secret
    died_in = [str(kill_somewhere(start, video, tmp_path / str(n), chance)) for n in range(20)]
    print("killed in:", ", ".join(died_in))  # noqa: T201 - the figure


def wait_together(start, service, ledger, *, jobs, processes, interval):
    """Let processes wait for all jobs; returns the shortest pause between two looks at a job."""
    client = Client(service.url, KEY, ledger)
    for number in range(jobs):
        client.submit(f"https://host.example/{number}.mp4", "street/3", 5)
    children = [start(service.url, ledger, "wait_all", interval) for _ in range(processes)]
    all_at_once(children)
    errors = [child.communicate(timeout=180)[1] for child in children]
    assert errors == [""] * processes
    known = client.jobs()
    assert [job.state for job in known] == [State.FETCHED] * jobs
    assert all(Path(job.record.result_path).read_bytes() == RESULT for job in known)
    assert service.count("get") == len(service.submissions) == jobs
    assert len(service.polls) == jobs
    pauses = [
        later - now for times in service.polls.values() for now, later in itertools.pairwise(times)
    ]
    return min(pauses), len(pauses) + jobs


def test_jobs_are_looked_at_once_an_interval_in_all_processes(service, start, tmp_path):
    service.statuses = [{"status": 1}] * 2
    shortest, _ = wait_together(
        start, service, tmp_path / "jobs.sqlite", jobs=16, processes=3, interval=0.5
    )
    assert shortest >= 0.5


@pytest.mark.slow
def test_two_hundred_jobs_and_four_processes(service, start, tmp_path):
    service.statuses = [{"status": 1}] * 4
    began = time.monotonic()
    shortest, looks = wait_together(
        start, service, tmp_path / "jobs.sqlite", jobs=200, processes=4, interval=3.0
    )
    seconds = time.monotonic() - began
    print(f"{looks} looks in {seconds:.0f} s, shortest pause {shortest:.3f} s")  # noqa: T201
    assert shortest >= 3.0


LARGE = 2 << 30
BLOCK = b"{" * (1 << 20)


def sends_large(handler):
    checksum, rest = google_crc32c.Checksum(), LARGE
    for _ in range(LARGE // len(BLOCK)):
        checksum.update(BLOCK)
    handler.send_response(200)
    handler.send_header("Content-Length", str(LARGE))
    handler.send_header("x-goog-hash", f"crc32c={base64.b64encode(checksum.digest()).decode()}")
    handler.end_headers()
    while rest:
        handler.wfile.write(BLOCK)
        rest -= len(BLOCK)
    return True


@pytest.mark.slow
def test_two_gigabytes_take_no_more_memory_than_a_small_job(service, start, video, tmp_path):
    large = tmp_path / "large.mp4"
    large.write_bytes(video.read_bytes())
    with large.open("r+b") as file:
        file.truncate(LARGE)
    service.faults["get"] = [delays(0), sends_large]
    child = start(service.url, tmp_path / "jobs.sqlite", "memory", video, large)
    out, error = child.communicate(timeout=300)
    assert error == ""
    path, anonymous, resident = out.split()
    print(f"RssAnon grew by {int(anonymous) / 1024:.1f} MB, VmRSS by {int(resident) / 1024:.1f} MB")  # noqa: T201
    assert Path(path).stat().st_size == LARGE
    (name,) = (name for name in service.uploads if name.endswith("-large.mp4"))
    with large.open("rb") as file:
        assert service.uploads[name] == (LARGE, hashlib.file_digest(file, "sha256").hexdigest())
    assert max(int(anonymous), int(resident)) < 64 << 10
    Path(path).unlink()
    large.unlink()
